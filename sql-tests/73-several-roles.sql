-- Members who have several roles: what any of them grants, now; nobody gives or takes more than they have, a role that
-- somebody has does not vanish, and answers name them all.
begin;
set local search_path = tap, pg_catalog;
select plan(85);

select rowseal_test.personas();
insert into rowseal.roles (workspace_id, id, name, scopes)
values (rowseal_test.id('acme'), rowseal_test.id('clerk'), 'clerk', '{notes:write}'),
       (rowseal_test.id('acme'), rowseal_test.id('host'), 'host', '{members:read,members:write,notes:read}'),
       (rowseal_test.id('acme'), rowseal_test.id('boss'), 'boss', '{owners:write}'),
       (rowseal_test.id('globex'), rowseal_test.id('theirs'), 'theirs', '{notes:write}');
select rowseal_test.persona('subject@acme.test', 'acme', 'viewer');
select rowseal_test.persona('host@acme.test', 'acme', 'host');
create function pg_temp.give(email text, variadic roles text[]) returns void
  language sql volatile
as $$
  update rowseal.memberships as membership
     set role = give.roles[1], further_roles = nullif(give.roles[2:], '{}')
   where membership.workspace_id = rowseal_test.id('acme') and membership.user_id = rowseal_test.id(give.email);
$$;
create function pg_temp.roles_of(email text) returns text[]
  language sql stable
  return (
    select membership.role || membership.further_roles
      from rowseal.memberships as membership
     where membership.workspace_id = rowseal_test.id('acme') and membership.user_id = rowseal_test.id(email));
-- What a statement of somebody who entered comes to, and nothing remains: its SQLSTATE, or done.
create function pg_temp.answer(email text, scope text, statement text, prepared text default 'select') returns text
  language plpgsql volatile
as $$
begin
  execute prepared;
  if email is not null then
    perform rowseal_test.enter_as(email, 'acme', scope);
  end if;
  execute statement;
  raise exception 'done' using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    return 'done';
  when others then
    return sqlstate;
end
$$;
create function pg_temp.set_roles(email text, variadic roles text[]) returns text
  language sql immutable
  return format('select rowseal.set_member_roles(%L, %L)', rowseal_test.id(email), roles);

-- The union
select pg_temp.give('subject@acme.test', 'viewer', 'clerk', 'host');
create temporary table expected as
select array_agg(distinct scope collate "C" order by scope collate "C") as scopes
  from rowseal.roles as role
 cross join lateral unnest(role.scopes) as scope
 where role.workspace_id in (rowseal_test.id('acme'), rowseal_private.no_workspace())
   and role.name in ('viewer', 'clerk', 'host');
grant select on expected to public;
select rowseal_test.enter_as('subject@acme.test', 'acme');
select is(rowseal.effective_scopes(), scopes, 'who has three roles may do what any of them grants') from expected;
select rowseal_test.leave();
select rowseal_test.enter_as('subject@acme.test', 'acme', 'notes:write audit:read');
select is(rowseal.effective_scopes(), '{notes:write}'::text[],
  'a limited session of who has three roles may do no more than its own scopes');
select rowseal_test.leave();
select rowseal_test.enter_as('subject@acme.test', 'acme');
select set_config('test.all', (rowseal_test.create_token('all', now() + interval '1 hour')).token, true),
       set_config('test.one', (rowseal_test.create_token('one', now() + interval '1 hour', 'notes:write')).token, true);
select rowseal_test.leave();
create function pg_temp.token_scopes(name text) returns text[]
  language plpgsql volatile
as $$
declare
  v_token constant text := current_setting('test.' || token_scopes.name);
begin
  perform rowseal_test.step_into('rowseal_gateway');
  perform rowseal.enter_with_token(v_token);
  raise exception '%', array_to_string(rowseal.effective_scopes(), ' ') using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    return string_to_array(sqlerrm, ' ');
  when others then
    return array[sqlstate];
