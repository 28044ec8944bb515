-- What entering leaves for the log of PostgreSQL: an opaque id of the principal, where the setting says so.
begin;
set local search_path = tap, pg_catalog;
select plan(14);

select rowseal_test.personas();
create temporary table kept as select 'member' as name, rowseal_test.claims_of('member@acme.test') as claims;
insert into kept values ('other', rowseal_test.claims_of('owner@acme.test'));
grant select on kept to public;
insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, secret_hash, last_four, expires_at)
values (rowseal_test.id('member@acme.test'), rowseal_test.id('token'), rowseal_test.id('acme'), 'script',
  sha256(sha256('secret')), 'abcd', now() + interval '1 day');
create function pg_temp.name_of(kept_name text) returns text
  language plpgsql volatile
as $$
declare
  v_claims rowseal_private.claims;
  v_name text;
begin
  select (claims).* into v_claims from kept where name = kept_name;
  perform set_config('application_name', 'none of ours', true);
  if kept_name = 'token' then
    perform rowseal_test.step_into('rowseal_gateway');
    perform rowseal.enter_with_digest(
      rowseal_test.id('member@acme.test'), rowseal_test.id('token'), sha256('secret'), '192.0.2.1', null, null);
  else
    perform rowseal_test.enter(v_claims, 'acme');
  end if;
  v_name := current_setting('application_name');
  perform rowseal_test.leave();
  return v_name;
end
$$;

select is(pg_temp.name_of('member'), 'none of ours', 'entering leaves application_name as it is');
select is(pg_temp.name_of('token'), 'none of ours', 'entering by a token leaves application_name as it is');
update rowseal_private.settings set entry_evidence = 'log';
select is(pg_temp.name_of('member'), 'none of ours', 'a line of the log leaves application_name as it is');
update rowseal_private.settings set entry_evidence = 'name';
select matches(pg_temp.name_of('member'), '^rs-[0-9a-f]{24}$', 'by the setting application_name is an opaque id');
select ok(octet_length(pg_temp.name_of('token')) <= 32, 'the id has 32 bytes at most');
select is(pg_temp.name_of('member'), pg_temp.name_of('member'), 'the id of a session is the same each time');
select isnt(pg_temp.name_of('member'), pg_temp.name_of('other'), 'the ids of two sessions differ');
select results_eq(
  $$ select kind, user_id, credential_id, ended_at from rowseal_audit.principal(pg_temp.name_of('member')) $$,
  $$ select 'session', (claims).sub, (claims).sid, null::timestamptz from kept where name = 'member' $$,
  'an auditor learns whose session an id is'
);
select results_eq(
  $$ select kind, user_id, credential_id, workspace_id from rowseal_audit.principal(pg_temp.name_of('token')) $$,
  $$ values ('token', rowseal_test.id('member@acme.test'), rowseal_test.id('token'), rowseal_test.id('acme')) $$,
  'an auditor learns whose token an id is'
);
select is_empty($$ select * from rowseal_audit.principal('rs-000000000000000000000000') $$,
  'an id of nobody is nobody''s');
update rowseal_private.settings set entry_evidence = 'both';
select matches(pg_temp.name_of('member'), '^rs-', 'with both application_name is an opaque id as well');
select throws_ok(
  $$ update rowseal_private.settings set entry_evidence = 'all' $$, '23514', null, 'the setting has four values'
);
select rowseal_test.enter_as('member@acme.test', 'acme');
select throws_ok(
  format($$ select rowseal_audit.principal(%L) $$, current_setting('application_name')), '42501', null,
  'SQL in a request cannot ask whose an id is'
);
select set_config('application_name', 'rs-of somebody else', true);
select is(
  current_setting('application_name'), 'rs-of somebody else',
  'SQL in a request can call itself another name, which the documents say'
);
select rowseal_test.leave();
select * from finish();
rollback;
