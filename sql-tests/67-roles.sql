-- Roles of a workspace by their ids: made, changed and removed by who has every scope concerned at that moment.
begin;
set local search_path = tap, pg_catalog;
select plan(40);

select rowseal_test.personas();
insert into rowseal.roles (workspace_id, id, name, scopes)
values (rowseal_test.id('acme'), rowseal_test.id('reader'), 'reader', '{notes:read}'),
       (rowseal_test.id('acme'), rowseal_test.id('boss'), 'boss', '{owners:write}'),
       (rowseal_test.id('globex'), rowseal_test.id('theirs'), 'theirs', '{notes:read}');
select rowseal_test.persona('reader@acme.test', 'acme', 'reader');
create temporary table built_in as
select role.name, role.id from rowseal.roles as role where role.workspace_id = rowseal_private.no_workspace();
grant select on built_in to public;
-- What a call answers to a persona, and nothing remains: its SQLSTATE, or done.
create function pg_temp.answer(email text, scope text, call text) returns text
  language plpgsql volatile
as $$
begin
  perform rowseal_test.enter_as(email, 'acme', scope);
  execute 'select ' || call;
  raise exception 'done' using errcode = 'RS999';
exception when others then
  return sqlstate;
end
$$;
create function pg_temp.create_role(name text, scopes text) returns text
  language sql immutable
  return format('rowseal.create_role(%L, %L)', name, scopes);
create function pg_temp.change_role(id uuid, scopes text) returns text
  language sql immutable
  return format('rowseal.change_role(%L, %L)', id, scopes);
create function pg_temp.remove_role(id uuid, replacement uuid default null) returns text
  language sql immutable
  return format('rowseal.remove_role(%L, %L)', id, replacement);

select is(pg_temp.answer(email, scope, call), result, what)
  from (values
    -- Making
    ('admin@acme.test', null, pg_temp.create_role('clerk', '{notes:read}'), 'RS999', 'an admin makes a role'),
    ('member@acme.test', null, pg_temp.create_role('clerk', '{notes:read}'), 'RS006', 'a member makes none'),
    ('admin@acme.test', null, pg_temp.create_role('clerk', '{owners:write}'), 'RS006',
      'nobody makes a role of scopes that they lack'),
    ('owner@acme.test', 'members:write', pg_temp.create_role('clerk', '{notes:read}'), 'RS006',
      'a limited session makes no role of scopes beside its own'),
    ('admin@acme.test', null, pg_temp.create_role('reader', '{notes:read}'), '23505',
      'a role takes no name that another has'),
    ('admin@acme.test', null, pg_temp.create_role('owner', '{notes:read}'), '23514', 'a role is not called owner'),
    ('admin@acme.test', null, pg_temp.create_role(' owner', '{notes:read}'), '23514',
      'a role has no blank in its name'),
    ('admin@acme.test', null, pg_temp.create_role('Owner', '{notes:read}'), '23514',
      'a role has no capital in its name'),
    ('admin@acme.test', null, pg_temp.create_role(e'owner\u200b', '{notes:read}'), '23514',
      'a role has no character in its name that nobody sees'),
    ('admin@acme.test', null, pg_temp.create_role('clerk', '{notes:read,notes:read}'), '23514',
      'a role has each scope once'),
    -- Changing
    ('admin@acme.test', null, pg_temp.change_role(rowseal_test.id('reader'), '{notes:write}'), 'RS999',
      'an admin changes a role'),
    ('admin@acme.test', null, pg_temp.change_role(rowseal_test.id('reader'), '{owners:write}'), 'RS006',
      'nobody widens a role beyond themselves'),
    ('admin@acme.test', null, pg_temp.change_role(rowseal_test.id('boss'), '{}'), 'RS006',
      'nobody narrows a role that has more than they'),
    ('owner@acme.test', null, pg_temp.change_role(rowseal_test.id('boss'), '{}'), 'RS999',
      'the control: its owner does'),
    ('owner@acme.test', null, pg_temp.change_role((select id from built_in where name = 'viewer'), '{}'), 'RS013',
      'a built-in role is not changed'),
    ('owner@acme.test', null, pg_temp.change_role((select id from built_in where name = 'owner'), '{}'), 'RS013',
      'owner keeps its scopes, members:write among them'),
    ('owner@acme.test', null, pg_temp.change_role(rowseal_test.id('theirs'), '{}'), 'RS013',
      'a role of another workspace is none'),
    ('owner@acme.test', null, pg_temp.change_role(rowseal_test.id('none'), '{}'), 'RS013',
      'a role that there is not answers the same'),
    -- Removing
    ('admin@acme.test', null, pg_temp.remove_role(rowseal_test.id('reader')), 'RS043',
      'a role that somebody has is removed with a replacement alone'),
    ('admin@acme.test', null, pg_temp.remove_role(rowseal_test.id('reader'),
      (select id from built_in where name = 'viewer')), 'RS999', 'the control: with a replacement it is'),
    ('admin@acme.test', null, pg_temp.remove_role(rowseal_test.id('reader'),
      (select id from built_in where name = 'owner')), 'RS006', 'nobody makes owners by removing a role'),
    ('admin@acme.test', null, pg_temp.remove_role(rowseal_test.id('reader'), rowseal_test.id('boss')), 'RS006',
      'nobody gives a role that has more than they by removing one'),
    ('admin@acme.test', null, pg_temp.remove_role(rowseal_test.id('reader'), rowseal_test.id('reader')), 'RS013',
      'a role does not take its own place'),
    ('admin@acme.test', null, pg_temp.remove_role(rowseal_test.id('reader'), rowseal_test.id('theirs')), 'RS013',
      'a role of another workspace takes the place of none'),
    ('admin@acme.test', null, pg_temp.remove_role(rowseal_test.id('boss')), 'RS006',
      'nobody removes a role that has more than they'),
    ('owner@acme.test', null, pg_temp.remove_role(rowseal_test.id('boss')), 'RS999',
      'the control: an owner removes it, which nobody has'),
    ('owner@acme.test', null, pg_temp.remove_role((select id from built_in where name = 'viewer')), 'RS013',
      'a built-in role is not removed'),
    ('member@acme.test', null, pg_temp.remove_role(rowseal_test.id('reader')), 'RS006', 'a member removes none')
  ) as asked (email, scope, call, result, what);