end
$$;
select is(pg_temp.token_scopes('one'), '{notes:write}'::text[], 'a token of a further role''s scope has it');
select ok('members:write' = any (pg_temp.token_scopes('all')), 'an unlimited token has what every role grants');
update rowseal.roles set scopes = '{}' where name = 'clerk';
select is(pg_temp.token_scopes('one'), '{}'::text[], 'a further role that is narrowed is so at once');
update rowseal.roles set scopes = '{notes:write}' where name = 'clerk';
select pg_temp.give('subject@acme.test', 'viewer', 'clerk');
select ok(not 'members:write' = any (pg_temp.token_scopes('all')), 'a further role that is taken is gone at once');
select is(pg_temp.token_scopes('one'), '{notes:write}'::text[], 'the control: the one that is left is not');
select pg_temp.give('subject@acme.test', 'viewer');
select is(pg_temp.token_scopes('one'), '{}'::text[], 'the last further role that is taken is gone at once');

-- Who gives and takes
select is(pg_temp.answer(actor, scope, statement, prepared), expected, format('%s: %s', actor, what))
  from (values
    ('admin@acme.test', null, pg_temp.set_roles('subject@acme.test', 'clerk', 'viewer'), 'select', 'done',
      'an administrator gives two roles'),
    ('admin@acme.test', null, pg_temp.set_roles('subject@acme.test', 'viewer', 'boss'), 'select', 'RS006',
      'nobody gives a further role above their own scopes'),
    ('admin@acme.test', null, pg_temp.set_roles('subject@acme.test', 'viewer', 'owner'), 'select', 'RS006',
      'nobody but an owner makes one beside other roles'),
    ('owner@acme.test', null, pg_temp.set_roles('subject@acme.test', 'viewer', 'owner'), 'select', 'done',
      'the control: an owner does'),
    ('admin@acme.test', null, pg_temp.set_roles('subject@acme.test', 'viewer'),
      $$ select pg_temp.give('subject@acme.test', 'viewer', 'boss') $$, 'RS006',
      'nobody takes a further role above their own scopes'),
    ('admin@acme.test', null, pg_temp.set_roles('subject@acme.test', 'viewer', 'boss'),
      $$ select pg_temp.give('subject@acme.test', 'viewer', 'boss') $$, 'RS006',
      'nobody changes a member who has more than they'),
    ('admin@acme.test', null, $$ select rowseal.remove_member(rowseal_test.id('subject@acme.test')) $$,
      $$ select pg_temp.give('subject@acme.test', 'viewer', 'boss') $$, 'RS006',
      'nobody removes a member whose further role has more than they'),
    ('owner@acme.test', null, $$ select rowseal.remove_member(rowseal_test.id('subject@acme.test')) $$,
      $$ select pg_temp.give('subject@acme.test', 'viewer', 'boss') $$, 'done', 'the control: an owner does'),
    ('owner@acme.test', 'members:write members:read notes:read',
      pg_temp.set_roles('subject@acme.test', 'viewer', 'clerk'), 'select', 'RS006',
      'a limited session gives no further role of scopes beside its own'),
    ('member@acme.test', null, pg_temp.set_roles('member@acme.test', 'member', 'clerk', 'host'), 'select', 'RS006',
      'nobody adds a role of more to their own'),
    ('member@acme.test', null, pg_temp.set_roles('member@acme.test', 'member', 'clerk'), 'select', 'done',
      'the control: one of no more they do, as they could take any lower one'),
    ('member@acme.test', null, pg_temp.set_roles('subject@acme.test', 'viewer', 'clerk'), 'select', 'RS006',
      'a member changes nobody else'),
    ('host@acme.test', null, pg_temp.set_roles('host@acme.test', 'host', 'clerk'), 'select', 'RS006',
      'members:write is no right to scopes that one lacks'),
    ('subject@acme.test', null, pg_temp.set_roles('subject@acme.test', 'viewer'),
      $$ select pg_temp.give('subject@acme.test', 'viewer', 'host') $$, 'done', 'anybody gives up a role of their own'),
    ('subject@acme.test', null, pg_temp.set_roles('viewer@acme.test', 'clerk'),
      $$ select pg_temp.give('subject@acme.test', 'admin', 'clerk') $$, 'done',
      'what a further role grants counts with who gives, too'),
    ('owner@acme.test', null, pg_temp.set_roles('subject@acme.test', 'viewer', 'nothing'), 'select', 'RS013',
      'a role that does not exist is not given'),
    ('owner@acme.test', null, pg_temp.set_roles('subject@acme.test', 'viewer', 'theirs'), 'select', 'RS013',
      'a role of another workspace is not given'),
    ('owner@acme.test', null, pg_temp.set_roles('subject@acme.test', 'viewer', ' clerk'), 'select', 'RS013',
      'a name with a blank is no role'),
    ('owner@acme.test', null, pg_temp.set_roles('subject@acme.test', 'viewer', 'Clerk'), 'select', 'RS013',
      'a name with a capital is no role'),
    ('owner@acme.test', null, pg_temp.set_roles('subject@acme.test', 'viewer', null), 'select', 'RS013',
      'null among others is no role'),
    ('owner@acme.test', null,
      format('select rowseal.set_member_roles(%L, %L)', rowseal_test.id('subject@acme.test'), '{}'), 'select', 'RS013',
      'a member has one role at least'),
    ('owner@acme.test', null,
      format('select rowseal.set_member_roles(%L, null)', rowseal_test.id('subject@acme.test')), 'select', 'RS013',
      'null is no list of roles'),
    ('owner@acme.test', null, pg_temp.set_roles('owner@globex.test', 'viewer', 'clerk'), 'select', 'done',
      'a member who owns another workspace is one like others here'),
    ('owner@acme.test', null, pg_temp.set_roles('stranger@nowhere.test', 'viewer', 'clerk'), 'select', 'RS013',
      'who is no member is not changed'),
    ('owner@acme.test', null,
      format('select rowseal.set_member_roles(%L, array(select ''r'' || n from generate_series(1, 21) as n))',
        rowseal_test.id('subject@acme.test')),
      $$ insert into rowseal.roles (workspace_id, name, scopes)
         select rowseal_test.id('acme'), 'r' || n, '{}' from generate_series(1, 21) as n $$, '23514',
      'a member has twenty roles at most'),
    ('owner@acme.test', null,
      format('select rowseal.set_member_roles(%L, array(select ''r'' || n from generate_series(1, 20) as n))',
        rowseal_test.id('subject@acme.test')),
      $$ insert into rowseal.roles (workspace_id, name, scopes)
         select rowseal_test.id('acme'), 'r' || n, '{}' from generate_series(1, 21) as n $$, 'done',
      'the control: twenty are given')
  ) as tried (actor, scope, statement, prepared, expected, what);

