-- Idempotency keys and preconditions: what SQL of a request may do with them, by every credential, and what it may not.
begin;
set local search_path = tap, pg_catalog;
select plan(34);

select rowseal_test.personas();
create function pg_temp.uses(key text, request text) returns text
  language plpgsql volatile
as $$
declare
  v_detail text;
begin
  return rowseal.use_idempotency_key(key, convert_to(request, 'UTF8'));
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail;
  return concat_ws(' ', sqlstate, nullif(v_detail, ''));
end
$$;
create temporary table owner_claims as select rowseal_test.claims_of('owner@acme.test') as claims;
grant select on owner_claims to public;
create function pg_temp.enter_as_owner(wanted text default 'acme') returns void
  language sql volatile
as $$ select rowseal_test.enter(claims, wanted) from owner_claims $$;

-- One credential
select pg_temp.enter_as_owner();
select is(pg_temp.uses('a', 'make'), 'true', 'a key that is new is free');
select is(pg_temp.uses('a', 'make'), 'true', 'a key under which nothing was made is free');
select lives_ok($$ select rowseal.keep_idempotency_key('a', null) $$, 'nothing is kept where nothing was made');
select is(pg_temp.uses('a', 'make'), 'true', '... so that the key is free still');
select rowseal.keep_idempotency_key('a', '11111111-1111-4111-8111-111111111111');
select is(pg_temp.uses('a', 'make'), 'RS047 11111111-1111-4111-8111-111111111111', 'what was made is named');
select rowseal.keep_idempotency_key('a', '22222222-2222-4222-8222-222222222222');
select is(pg_temp.uses('a', 'make'), 'RS047 11111111-1111-4111-8111-111111111111',
  'of several the first, and SQL changes it no more');
select is(pg_temp.uses('a', 'make another'), 'RS048', 'the same key is refused for another request, without an id');
select rowseal_test.leave();

-- What is kept
create function pg_temp.kept() returns bigint
  language sql volatile
as $$ select count(*) from rowseal_private.idempotency_keys $$;
select is(pg_temp.kept(), 1::bigint, 'one key is kept of one thing made');
select pg_temp.enter_as_owner();
select pg_temp.uses('refused', 'make');
select rowseal.keep_idempotency_key('refused', null);
select rowseal.keep_idempotency_key('a', null);
select rowseal_test.leave();
select is(pg_temp.kept(), 1::bigint,
  'of what was refused none is, and null takes none away under which something was made');
select is_empty(
  $$ select from rowseal_private.idempotency_keys as known
      where known.request_digest = sha256(convert_to(rowseal_test.id('acme')::text || 'make', 'UTF8')) $$,
  'the digest of a request confirms no guess of what was asked to who does not know the key'
);
select isnt_empty(
  $$ select from rowseal_private.idempotency_keys as known
      where known.request_digest = sha256(convert_to(rowseal_test.id('acme')::text || 'amake', 'UTF8')) $$,
  'the control: it confirms one to who knows it'
);

-- One that is purged while it is used
create function pg_temp.purge_at_once() returns trigger
  language plpgsql volatile security definer
as $$
begin
  delete from rowseal_private.idempotency_keys where expires_at < now() - interval '1 hour';
  return null;
end
$$;
create trigger purge_at_once after insert on rowseal_private.idempotency_keys
  for each statement execute function pg_temp.purge_at_once();
update rowseal_private.idempotency_keys set expires_at = now() - interval '2 hours';
select pg_temp.enter_as_owner();
select is(pg_temp.uses('a', 'make'), 'true', 'a key that is purged meanwhile is free');
select rowseal.keep_idempotency_key('a', '11111111-1111-4111-8111-111111111111');
select rowseal_test.leave();
drop trigger purge_at_once on rowseal_private.idempotency_keys;

-- How many
select pg_temp.enter_as_owner();
-- The control: with the one of before it is the thousandth.
select is((select count(rowseal.use_idempotency_key(n::text, 'make')) from generate_series(1, 999) as n), 999::bigint,
  'a credential has a thousand keys');
select matches(pg_temp.uses('one more', 'make'), '^RS046 8[0-9]{4}$',
  '... and no more, and is told how many seconds to wait');
select is(pg_temp.uses('a', 'make'), 'RS047 11111111-1111-4111-8111-111111111111',
  '... but answers of what it had done');
select is(pg_temp.uses('1', 'make'), 'true', '... and goes on with those that it has');
select rowseal.keep_idempotency_key('2', null);
select is(pg_temp.uses('one more', 'make'), 'true', 'a key that came to nothing makes room');
select rowseal_test.leave();
update rowseal_private.idempotency_keys set expires_at = now() - interval '1 second' where made_id is null;
select pg_temp.enter_as_owner();
select is(pg_temp.uses('a day later', 'make'), 'true', '... and so does one that is a day old');
select rowseal_test.leave();