select is(pg_temp.answer('viewer@acme.test', 'notes:read', 'rowseal.list_roles()'), 'RS006',
  'roles are listed to who may see members');

-- What is left of it
select rowseal_test.enter_as('owner@acme.test', 'acme');
select results_eq(
  'select name, built_in from rowseal.list_roles() order by built_in desc, name',
  $$ values ('admin', true), ('member', true), ('owner', true), ('viewer', true), ('boss', false), ('reader', false) $$,
  'the built-in roles and those of the workspace are listed'
);
select rowseal_test.leave();
insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at)
values (rowseal_test.id('acme'), 'new@acme.test', 'reader', rowseal_test.id('owner@acme.test'),
  now() + interval '1 day');
select rowseal_test.enter_as('admin@acme.test', 'acme');
select lives_ok(format('select rowseal.change_role(%L, %L)', rowseal_test.id('reader'), '{notes:read,notes:write}'),
  'a role is widened');
select rowseal_test.leave();
select rowseal_test.enter_as('reader@acme.test', 'acme');
select ok(rowseal.has_scope('notes:write'), 'who has the role may do so at once');
select rowseal_test.leave();
select rowseal_test.enter_as('admin@acme.test', 'acme');
select lives_ok(
  format('select rowseal.remove_role(%L, %L)', rowseal_test.id('reader'),
    (select id from built_in where name = 'viewer')),
  'a role is removed'
);
select rowseal_test.leave();
select is(
  (select role from rowseal.memberships where user_id = rowseal_test.id('reader@acme.test')), 'viewer',
  'its members have the replacement'
);
select is(
  (select role from rowseal.invitations where email = 'new@acme.test' and revoked_at is null), 'viewer',
  'its open invitations have the replacement'
);
select set_eq(
  format($$ select kind, details ->> 'role' as role, details ->> 'to' as becomes, actor_id
      from rowseal_private.audit_events
     where kind ~ '^(role|member)_' and actor_id = %L $$, rowseal_test.id('admin@acme.test')),
  format($$ values ('role_defined', 'reader', null, %1$L::uuid), ('role_removed', 'reader', null, %1$L),
     ('member_role_changed', null, 'viewer', %1$L) $$, rowseal_test.id('admin@acme.test')),
  'each change is an event with who did it'
);

-- A service has no say in it
insert into rowseal_private.services (workspace_id, id, name, scopes)
select rowseal_test.id('acme'), rowseal_test.id('service'), 'Service', array_agg(name) from rowseal.scopes;
create temporary table key as
select made.token
  from rowseal_private.services as service
 cross join lateral rowseal_private.issue_service_key(service, now() + interval '1 hour', null, null) as made;
grant select on key to public;
create function pg_temp.service_answer(call text) returns text
  language plpgsql volatile
as $$
declare
  v_token constant text := (select key.token from key);
begin
  perform rowseal_test.step_into('rowseal_gateway');
  perform rowseal.enter_with_token(v_token, '192.0.2.1', null, null);
  execute 'select ' || call;
  raise exception 'done' using errcode = 'RS999';
exception when others then
  return sqlstate;
end
$$;
select is(pg_temp.service_answer(call), result, what)
  from (values
    (pg_temp.create_role('mine', '{notes:read}'), 'RS040', 'a service makes no role'),
    (pg_temp.change_role(rowseal_test.id('boss'), '{}'), 'RS040', 'a service changes no role'),
    (pg_temp.remove_role(rowseal_test.id('boss')), 'RS040', 'a service removes no role'),
    ('rowseal.list_roles()', 'RS999', 'the control: it sees them')
  ) as asked (call, result, what);

select * from finish();
rollback;