-- The last owner
select is(pg_temp.answer('owner@acme.test', null, statement, prepared), expected, what)
  from (values
    (pg_temp.set_roles('owner@acme.test', 'admin', 'clerk'), 'select', 'RS014',
      'the last owner does not step down to several roles'),
    (pg_temp.set_roles('owner@acme.test', 'clerk', 'owner'), 'select', 'done',
      'the last owner takes other roles beside ownership'),
    (pg_temp.set_roles('owner@acme.test', 'clerk'),
      $$ select pg_temp.give('owner@acme.test', 'owner', 'clerk') $$, 'RS014',
      'the last owner does not give up ownership alone of several roles'),
    (pg_temp.set_roles('owner@acme.test', 'clerk'),
      $$ select pg_temp.give(email, 'owner', 'clerk')
           from unnest(array['owner@acme.test', 'subject@acme.test']) as email $$,
      'done', 'the control: one of two owners does')
  ) as tried (statement, prepared, expected, what);
select is(pg_temp.answer(null, null, statement), expected, what)
  from (values
    ($$ select pg_temp.give('subject@acme.test', 'viewer', 'owner') $$, '23514',
      'an owner is one first of all, so that every count of owners counts them: by an administrator, too'),
    ($$ select pg_temp.give('subject@acme.test', 'viewer', 'viewer') $$, '23514', 'nobody has a role twice'),
    ($$ select pg_temp.give('subject@acme.test', 'viewer', null) $$, '23514', 'nobody has a role without a name'),
    ($$ update rowseal.memberships set further_roles = '{}' where role = 'viewer' $$, '23514',
      'none is said in one way'),
    ($$ select pg_temp.give('subject@acme.test', 'viewer', 'nothing') $$, '23503',
      'nobody has a further role that there is not, by an administrator, too'),
    ($$ select pg_temp.give('subject@acme.test', 'viewer', 'theirs') $$, '23503',
      'nobody has a further role of another workspace, by an administrator, too'),
    ($$ select pg_temp.give('subject@acme.test', 'viewer', 'clerk') $$, 'done', 'the control: one of this is had')
  ) as tried (statement, expected, what);

