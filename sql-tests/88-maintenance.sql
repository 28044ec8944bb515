-- Maintenance mode: people enter and read, and whatever a request asks, nothing is written.
begin;
set local search_path = tap, pg_catalog;
select plan(28);
select rowseal_test.personas();
create schema yard;
create table yard.stones (id integer);
grant usage on schema yard to rowseal_user;
grant select, insert on yard.stones to rowseal_user;

-- Beginning and ending it
select is(rowseal_audit.set_maintenance(false), 'unchanged', 'requests write at first');
select is(rowseal_audit.set_maintenance(true, '40 seconds'), 'changed', 'an operator begins it');
select is(rowseal_audit.set_maintenance(true, '40 seconds'), 'unchanged', 'it begins once');
select rowseal_test.step_into('rowseal_issuer');
select is(rowseal_private.maintenance(), 40, 'servers learn of it, and when clients may try again');
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_worker');
select is(rowseal_private.maintenance(), 40, 'the worker learns of it');
select rowseal_test.leave();
select is(
  count(*), 1::bigint, 'it is an event'
) from rowseal_private.audit_events
 where kind = 'settings_changed' and after ? 'maintenance_since' and at >= now();
select throws_ok(
  $$ select rowseal_audit.set_maintenance(true, '0 seconds') $$, '23514', null, 'nobody waits for nothing'
);
select throws_ok($$ select rowseal_audit.set_maintenance(true, '2 days') $$, '23514', null, 'nobody waits for days');
select throws_ok($$ select rowseal_audit.set_maintenance(true, null) $$, '23502', null, 'how long is to be said');
select rowseal_test.step_into('rowseal_worker');
select throws_ok($$ select rowseal_audit.set_maintenance(false) $$, '42501', null, 'the worker cannot end it');
select rowseal_test.leave();

-- The gateway
savepoint before;
select rowseal_test.enter_as('member@acme.test', 'acme');
select lives_ok($$ select * from yard.stones $$, 'who has entered reads');
select throws_ok($$ insert into yard.stones values (1) $$, '25006', null, 'who has entered writes nothing');
select throws_ok($$ set local transaction_read_only = off $$, '25001', null, 'SQL of a request cannot take that back');
select throws_ok($$ set transaction read write $$, '25001', null, 'another name of the command does not take it back');
select throws_ok(
  $$ do 'begin begin perform set_config(''transaction_read_only'', ''off'', true); end; end' $$, '25001', null,
  'a block does not take it back either'
);
select throws_ok(
  $$ select rowseal.change_name('Another') $$, '25006', null, 'a function of the owner writes nothing for a request'
);
rollback to before;

-- The issuing door
select rowseal_test.step_into('rowseal_issuer');
select is(current_setting('transaction_read_only'), 'off', 'the control: it could write');
savepoint called;
select is(rowseal_private.from_request('192.0.2.1', null), '192.0.2.1', 'a call says which request it is of');
select throws_ok(
  $$ select rowseal_private.record_token_guess('192.0.2.1') $$, '25006', null, 'a call that said so writes nothing'
);
rollback to called;
select throws_ok(
  $$ select rowseal_private.use_assertion('app_x', 'jti', now()) $$, '25006', null, 'an assertion is not used up'
);
rollback to called;
select throws_ok(
  $$ select * from rowseal_private.consume_provider_login('', '', 'corp') $$, '25006', null,
  'a login that comes back from a provider is not used up'
);
rollback to called;
select throws_ok(
  $$ select * from rowseal_private.refresh_grant('app_x', 'none', null, null, null, null, null, null, null) $$, '25006',
  null, 'a grant is not refreshed'
);
rollback to called;
select throws_ok(
  $$ select * from rowseal_private.answer_authorization(gen_random_uuid(), '', null, true) $$, '25006', null,
  'a consent is not taken, and no code is issued'
);
rollback to called;
select throws_ok(
  $$ select rowseal_private.upgrade_verifier(
    'owner@acme.test', '',
    (salt, sha256('a key'), memory_kib, iterations, parallelism)::rowseal_private.derived_password
  ) from rowseal_private.password_policy() $$, '25006', null,
  'a verifier is not exchanged'
);
rollback to called;
select rowseal_test.leave();

-- Afterwards
select is(rowseal_audit.set_maintenance(false), 'changed', 'an operator ends it');
select rowseal_test.enter_as('member@acme.test', 'acme');
select lives_ok($$ insert into yard.stones values (1) $$, 'requests write again');
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_issuer');
select is(rowseal_private.maintenance(), null, 'servers learn of that too');
select rowseal_test.leave();
select lives_ok(
  'select * from rowseal_audit.open_transactions()', 'an operator sees what was open before, which may still write'
);
select * from finish();
rollback;
