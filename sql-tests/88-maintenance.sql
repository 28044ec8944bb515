-- Maintenance mode: people enter and read, and whatever a request asks, nothing is written.
begin;
set local search_path = tap, pg_catalog;
select plan(38);
select rowseal_test.personas();
create schema yard;
create table yard.stones (id integer);
grant usage on schema yard to rowseal_user;
grant select, insert on yard.stones to rowseal_user;

create role writes_acme login;
do $$ begin execute format('grant connect on database %I to writes_acme', current_database()); end $$;
select rowseal.bind_role(
  'writes_acme', rowseal_test.id('member@acme.test'), rowseal_test.id('acme'), null, now() + interval '1 day', true);
insert into rowseal_private.services (workspace_id, id, name, scopes)
values (rowseal_test.id('acme'), rowseal_test.id('script'), 'Script', '{notes:read}');
create temporary table script as
select key.token, given.claims
  from rowseal_private.services as service,
       rowseal_private.issue_service_key(service, now() + interval '1 day', null, null, 0) as key,
       rowseal_private.grant_to_service(service.id, service.workspace_id, key.id, null, null) as given
 where service.id = rowseal_test.id('script');
create function pg_temp.enter_with(token text) returns void
  language plpgsql volatile
as $$
begin
  perform rowseal_test.step_into('rowseal_gateway');
  perform rowseal.enter_with_token(enter_with.token, null, null, null);
end
$$;
select lives_ok(call, what)
  from script cross join lateral (values
    (format('select rowseal_test.enter(%L)', claims), 'the control: a service enters by its access token'),
    (format('select rowseal_test.leave(), pg_temp.enter_with(%L)', token), 'the control: a service enters by its key')
  ) as entered (call, what);
select rowseal_test.leave();

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
release called;
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

-- The worker
create function pg_temp.work() returns text
  language sql volatile
as $$ select coalesce(string_agg(work, ', ' order by work), '') from rowseal_audit.work_in_hand() as work $$;
select graphile_worker_rowseal.add_job('mail', '{}', job_key => 'in hand');
select is(pg_temp.work(), '', 'a job that waits is nobody''s work');
update graphile_worker_rowseal._private_jobs set locked_at = now(), locked_by = 'somebody' where key = 'in hand';
select matches(pg_temp.work(), '^job [0-9]+ \(mail\)$', 'an operator sees the job that is being run');
delete from graphile_worker_rowseal._private_jobs where key = 'in hand';
set local application_name = 'rowseal worker at work';
select is(pg_temp.work(), '', 'a session of anybody else that takes the name of a worker is none');
select rowseal_audit.set_maintenance(true, '7 seconds');
select rowseal_test.step_into('rowseal_worker');
select is(
  graphile_worker_rowseal.show_work(true), 7, 'a worker that says that it is at work is told that it has to rest'
);
select rowseal_test.leave();
select rowseal_audit.set_maintenance(false);

-- The gateway
select rowseal_audit.set_maintenance(true);
select throws_ok(
  $$ select rowseal_test.enter_as('member@acme.test', 'acme') $$, '25001', null,
  'nobody enters in a subtransaction, whose end would let the transaction write again'
);
select throws_ok(call, '25001', null, what)
  from script cross join lateral (values
    (format('select rowseal_test.enter(%L)', claims), 'a service does not enter so by its access token either'),
    (format('select pg_temp.enter_with(%L)', token), 'a service does not enter so by its key either')
  ) as entered (call, what);
create function pg_temp.as_bound(statement text) returns void
  language plpgsql volatile
as $$
begin
  perform rowseal_test.step_into('writes_acme');
  execute as_bound.statement;
end
$$;
select throws_ok(
  $$ select pg_temp.as_bound('select title from app.notes') $$, 'RS073', null,
  'a role that is bound for writing is held to transactions that read'
);
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

select * from finish();
rollback;