-- A role that somebody has
select pg_temp.give('subject@acme.test', 'viewer', 'clerk', 'host');
select is(pg_temp.answer(actor, null, statement), expected, what)
  from (values
    (null, $$ delete from rowseal.roles where name = 'clerk' $$, '23503',
      'a role that somebody has beside another stays'),
    (null, $$ update rowseal.roles set name = 'other' where name = 'clerk' $$, '23503',
      'a role that somebody has beside another keeps its name'),
    (null, $$ update rowseal.roles set scopes = '{}' where name = 'clerk' $$, 'done', 'the control: its scopes change'),
    (null, $$ delete from rowseal.workspaces where id = rowseal_test.id('acme') $$, 'done',
      'it goes with its workspace'),
    ('admin@acme.test', format('select rowseal.remove_role(%L)', rowseal_test.id('clerk')), 'RS043',
      'it is removed with a replacement alone'),
    ('admin@acme.test', format('select rowseal.remove_role(%L, %L)', rowseal_test.id('clerk'), rowseal_test.id('boss')),
      'RS006', 'a role is replaced by none above one''s own scopes')
  ) as tried (actor, statement, expected, what);
select is(
  pg_temp.answer(
    'admin@acme.test', null, format('select rowseal.remove_role(%L, %L)', rowseal_test.id('clerk'),
      rowseal_test.id('host')),
    $$ select pg_temp.give('owner@acme.test', 'owner', 'clerk') $$), 'done',
  'an administrator removes a role that an owner has beside theirs, which they keep'
);
select rowseal_test.enter_as('admin@acme.test', 'acme');
select rowseal.remove_role(rowseal_test.id('clerk'), rowseal_test.id('host'));
select rowseal_test.leave();
select is(pg_temp.roles_of('subject@acme.test'), '{viewer,host}'::text[],
  'its replacement stands in its place, once');
select is(pg_temp.token_scopes('one'), '{}'::text[], 'what it alone granted is gone');
insert into rowseal.roles (workspace_id, id, name, scopes)
values (rowseal_test.id('acme'), rowseal_test.id('clerk'), 'clerk', '{notes:write}');
select is(pg_temp.token_scopes('one'), '{}'::text[],
  'what it granted does not come back with another role of its name');