-- Another workspace
select pg_temp.enter_as_owner(null);
select is(pg_temp.uses('a', 'make'), 'RS048', 'a request in another workspace is another request');
select rowseal_test.leave();

-- Other credentials
select rowseal_test.enter_as('owner@acme.test', 'acme');
select is(pg_temp.uses('a', 'make'), 'true', 'another session of the same person finds nothing');
select throws_ok('table rowseal_private.idempotency_keys', '42501', null, 'nobody reads the table');
select rowseal_test.leave();
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select is(pg_temp.uses('a', 'make'), 'true', 'another person finds nothing');
select is_empty($$ select from rowseal.made_workspace((select rowseal_test.id('globex'))) $$,
  'a workspace of others is not told');
select throws_ok($$ select rowseal.made_invitation(rowseal.uuidv7()) $$, 'RS006', null,
  'an invitation is not told to who makes none');
select rowseal_test.leave();
select rowseal_test.enter_as('owner@globex.test', 'globex');
select results_eq(
  $$ select slug from rowseal.made_workspace((select rowseal_test.id('acme'))) $$, $$ values ('acme') $$,
  'a workspace of one''s own is');
select rowseal_test.leave();
select rowseal_test.enter(rowseal_test.claims_of('owner@globex.test', 'globex'), 'globex');
select throws_ok($$ select * from rowseal.made_workspace((select rowseal_test.id('acme'))) $$, 'RS010', null,
  'a session that is bound to another workspace learns nothing of it');
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_gateway');
select is(pg_temp.uses('a', 'make'), 'RS008', 'nobody who has not entered uses one');
select throws_ok($$ select rowseal.keep_idempotency_key('a', rowseal.uuidv7()) $$, 'RS008', null, '... or keeps one');
select rowseal_test.leave();

-- Preconditions: the lock of a workspace is taken by who may change what is asked for.
create function pg_temp.requires(kind text, id uuid default null) returns text
  language plpgsql volatile
as $$
begin
  return rowseal.require_version(kind, id, array[rowseal.version_of(kind, id)]);
exception when others then
  return sqlstate;
end
$$;
create function pg_temp.requires_all(ids uuid[]) returns text[]
  language sql volatile
as $$
  select array[pg_temp.requires('workspace'), pg_temp.requires('member', ids[1]), pg_temp.requires('role', ids[2]),
    pg_temp.requires('service', ids[3])]
$$;
insert into rowseal.roles (workspace_id, name, scopes) values (rowseal_test.id('acme'), 'looks', '{members:read}');
insert into rowseal_private.services (workspace_id, name, scopes) values (rowseal_test.id('acme'), 'Import', '{}');
create temporary table things as
  select array[rowseal_test.id('member@acme.test'), role.id, service.id] as ids
    from rowseal.roles as role, rowseal_private.services as service
   where role.name = 'looks' and service.name = 'Import';
grant select on things to public;
create function pg_temp.required_by(email text, scope text) returns text[]
  language plpgsql volatile
as $$
declare
  v_required text[];
begin
  perform rowseal_test.enter(rowseal_test.claims_of(email, null, scope), 'acme');
  select pg_temp.requires_all(ids) into v_required from things;
  return v_required;
end
$$;
-- The control.
select is(pg_temp.required_by('owner@acme.test', null), '{true,true,true,true}'::text[], 'an owner requires versions');
select rowseal_test.leave();
select is(pg_temp.required_by('owner@acme.test', 'members:read services:read'), '{RS006,RS006,RS006,RS010}'::text[],
  'who may only look locks nothing');
select rowseal_test.leave();
select is(pg_temp.required_by('owner@acme.test', 'members:read members:write services:read services:write'),
  '{RS006,true,true,RS010}'::text[], 'a limited session requires those of what it may change');
select rowseal_test.leave();
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select is(pg_temp.requires('member', (select ids[1] from things)), 'RS006', 'a viewer locks for nobody else');
select is(pg_temp.requires('member', (select rowseal_test.id('viewer@acme.test'))), 'true', '... but to leave');
select rowseal_test.leave();
select rowseal_test.enter(rowseal_test.claims_of('member@acme.test', null, 'members:read'), 'acme');
select is(pg_temp.requires('member', (select ids[1] from things)), 'RS006', '... which a limited session may not');
select rowseal_test.leave();

select * from finish();
rollback;
