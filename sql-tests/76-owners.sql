-- Who makes an owner, or deletes a workspace: in a session its person has just proved who they are; other credentials
-- are not asked, because nobody is there.
begin;
set local search_path = tap, pg_catalog;
select plan(21);

select rowseal_test.personas();
create temporary table credential (name text primary key, claims rowseal_private.claims, token text);
grant select, insert on credential to public;
insert into credential (name, claims)
values ('fresh', rowseal_test.claims_of('owner@acme.test')), ('stale', rowseal_test.claims_of('owner@acme.test')),
       ('stale, limited', rowseal_test.claims_of('owner@acme.test', 'acme'));
select rowseal_test.enter_as('owner@acme.test', 'acme');
insert into credential (name, token)
select 'token', made.token from rowseal_test.create_token('script', now() + interval '1 hour') as made;
select rowseal_test.leave();
update rowseal_private.session_proofs as proof
   set proved_at = now() - interval '1 hour'
  from credential
 where credential.name ~ 'stale' and proof.session_id = (credential.claims).sid;
insert into rowseal.roles (workspace_id, id, name, scopes)
values (rowseal_test.id('acme'), rowseal_test.id('helper'), 'helper', '{}'),
       (rowseal_test.id('acme'), rowseal_test.id('partner'), 'partner', '{owners:write}');

-- What a call comes to by a credential; nothing of it remains.
create function pg_temp.outcome(name text, call text) returns text
  language plpgsql volatile
as $$
declare
  v_credential credential;
begin
  select * into v_credential from credential where credential.name = outcome.name;
  if v_credential.token is null then
    perform rowseal_test.enter(v_credential.claims, 'acme');
  else
    perform rowseal_test.step_into('rowseal_gateway');
    perform rowseal.enter_with_token(v_credential.token, '192.0.2.1', null, null);
  end if;
  execute 'select * from ' || call;
  raise exception 'done' using errcode = 'RS999';
exception when others then
  return case sqlstate when 'RS999' then 'done' else sqlstate end;
end
$$;

create temporary table call (place integer, call text, stale text, token text, what text);
insert into call values
  (1, 'rowseal.transfer_ownership(rowseal_test.id(''admin@acme.test''))', 'RS050', 'done', 'transferring ownership'),
  (2, 'rowseal.set_member_role(rowseal_test.id(''admin@acme.test''), ''owner'')', 'RS050', 'done', 'giving the role'),
  (3, 'rowseal.set_member_roles(rowseal_test.id(''admin@acme.test''), ''{admin,partner}'')', 'RS050', 'done',
    'giving a role of the workspace that has the scope, beside another'),
  (4, 'rowseal.invite_member(''next@acme.test'', ''partner'')', 'RS050', 'done', 'inviting to such a role'),
  (5, 'rowseal.change_role(rowseal_test.id(''helper''), ''{owners:write}'')', 'RS050', 'done', 'adding the scope'),
  (6, 'rowseal.remove_role(rowseal_test.id(''helper''), rowseal_test.id(''partner''))', 'RS050', 'done',
    'replacing a role by one that has it');
select is(
  array[pg_temp.outcome('fresh', call), pg_temp.outcome('stale', call), pg_temp.outcome('token', call)],
  array['done', stale, token], what || ' takes a fresh session, and of a token nothing'
) from call order by place;
select is(pg_temp.outcome('stale, limited', call), stale, what || ' asks a limited session too') from call
  where place < 5 order by place;

-- The control: what makes nobody an owner who is none.
select is(pg_temp.outcome('stale', control.call), 'done', control.what || ' asks for nothing')
  from (values
    ('rowseal.set_member_role(rowseal_test.id(''admin@acme.test''), ''member'')', 'giving another role'),
    ('rowseal.set_member_roles(rowseal_test.id(''owner@acme.test''), ''{owner,partner}'')',
     'giving the scope to who has it'),
    ('rowseal.invite_member(''next@acme.test'', ''admin'')', 'inviting an admin'),
    ('rowseal.create_role(''another'', ''{owners:write}'')', 'making a role that nobody has'),
    ('rowseal.define_role(''another'', ''{owners:write}'')', 'defining one'),
    ('rowseal.define_role(''partner'', ''{members:read,owners:write}'')', 'changing a role that has the scope'),
    ('rowseal.change_role(rowseal_test.id(''partner''), ''{}'')', 'taking it from a role'),
    ('rowseal.remove_role(rowseal_test.id(''partner''), rowseal_test.id(''helper''))', 'replacing it')
  ) as control (call, what);

-- A workspace is deleted by a session that is limited in nothing alone.
select is(pg_temp.outcome('fresh', 'rowseal.delete_workspace()'), 'done', 'a fresh session deletes the workspace');
select is(pg_temp.outcome('stale', 'rowseal.delete_workspace()'), 'RS050', 'a stale session does not delete it');
select is(pg_temp.outcome('token', 'rowseal.delete_workspace()'), 'RS010', 'a token deletes no workspace');

select * from finish();
rollback;