-- Plain SQL of a request
grant update, insert on rowseal.memberships to rowseal_user;
create policy pg_temp_any on rowseal.memberships to rowseal_user using (true) with check (true);
select is(
  pg_temp.answer(
    actor, scope,
    format('update rowseal.memberships set further_roles = %L where user_id = %L', given, rowseal_test.id(subject)),
    format('select pg_temp.give(%L, variadic %L)', subject, had)), expected, format('in plain SQL: %s', what))
  from (values
    ('admin@acme.test', null, 'subject@acme.test', '{viewer}', '{clerk}', 'done', 'an administrator gives a role'),
    ('admin@acme.test', null, 'subject@acme.test', '{viewer}', '{boss}', 'RS006',
      'an administrator gives none above their scopes'),
    ('admin@acme.test', null, 'subject@acme.test', '{viewer,boss}', null, 'RS006',
      'an administrator takes none above their scopes'),
    ('admin@acme.test', null, 'subject@acme.test', '{viewer,boss}', '{boss,clerk}', 'done',
      'what somebody keeps is neither given nor taken'),
    ('admin@acme.test', null, 'subject@acme.test', '{viewer,boss}', '{boss}', 'RS006',
      'a member who has more is not written as they are'),
    ('member@acme.test', null, 'member@acme.test', '{member}', '{boss}', 'RS006', 'nobody raises themselves'),
    ('subject@acme.test', null, 'subject@acme.test', '{viewer,host}', '{host,clerk}', 'RS006',
      'not by a further role of theirs either'),
    ('owner@acme.test', 'members:write notes:read members:read', 'subject@acme.test', '{viewer}', '{clerk}', 'RS006',
      'a limited session gives no more than its scopes')
  ) as tried (actor, scope, subject, had, given, expected, what);
grant update on rowseal.roles to rowseal_user;
create policy pg_temp_any on rowseal.roles to rowseal_user using (true) with check (true);
select is(
  pg_temp.answer(
    'subject@acme.test', null, format('update rowseal.roles set scopes = %L where name = %L', scopes, name),
    $$ select pg_temp.give('subject@acme.test', 'clerk', 'host') $$), expected,
  format('in plain SQL: who has several roles %s', what))
  from (values
    ('host', '{members:write}', 'done', 'narrows one by what all of them grant'),
    ('host', '{members:write,notes:write}', 'done', 'gives one what another grants'),
    ('host', '{members:write,tokens:write}', 'RS006', 'gives it nothing that none grants')
  ) as tried (name, scopes, expected, what);

-- Ownership goes on
select pg_temp.give('owner@acme.test', 'owner', 'admin', 'clerk'), pg_temp.give('subject@acme.test', 'viewer', 'host');
delete from rowseal_private.audit_events;
select rowseal_test.enter_as('owner@acme.test', 'acme');
select rowseal.transfer_ownership(rowseal_test.id('subject@acme.test'));
select rowseal_test.leave();
select is(pg_temp.roles_of(email), roles, what)
  from (values
    ('owner@acme.test', '{admin,clerk}'::text[], 'who hands ownership on is an admin in its place, and keeps the rest'),
    ('subject@acme.test', '{owner,host}', 'who is handed ownership is an owner first')
  ) as changed (email, roles, what);
select set_eq(
  $$ select details ->> 'from' as was, details ->> 'to' as becomes, before, after from rowseal_private.audit_events $$,
  $$ values ('owner', 'admin', '{"roles": ["owner", "admin", "clerk"]}'::jsonb, '{"roles": ["admin", "clerk"]}'::jsonb),
       ('viewer', 'owner', '{"roles": ["viewer", "host"]}', '{"roles": ["owner", "host"]}') $$,
  'events name all roles before and after'
);

-- Answers
select rowseal_test.enter_as('subject@acme.test', 'acme');
select rowseal.set_member_roles(rowseal_test.id('viewer@acme.test'), '{clerk,viewer,member,clerk}');
select rowseal_test.leave();
select is(pg_temp.roles_of('viewer@acme.test'), '{member,viewer,clerk}'::text[],
  'roles stand in one order, each once, whatever the order they were named in');
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select is(rowseal.me() #> '{workspace,roles}', '["member", "viewer", "clerk"]'::jsonb, 'me tells all of them');
select is(rowseal.me() #>> '{workspace,role}', 'member', 'me tells the first of them');
select rowseal_test.leave();
select set_eq(
  $$ select allowed, why from rowseal.explain(rowseal_test.id('viewer@acme.test'), 'app.notes', 'insert', null,
       rowseal_test.id('acme')) $$,
  'values (true, null::text)', 'what a further role grants is explained'
);
update rowseal.roles set scopes = '{}' where workspace_id = rowseal_test.id('acme') and name = 'clerk';
select pg_temp.give('host@acme.test', 'viewer', 'clerk');
select matches(
  (select why from rowseal.explain(rowseal_test.id('host@acme.test'), 'app.notes', 'insert', null,
    rowseal_test.id('acme'))),
  '^None of the roles viewer, clerk grants notes:write', 'what none of several roles grants is explained'
);
update rowseal.roles set scopes = '{notes:write}' where workspace_id = rowseal_test.id('acme') and name = 'clerk';
select set_eq(
  $$ select role, roles, amount from rowseal_audit.reach('app.notes', 'insert', rowseal_test.id('acme'))
      where kind = 'person' and cardinality(roles) > 1 $$,
  $$ values ('admin', '{admin,clerk}'::text[], 1), ('owner', '{owner,host}', 1), ('viewer', '{viewer,clerk}', 1),
       ('member', '{member,viewer,clerk}', 1) $$,
  'who reaches a table is counted by all of their roles'
);
select set_eq(
  $$ select address, roles from rowseal_audit.review(rowseal_test.id('acme'), null)
      where section = 'person' and role = 'owner' $$,
  $$ values ('subject@acme.test', '{owner,host}'::text[]) $$, 'a review names all roles of a person'
);
select rowseal_test.enter_as('owner@acme.test', 'acme');
select results_eq(
  format('select role, roles from rowseal.list_members() where id = %L', rowseal_test.id('viewer@acme.test')),
  $$ values ('member', '{member,viewer,clerk}'::text[]) $$, 'members are listed with theirs'
);
select results_eq(
  format('select role, roles from rowseal_audit.as_of(%L, null, clock_timestamp()) where kind = %L',
    rowseal_test.id('viewer@acme.test'), 'person'),
  $$ values ('member', '{member,viewer,clerk}'::text[]) $$, 'history tells them'
);
select set_config('test.version', rowseal.version_of('member', rowseal_test.id('viewer@acme.test')), true);
select rowseal.set_member_roles(rowseal_test.id('viewer@acme.test'), '{member,viewer}');
select isnt(rowseal.version_of('member', rowseal_test.id('viewer@acme.test')), current_setting('test.version'),
  'a further role is part of the version');
select rowseal.set_member_role(rowseal_test.id('viewer@acme.test'), 'viewer');
select rowseal_test.leave();
select is(pg_temp.roles_of('viewer@acme.test'), '{viewer}'::text[],
  'who gives one role gives it in the place of all');
select is(rowseal_audit.set_member_roles(rowseal_test.id('acme'), rowseal_test.id(email), roles), status, what)
  from (values
    (1, 'viewer@acme.test', '{clerk,viewer}'::text[], 'changed', 'an operator gives several roles'),
    (2, 'viewer@acme.test', '{viewer,clerk}', 'unchanged', 'several roles are the same in any order'),
    (3, 'stranger@nowhere.test', '{viewer,clerk}', 'added', 'an operator makes a member of several roles')
  ) as changed (n, email, roles, status, what) order by n;

-- What somebody has invited others by
select pg_temp.give('subject@acme.test', 'owner'), pg_temp.give('host@acme.test', 'viewer', 'host');
select ok(rowseal_private.could_invite(rowseal_test.id('host@acme.test'), rowseal_test.id('acme'),
  rowseal_private.no_workspace(), 'viewer'), 'who may invite by a further role is one who could');
select pg_temp.give('host@acme.test', 'viewer');
select ok(not rowseal_private.could_invite(rowseal_test.id('host@acme.test'), rowseal_test.id('acme'),
  rowseal_private.no_workspace(), 'viewer'), 'who lost the further role could not invite any more');

select * from finish();
rollback;
