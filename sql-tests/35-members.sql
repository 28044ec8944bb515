-- Who belongs to a workspace, as what: nobody gives or takes what they do not have, by function or in plain SQL, and an
-- owner stays.
begin;
set local search_path = tap, pg_catalog;
select plan(201);

select rowseal_test.personas();
insert into rowseal.roles (workspace_id, name, scopes)
values (rowseal_test.id('acme'), 'lead', '{members:read,members:write,notes:read}'),
  (rowseal_test.id('acme'), 'mute', '{}'),
       (rowseal_test.id('acme'), 'spare', '{notes:read}'), (rowseal_test.id('globex'), 'trader', '{notes:read}'),
       (rowseal_test.id('globex'), 'unused', '{notes:read}');
select rowseal_test.persona('lead@acme.test', 'acme', 'lead');
select rowseal_test.persona('subject@acme.test', 'acme', 'viewer');
select rowseal_test.persona('member@globex.test', 'globex', 'member');

-- What comes of a statement of somebody who entered: done, or the SQLSTATE of the refusal. Whatever was done is undone,
-- so that each attempt finds the same world.
create function pg_temp.attempt(email text, workspace text, statement text, scope text default null,
  prepared text default 'select') returns text
  language plpgsql volatile
as $$
begin
  execute prepared;
  perform rowseal_test.enter_as(email, workspace, scope);
  execute statement;
  raise exception 'done' using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    return 'done';
  when others then
    return sqlstate;
end
$$;
-- The same, of somebody who came with a personal access token.
create function pg_temp.attempt_with_token(email text, workspace text, statement text, scope text default null)
  returns text
  language plpgsql volatile
as $$
declare
  v_token text;
begin
  perform rowseal_test.enter_as(email, workspace);
  v_token := (rowseal_test.create_token('script', now() + interval '1 day', scope)).token;
  perform rowseal_test.leave();
  perform rowseal_test.step_into('rowseal_gateway');
  perform rowseal.enter_with_token(v_token);
  execute statement;
  raise exception 'done' using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    return 'done';
  when others then
    return sqlstate;
end
$$;

-- Whose scopes cover which roles. Scopes count, not names: a lead may change members, and yet has less than a viewer.
create temporary table reach (actor text primary key, roles text[], changes_members boolean);
insert into reach
values ('owner@acme.test', '{owner,admin,member,viewer,lead,mute,spare}', true),
  ('admin@acme.test', '{admin,member,viewer,lead,mute,spare}', true),
       ('lead@acme.test', '{lead,mute,spare}', true), ('member@acme.test', '{member,viewer,mute,spare}', false),
       ('viewer@acme.test', '{viewer,mute,spare}', false);
create temporary view role_change as
  select actor, changes_members, old_role, new_role, old_role = any (roles) and new_role = any (roles) as within,
         format($$ update rowseal.memberships set role = %L where user_id = rowseal_test.id('subject@acme.test') $$,
           old_role) as prepared
    from reach, unnest(array['owner', 'admin', 'member', 'viewer', 'lead', 'mute', 'spare']) as old_role,
         unnest(array['owner', 'admin', 'member', 'viewer', 'lead', 'mute', 'spare']) as new_role;

-- set_member_role, remove_member
create temporary table by_function as
  select *, case when changes_members and within then 'done' else 'RS006' end as expected,
         pg_temp.attempt(
           actor, 'acme', format($$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), %L) $$,
             new_role), prepared => prepared
         ) as outcome
    from role_change;
select is_empty(
  format('select * from by_function where actor = %L and outcome <> expected', actor),
  format('%s can make one who is any of %s one of these, and nobody else anything', actor, case
    when changes_members then roles::text else 'none' end)
)
  from reach order by actor;
select is(
  (select count(*) filter (where outcome = 'done')::int from by_function), 49 + 36 + 9,
  'the control: as many changes by function succeed as the roles allow'
);
select results_eq(
  format(
    $$ select pg_temp.attempt(%L, 'acme', $q$ select rowseal.remove_member(rowseal_test.id('subject@acme.test')) $q$,
         prepared => prepared)
         from role_change where actor = %L and new_role = 'mute' order by old_role $$, actor, actor
  ),
  format(
    $$ select case when changes_members and within then 'done' else 'RS006' end from role_change where actor = %L
         and new_role = 'mute' order by old_role $$, actor
  ),
  format('%s can remove the same, and nobody else', actor)
)
  from reach order by actor;
select is(pg_temp.attempt(actor, 'acme', statement), expected, format('%s: %s', actor, what))
  from (values
    ('owner@acme.test', $$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), 'trader') $$, 'RS013',
      'a role of another workspace cannot be given'),
    ('owner@acme.test', $$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), 'nothing') $$, 'RS013',
      'a role that does not exist cannot be given'),
    ('owner@acme.test', $$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), null) $$, 'RS013',
      'a null role cannot be given'),
    ('owner@acme.test', $$ select rowseal.set_member_role(rowseal_test.id('member@globex.test'), 'viewer') $$, 'RS013',
     'a member of another workspace cannot be changed'),
    ('owner@acme.test', $$ select rowseal.set_member_role(rowseal_test.id('stranger@nowhere.test'), 'viewer') $$,
      'RS013', 'a user who belongs nowhere cannot be changed'),
    ('owner@acme.test', $$ select rowseal.set_member_role(null, 'viewer') $$, 'RS013', 'a null user cannot be changed'),
    ('owner@acme.test', $$ select rowseal.remove_member(rowseal_test.id('member@globex.test')) $$, 'RS013',
      'a member of another workspace cannot be removed'),
    ('owner@acme.test', $$ select rowseal.remove_member(null) $$, 'RS013', 'a null user cannot be removed'),
    ('member@acme.test', $$ select rowseal.remove_member(rowseal_test.id('member@globex.test')) $$, 'RS006',
      'somebody without the scope learns nothing of other workspaces')
  ) as tried (actor, statement, expected, what);
select is(pg_temp.attempt('owner@globex.test', 'acme', statement), 'RS006',
  format('the owner of another workspace, a member here: %s', what))
  from (values
    ($$ select rowseal.set_member_role(rowseal_test.id('viewer@acme.test'), 'member') $$,
      'acts as a member here'),
    ($$ select rowseal.set_member_role(rowseal.user_id(), 'owner') $$, 'cannot make themselves an owner here'),
    ($$ select rowseal.define_role('x', '{notes:read}') $$, 'defines no role here')
  ) as tried (statement, what);

-- Oneself
select results_eq(
  format(
    $$ select pg_temp.attempt(%L, 'acme', format('select rowseal.set_member_role(rowseal.user_id(), %%L)', new_role))
         from role_change where actor = %L and old_role = 'mute' order by new_role $$, actor, actor
  ),
  format($$ select case when new_role = any (roles) then 'done' else 'RS006' end
              from role_change join reach using (actor) where actor = %L and old_role = 'mute' order by new_role $$,
              actor),
  format('%s can make themselves any of %s, and nothing else', actor, roles)
)
  from reach where actor <> 'owner@acme.test' order by actor;
select is(pg_temp.attempt(actor, 'acme', 'select rowseal.remove_member(rowseal.user_id())'), 'done',
  format('%s can leave', actor))
  from reach where actor <> 'owner@acme.test' order by actor;
select is(pg_temp.attempt('owner@acme.test', 'acme', statement, scope), expected, what)
  from (values
    ($$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), 'mute') $$, 'members:read', 'RS006',
      'a session without members:write changes nobody'),
    ($$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), 'mute') $$, 'members:write', 'RS006',
      'a session with members:write alone changes no viewer'),
    ($$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), 'member') $$,
      'members:write members:read notes:read tokens:read tokens:write', 'RS006',
     'a session without notes:write makes no member'),
    ($$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), 'mute') $$,
      'members:write members:read notes:read tokens:read tokens:write', 'done',
     'a session that covers both roles changes a role'),
    ($$ select rowseal.define_role('x', '{notes:read,notes:write}') $$, 'members:write notes:read', 'RS006',
      'a limited session defines no role beyond itself')
  ) as tried (statement, scope, expected, what);
select is(pg_temp.attempt('member@acme.test', 'acme', statement, 'members:read notes:read'), 'RS006', what)
  from (values
    ('select rowseal.remove_member(rowseal.user_id())', 'a limited session cannot end its user''s membership'),
    ($$ select rowseal.set_member_role(rowseal.user_id(), 'mute') $$, 'a limited session cannot lower its user''s role')
  ) as tried (statement, what);
select is(pg_temp.attempt_with_token(actor, 'acme', statement, scope), expected, what)
  from (values
    ('member@acme.test', 'select rowseal.remove_member(rowseal.user_id())', 'notes:read', 'RS006',
      'a limited token cannot end its user''s membership'),
    ('member@acme.test', 'select rowseal.remove_member(rowseal.user_id())', null, 'done',
      'a token without limit can end its user''s membership, and ends with it'),
    ('admin@acme.test', $$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), 'member') $$, null,
      'done', 'a token does what its user can'),
    ('admin@acme.test', $$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), 'owner') $$, null,
      'RS006', 'a token does no more than its user can'),
    ('admin@acme.test', $$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), 'mute') $$,
      'members:write', 'RS006', 'a limited token does no more than its scopes')
  ) as tried (actor, statement, scope, expected, what);
select is(pg_temp.attempt('admin@acme.test', null, statement), 'RS007', format('outside a workspace: %s', statement))
  from (values
    ($$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), 'mute') $$),
    ($$ select rowseal.remove_member(rowseal_test.id('subject@acme.test')) $$),
    ($$ select rowseal.set_member_role(rowseal.user_id(), 'mute') $$),
    ('select rowseal.remove_member(rowseal.user_id())'), ($$ select rowseal.define_role('x', '{}') $$)
  ) as tried (statement);
select rowseal_test.step_into('rowseal_gateway');
select throws_ok(statement, 'RS008', null, format('as nobody: %s', statement))
  from (values
    ($$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), 'mute') $$),
    ($$ select rowseal.remove_member(rowseal_test.id('subject@acme.test')) $$),
    ('select rowseal.remove_member(null)'), ($$ select rowseal.define_role('x', '{}') $$)
  ) as tried (statement);
select rowseal_test.leave();

-- define_role
select is(pg_temp.attempt(actor, 'acme', format('select rowseal.define_role(%L, %L)', name, scopes)), expected,
  format('%s: %s', actor, what))
  from (values
    ('owner@acme.test', 'new', '{members:read,owners:write}', 'done', 'can define a role of scopes that they have'),
    ('owner@acme.test', 'new', '{}', 'done', 'can define a role of no scopes'),
    ('owner@acme.test', 'new', '{no:such}', 'RS006', 'cannot define a role of a scope that does not exist'),
    ('owner@acme.test', 'new', '{notes:read,notes:read}', '23514', 'cannot define a role with a scope twice'),
    ('owner@acme.test', 'new', null, '23502', 'cannot define a role of null'),
    ('owner@acme.test', 'New', '{}', '23514', 'cannot define a role with a name in capitals'),
    ('owner@acme.test', null, '{}', '23502', 'cannot define a role without a name'),
    ('owner@acme.test', 'viewer', '{}', '23514', 'cannot define a role with a built-in name'),
    ('owner@acme.test', 'trader', '{notes:read}', 'done',
      'can define a role with the name of another workspace''s role'),
    ('admin@acme.test', 'new', '{members:write,notes:write}', 'done', 'can define a role too'),
    ('admin@acme.test', 'new', '{owners:write}', 'RS006', 'cannot define a role that makes owners'),
    ('admin@acme.test', 'lead', '{members:read}', 'done', 'can change a role within their scopes'),
    ('lead@acme.test', 'lead', '{members:read,members:write}', 'done', 'can remove scopes from their own role'),
    ('lead@acme.test', 'lead', '{members:read,members:write,notes:read,notes:write}', 'RS006',
      'cannot add scopes to their own role'),
    ('member@acme.test', 'new', '{}', 'RS006', 'defines no role'),
    ('viewer@acme.test', 'mute', '{}', 'RS006', 'defines no role')
  ) as tried (actor, name, scopes, expected, what);
select is(
  pg_temp.attempt(
    'lead@acme.test', 'acme', $$ select rowseal.define_role('new', '{}') $$,
    prepared => $$ insert into rowseal.roles (workspace_id, name, scopes)
        values (rowseal_test.id('acme'), 'new', '{notes:write}') $$
  ), 'RS006', 'a role above one''s own scopes cannot be emptied either'
);
select rowseal_test.enter_as('owner@acme.test', 'acme');
select rowseal.define_role('trader', '{notes:write}');
select rowseal_test.leave();
select results_eq(
  $$ select workspaces.slug, scopes from rowseal.roles join rowseal.workspaces on workspaces.id = workspace_id
       where roles.name = 'trader' order by 1 $$,
  $$ values ('acme', '{notes:write}'::text[]), ('globex', '{notes:read}') $$,
  'a role of one workspace is none of another''s business'
);

-- What is on record
delete from rowseal_private.audit_events;
select rowseal_test.enter_as('admin@acme.test', 'acme');
select rowseal.define_role('spare', '{notes:write}');
select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), 'spare');
select throws_ok(
  $$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), 'owner') $$, 'RS006', null,
  'a role that the caller lacks is refused'
);
select rowseal.remove_member(rowseal_test.id('subject@acme.test'));
select rowseal_test.enter_as('owner@globex.test', 'globex');
select rowseal.set_member_role(rowseal_test.id('member@globex.test'), 'trader');
select rowseal_test.leave();
select results_eq(
  $$ select kind, user_id, workspace_id, details from rowseal_private.audit_events order by id $$,
  $$ values
     ('role_defined', rowseal_test.id('admin@acme.test'), rowseal_test.id('acme'),
       '{"role": "spare", "scopes": ["notes:write"]}'::jsonb),
     ('member_role_changed', rowseal_test.id('admin@acme.test'), rowseal_test.id('acme'),
      jsonb_build_object('user_id', rowseal_test.id('subject@acme.test'), 'from', 'viewer', 'to', 'spare')),
     ('member_removed', rowseal_test.id('admin@acme.test'), rowseal_test.id('acme'),
       jsonb_build_object('user_id', rowseal_test.id('subject@acme.test'))),
     ('member_role_changed', rowseal_test.id('owner@globex.test'), rowseal_test.id('globex'),
      jsonb_build_object('user_id', rowseal_test.id('member@globex.test'), 'from', 'member', 'to', 'trader')) $$,
  'each change is recorded, with who made it, in its workspace'
);
update rowseal.roles set scopes = '{notes:read}' where name = 'spare';
select rowseal_test.persona('subject@acme.test', 'acme', 'viewer');

-- The last owner, by function
select is(pg_temp.attempt(actor, 'acme', statement), expected, format('with one owner, %s cannot %s', actor, what))
  from (values
    ('owner@acme.test', 'select rowseal.remove_member(rowseal.user_id())', 'RS014', 'leave'),
    ('owner@acme.test', $$ select rowseal.set_member_role(rowseal.user_id(), 'admin') $$, 'RS014', 'step down'),
    ('admin@acme.test', $$ select rowseal.remove_member(rowseal_test.id('owner@acme.test')) $$, 'RS006',
      'remove the owner'),
    ('admin@acme.test', $$ select rowseal.set_member_role(rowseal_test.id('owner@acme.test'), 'member') $$, 'RS006',
      'demote the owner')
  ) as tried (actor, statement, expected, what);
select is(
  pg_temp.attempt(
    'owner@acme.test', 'acme', statement,
    prepared => $$ update rowseal.memberships set role = 'owner' where user_id = rowseal_test.id('subject@acme.test') $$
  ), expected, format('with two owners, one of them %s', what)
)
  from (values
    ('select rowseal.remove_member(rowseal.user_id())', 'done', 'can leave'),
    ($$ select rowseal.set_member_role(rowseal.user_id(), 'admin') $$, 'done', 'can step down'),
    ($$ select rowseal.remove_member(rowseal_test.id('subject@acme.test')) $$, 'done', 'can remove the other'),
    ($$ select rowseal.set_member_role(rowseal_test.id('subject@acme.test'), 'viewer'),
        rowseal.remove_member(rowseal.user_id()) $$, 'RS014',
     'cannot demote the other and leave'),
    ($$ select rowseal.remove_member(rowseal_test.id('subject@acme.test')),
        rowseal.set_member_role(rowseal.user_id(), 'viewer') $$, 'RS014',
     'cannot remove the other and step down')
  ) as tried (statement, expected, what);

-- The last owner, by an administrator, in plain SQL
create function pg_temp.outcome(statement text) returns text
  language plpgsql volatile
as $$
begin
  execute statement;
  raise exception 'done' using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    return 'done';
  when others then
    return sqlstate;
end
$$;
select is(pg_temp.outcome(statement), expected, format('an administrator %s', what))
  from (values
    ($$ update rowseal.memberships set role = 'admin' where user_id = rowseal_test.id('owner@acme.test') $$, 'RS014',
      'cannot demote the last owner'),
    ($$ delete from rowseal.memberships where user_id = rowseal_test.id('owner@acme.test') $$, 'RS014',
      'cannot remove the last owner'),
    ($$ delete from rowseal.users where id = rowseal_test.id('owner@acme.test') $$, 'RS014',
      'cannot delete the account of the last owner'),
    ($$ update rowseal.memberships set workspace_id = rowseal_test.id('globex')
        where user_id = rowseal_test.id('owner@acme.test') $$, 'RS014',
     'cannot move the last owner to another workspace'),
    ($$ delete from rowseal.memberships $$, 'RS014', 'cannot remove everybody'),
    ($$ update rowseal.memberships set role = 'viewer' $$, 'RS014', 'cannot demote everybody'),
    ($$ truncate rowseal.memberships cascade $$, 'RS014', 'cannot truncate memberships'),
    ($$ truncate rowseal.roles cascade $$, 'RS014', 'cannot truncate roles, and memberships with them'),
    ($$ truncate rowseal.users cascade $$, 'RS014', 'cannot truncate users, and memberships with them'),
    ($$ with made as (update rowseal.memberships set role = 'owner' where user_id = rowseal_test.id('admin@acme.test'))
        update rowseal.memberships set role = 'admin' where user_id = rowseal_test.id('owner@acme.test') $$, 'done',
        'can replace an owner in one statement'),
    ($$ update rowseal.memberships set user_id = rowseal_test.id('stranger@nowhere.test')
        where user_id = rowseal_test.id('owner@acme.test') $$, 'done',
     'can hand ownership to somebody new'),
    ($$ update rowseal.memberships set role = 'owner' where user_id = rowseal_test.id('owner@acme.test') $$, 'done',
      'can make an owner an owner again'),
    ($$ delete from rowseal.workspaces where id = rowseal_test.id('acme') $$, 'done',
      'can delete a workspace with its owners'),
    ($$ delete from rowseal.workspaces $$, 'done', 'can delete all workspaces'),
    ($$ truncate rowseal.workspaces cascade $$, 'done', 'can truncate workspaces'),
    ($$ delete from rowseal.users where id = rowseal_test.id('member@acme.test') $$, 'done',
      'can delete the account of a user who owns nothing')
  ) as tried (statement, expected, what);
select is(
  pg_temp.outcome($$ update rowseal.memberships set role = 'owner' where user_id = rowseal_test.id('subject@acme.test');
                     delete from rowseal.users where id = rowseal_test.id('owner@acme.test') $$), 'done',
                     'an administrator can delete the account of one of two owners'
);
set local role rowseal_owner;
select is(
  pg_temp.outcome($$ delete from rowseal.memberships where user_id = rowseal_test.id('owner@acme.test') $$), 'RS014',
  'the owner of the tables is no exception'
);
reset role;

-- In plain SQL, where an application grants the tables and lets everything through
grant insert, update, delete on rowseal.memberships, rowseal.roles, rowseal.users, rowseal.workspaces to rowseal_user;
-- Without the guards, so that what refuses are the triggers alone.
drop policy guard on rowseal.memberships;
drop policy guard on rowseal.roles;
drop policy guard on rowseal.workspaces;
create policy anything on rowseal.memberships to rowseal_user using (true) with check (true);
create policy anything on rowseal.roles to rowseal_user using (true) with check (true);
create policy anything on rowseal.users to rowseal_user using (true) with check (true);
create policy anything on rowseal.workspaces to rowseal_user using (true) with check (true);
create temporary table by_table as
  select *, case when within then 'done' else 'RS006' end as expected,
         pg_temp.attempt(
           actor, 'acme', format($$ update rowseal.memberships set role = %L
               where user_id = rowseal_test.id('subject@acme.test') $$, new_role), prepared => prepared
         ) as outcome
    from role_change;
select is_empty(
  format('select * from by_table where actor = %L and outcome <> expected', actor),
  format('%s, by UPDATE, can make one who is any of %s one of these, and nobody else anything', actor, roles)
)
  from reach order by actor;
select is(
  (select count(*) filter (where outcome = 'done')::int from by_table), 49 + 36 + 9 + 16 + 9,
  'the control: as many changes by UPDATE succeed as the roles allow'
);
select results_eq(
  format(
    $$ select pg_temp.attempt(%L, 'acme',
         $q$ delete from rowseal.memberships where user_id = rowseal_test.id('subject@acme.test') $q$,
         prepared => prepared),
              pg_temp.attempt(%L, 'acme', format($q$ insert into rowseal.memberships (workspace_id, user_id, role)
                                                     values (rowseal_test.id('acme'),
                                                       rowseal_test.id('stranger@nowhere.test'), %%L) $q$, old_role)),
              pg_temp.attempt(%L, 'acme', format($q$ insert into rowseal.memberships (workspace_id, user_id, role)
                                                     values (rowseal_test.id('acme'),
                                                       rowseal_test.id('subject@acme.test'), %%L)
                                                     on conflict (workspace_id, user_id) do update
                                                       set role = excluded.role $q$, old_role),
                              prepared => $q$ update rowseal.memberships set role = 'mute'
                                  where user_id = rowseal_test.id('subject@acme.test') $q$)
         from role_change where actor = %L and new_role = 'mute' order by old_role $$, actor, actor, actor, actor
  ),
  format(
    $$ select expected, expected, expected
         from role_change, lateral (select case when within then 'done' else 'RS006' end as expected) as e
           where actor = %L and new_role = 'mute' order by old_role $$, actor
  ),
  format('%s, by DELETE, INSERT and INSERT … ON CONFLICT, can do the same', actor)
)
  from reach order by actor;
select is(pg_temp.attempt(actor, workspace, statement), expected,
  format('%s in %s %s', actor, coalesce(workspace, 'no workspace'), what))
  from (values
    ('viewer@acme.test', 'acme', $$ update rowseal.memberships set role = 'owner' where user_id = rowseal.user_id() $$,
      'RS006', 'cannot make themselves owner'),
    ('viewer@acme.test', 'acme', $$ update rowseal.memberships set role = 'member' where user_id = rowseal.user_id() $$,
      'RS006', 'cannot make themselves a member'),
    ('viewer@acme.test', 'acme', $$ update rowseal.memberships set role = 'mute' where user_id = rowseal.user_id() $$,
      'done', 'can lower themselves'),
    ('viewer@acme.test', 'acme', $$ delete from rowseal.memberships where user_id = rowseal.user_id() $$, 'done',
      'can leave'),
    ('owner@acme.test', 'acme', $$ delete from rowseal.memberships where user_id = rowseal.user_id() $$, 'RS014',
      'cannot leave, being the last owner'),
    ('viewer@acme.test', 'acme', $$ delete from rowseal.memberships $$, 'RS006', 'cannot remove everybody'),
    ('viewer@acme.test', 'acme',
      $$ update rowseal.memberships set user_id = rowseal.user_id() where user_id = rowseal_test.id('owner@acme.test')
                                       and workspace_id = rowseal_test.id('acme') $$, '23505',
                                       'cannot become the owner''s user id beside their own'),
    ('viewer@acme.test', 'acme', $$ delete from rowseal.memberships where user_id = rowseal.user_id();
                                    update rowseal.memberships set user_id = rowseal.user_id()
                                      where user_id = rowseal_test.id('owner@acme.test') $$, 'RS006',
                                      'cannot become the owner''s user id instead of their own'),
    ('owner@acme.test', 'acme',
      $$ insert into rowseal.memberships (workspace_id, user_id, role)
           values (rowseal_test.id('globex'), rowseal.user_id(), 'viewer') $$,
     'RS006', 'cannot join another workspace'),
    ('owner@acme.test', 'acme', $$ insert into rowseal.memberships (workspace_id, user_id, role)
                                   values (rowseal_test.id('globex'), rowseal_test.id('stranger@nowhere.test'),
                                     'trader') $$, 'RS006', 'cannot add anybody to another workspace'),
    ('owner@acme.test', 'acme',
      $$ update rowseal.memberships set role = 'viewer' where user_id = rowseal_test.id('member@globex.test') $$,
      'RS006',
     'cannot change anybody in another workspace'),
    ('owner@acme.test', 'acme',
      $$ delete from rowseal.memberships where user_id = rowseal_test.id('member@globex.test') $$, 'RS006',
      'cannot remove anybody from another workspace'),
    ('owner@acme.test', 'acme',
      $$ update rowseal.memberships set workspace_id = rowseal_test.id('globex')
           where user_id = rowseal_test.id('subject@acme.test') $$,
     'RS006', 'cannot move anybody to another workspace'),
    ('owner@acme.test', 'acme',
      $$ update rowseal.memberships set workspace_id = rowseal_test.id('acme')
           where user_id = rowseal_test.id('member@globex.test') $$,
     'RS006', 'cannot move anybody from another workspace'),
    ('owner@globex.test', 'globex',
      $$ update rowseal.memberships set role = 'viewer' where user_id = rowseal.user_id()
           and workspace_id = rowseal_test.id('acme') $$,
     'RS006', 'cannot change their own membership of another'),
    ('owner@globex.test', 'acme',
      $$ update rowseal.memberships set role = 'viewer' where user_id = rowseal_test.id('member@globex.test') $$,
      'RS006',
     'cannot change the members of their own from elsewhere'),
    ('owner@acme.test', null, $$ update rowseal.memberships set role = 'viewer'
        where user_id = rowseal_test.id('subject@acme.test') $$, 'RS006', 'changes nobody'),
    ('owner@acme.test', null, $$ insert into rowseal.memberships (workspace_id, user_id, role)
                                 values (rowseal_test.id('acme'), rowseal_test.id('stranger@nowhere.test'), 'mute') $$,
                                 'RS006', 'adds nobody to a workspace'),
    ('stranger@nowhere.test', null,
      $$ insert into rowseal.memberships (workspace_id, user_id, role)
           values (rowseal_test.id('acme'), rowseal.user_id(), 'mute') $$,
     'RS006', 'cannot join one that has members')
  ) as tried (actor, workspace, statement, expected, what);
select is(
  pg_temp.attempt('owner@acme.test', 'acme',
    $$ update rowseal.memberships set role = 'mute' where user_id = rowseal_test.id('subject@acme.test') $$,
    'members:write'),
  'RS006', 'a limited session does no more by UPDATE than by function'
);
select is(
  pg_temp.attempt_with_token('member@acme.test', 'acme',
    'delete from rowseal.memberships where user_id = rowseal.user_id()', 'notes:read'), 'RS006',
  'a limited token does no more by DELETE than by function'
);

-- Roles, in plain SQL
select is(pg_temp.attempt(actor, 'acme', statement), expected, format('%s, in plain SQL, %s', actor, what))
  from (values
    ('member@acme.test', $$ insert into rowseal.roles (workspace_id, name, scopes)
        values (rowseal_test.id('acme'), 'new', '{notes:write}') $$, 'done',
     'can add a role of their own scopes'),
    ('member@acme.test', $$ insert into rowseal.roles (workspace_id, name, scopes)
        values (rowseal_test.id('acme'), 'new', '{members:write}') $$, 'RS006',
        'cannot add a role of more than their scopes'),
    ('member@acme.test', $$ update rowseal.roles set scopes = '{members:write}' where name = 'spare' $$, 'RS006',
      'cannot give a role more'),
    ('member@acme.test', $$ update rowseal.roles set scopes = '{}' where name = 'spare' $$, 'done',
      'can remove scopes from a role within theirs'),
    ('member@acme.test', $$ update rowseal.roles set scopes = '{}' where name = 'lead' $$, 'RS006',
      'cannot remove scopes from a role that has more'),
    ('member@acme.test', $$ delete from rowseal.roles where name = 'spare' $$, 'done',
      'can delete a role within their scopes'),
    ('lead@acme.test', $$ delete from rowseal.roles where name = 'trader' and workspace_id = rowseal_test.id('acme') $$,
      'RS006', 'cannot delete a role of more than their scopes'),
    ('lead@acme.test', $$ update rowseal.roles set scopes = scopes || '{notes:write}' where name = 'lead' $$, 'RS006',
      'cannot add to the role that they have'),
    ('owner@acme.test', $$ insert into rowseal.roles (workspace_id, name, scopes)
        values (rowseal_test.id('globex'), 'new', '{}') $$, 'RS006',
     'adds no role to another workspace'),
    ('owner@acme.test', $$ update rowseal.roles set scopes = '{}' where workspace_id = rowseal_test.id('globex') $$,
      'RS006', 'changes no role of another workspace'),
    ('owner@acme.test', $$ delete from rowseal.roles where name = 'unused' $$, 'RS006',
      'deletes no role of another workspace'),
    ('owner@acme.test', $$ update rowseal.roles set workspace_id = rowseal_test.id('globex') where name = 'spare' $$,
      'RS006', 'moves no role to another workspace'),
    ('owner@acme.test', $$ update rowseal.roles set scopes = '{}' where name = 'viewer' $$, 'RS006',
      'cannot change a built-in role, which is everybody''s'),
    ('viewer@acme.test', $$ update rowseal.roles set scopes = scopes || '{owners:write}' where name = 'viewer' $$,
      'RS006', 'cannot change a built-in role either')
  ) as tried (actor, statement, expected, what);

-- Whoever comes first into a workspace
insert into rowseal.workspaces (id, slug, name) values (rowseal_test.id('empty'), 'empty', 'Empty');
select is(pg_temp.attempt(actor, workspace, statement), expected, format('%s %s', actor, what))
  from (values
    ('stranger@nowhere.test', null,
      $$ insert into rowseal.memberships (workspace_id, user_id, role)
           values (rowseal_test.id('empty'), rowseal.user_id(), 'owner') $$,
     'done', 'can come first into a workspace, as its owner'),
    ('viewer@acme.test', 'acme',
      $$ insert into rowseal.memberships (workspace_id, user_id, role)
           values (rowseal_test.id('empty'), rowseal.user_id(), 'owner') $$,
     'done', 'can come first into a workspace, from another one'),
    ('viewer@acme.test', null,
      $$ insert into rowseal.workspaces (id, slug, name) values (rowseal_test.id('new'), 'new', 'New');
                                  insert into rowseal.memberships (workspace_id, user_id, role)
                                    values (rowseal_test.id('new'), rowseal.user_id(), 'owner') $$, 'done',
     'can come first into a workspace that they made'),
    ('stranger@nowhere.test', null, $$ insert into rowseal.memberships (workspace_id, user_id, role)
                                       values (rowseal_test.id('empty'), rowseal_test.id('viewer@acme.test'),
                                         'owner') $$, 'RS006', 'cannot put somebody else into an empty workspace'),
    ('stranger@nowhere.test', null, $$ insert into rowseal.memberships (workspace_id, user_id, role)
                                       values (rowseal_test.id('empty'), rowseal.user_id(), 'owner'),
                                       (rowseal_test.id('empty'), rowseal_test.id('viewer@acme.test'), 'viewer') $$,
     'RS006', 'cannot bring somebody along into an empty workspace'),
    ('stranger@nowhere.test', null,
      $$ insert into rowseal.memberships (workspace_id, user_id, role)
           values (rowseal_test.id('empty'), rowseal.user_id(), 'mute') $$, '23503',
     'cannot take a role that does not exist')
  ) as tried (actor, workspace, statement, expected, what);
insert into rowseal.memberships (workspace_id, user_id, role)
  values (rowseal_test.id('empty'), rowseal_test.id('member@acme.test'), 'viewer');
select is(
  pg_temp.attempt('stranger@nowhere.test', null,
    $$ insert into rowseal.memberships (workspace_id, user_id, role)
         values (rowseal_test.id('empty'), rowseal.user_id(), 'viewer') $$),
  'RS006', 'nobody can come second into a workspace, whatever the role of the first'
);

-- Deleting accounts and workspaces
select is(pg_temp.attempt(actor, workspace, statement), expected, format('%s %s', actor, what))
  from (values
    ('owner@globex.test', null,
      $$ update rowseal.memberships set role = 'owner' where false; delete from rowseal.users
           where id = rowseal.user_id() $$, 'RS014',
     'cannot delete their account, being the last owner of a workspace'),
    ('member@acme.test', null, 'delete from rowseal.users where id = rowseal.user_id()', 'done',
      'can delete their account, and leaves all workspaces with it'),
    ('member@acme.test', 'acme', 'delete from rowseal.users where id = rowseal.user_id()', 'done',
      'can delete their account from another workspace too'),
    ('member@acme.test', 'acme', $$ delete from rowseal.users where id = rowseal_test.id('admin@acme.test') $$, 'RS006',
      'cannot delete the account of somebody above them'),
    ('admin@acme.test', 'acme', $$ delete from rowseal.users where id = rowseal_test.id('owner@globex.test') $$,
      'RS006', 'cannot delete the account of somebody who belongs elsewhere too'),
    ('member@acme.test', 'acme', $$ delete from rowseal.workspaces where id = rowseal_test.id('acme') $$, 'RS006',
      'cannot delete a workspace of people above them'),
    ('owner@acme.test', 'acme', $$ delete from rowseal.workspaces where id = rowseal_test.id('acme') $$, 'done',
      'can delete their workspace'),
    ('owner@acme.test', 'acme', $$ delete from rowseal.workspaces where id = rowseal_test.id('globex') $$, 'RS006',
      'can delete no other workspace')
  ) as tried (actor, workspace, statement, expected, what);

create function pg_temp.roles_left_of_a_deleted_workspace() returns bigint
  language plpgsql volatile
as $$
declare
  v_id uuid;
  v_left bigint;
begin
  insert into rowseal.workspaces (slug, name) values ('doomed', 'Doomed') returning id into v_id;
  insert into rowseal.roles (workspace_id, name, scopes) values (v_id, 'auditor', '{}');
  insert into rowseal.memberships (workspace_id, user_id, role) values
    (v_id, rowseal_test.id('owner@acme.test'), 'owner'), (v_id, rowseal_test.id('member@acme.test'), 'auditor');
  insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at)
  values (v_id, 'somebody@acme.test', 'auditor', rowseal_test.id('owner@acme.test'), now() + interval '1 day');
  delete from rowseal.workspaces where id = v_id;
  select count(*) into v_left from rowseal.roles where workspace_id = v_id;
  return v_left;
end
$$;
select is(pg_temp.roles_left_of_a_deleted_workspace(), 0::bigint, 'a workspace that is deleted leaves no roles');
select isnt_empty(
  $$ select from rowseal.roles where workspace_id = '00000000-0000-0000-0000-000000000000' $$,
  'built-in roles stay when a workspace is deleted'
);
-- The context is no way out
select is(pg_temp.attempt('viewer@acme.test', 'acme', statement), expected, format('a viewer %s', what))
  from (values
    ($$ select set_config('rowseal.context', '', true); update rowseal.memberships set role = 'owner'
        where user_id = rowseal_test.id('viewer@acme.test') $$, 'RS006',
     'does not become an administrator by clearing the context'),
    ($$ select set_config('rowseal.context', '', true);
        insert into rowseal.memberships (workspace_id, user_id, role)
          values (rowseal_test.id('empty'), rowseal_test.id('viewer@acme.test'), 'viewer') $$, 'RS006',
     'joins nothing by clearing the context'),
    ($$ select set_config('rowseal.context', '', true); update rowseal.roles set scopes = scopes || '{owners:write}'
        where name = 'viewer' $$, 'RS006', 'changes no role by clearing the context'),
    ($$ select set_config('rowseal.context',
        overlay(current_setting('rowseal.context') placing rowseal_test.id('globex')::text from 73), true);
        delete from rowseal.memberships where user_id = rowseal_test.id('member@globex.test') $$, '28000',
        'is refused after editing the context'),
    ($$ reset rowseal.context; update rowseal.memberships set role = 'owner'
        where user_id = rowseal_test.id('viewer@acme.test') $$, 'RS006', 'resets the context in vain'),
    ($$ set local session_replication_role = replica $$, '42501', 'cannot switch triggers off'),
    ($$ alter table rowseal.memberships disable trigger guard_escalation $$, '42501', 'cannot alter the table')
  ) as tried (statement, expected, what);

-- Triggers run after RETURNING, which may have changed the context
create temporary table second_entry as select rowseal_test.claims_of('owner@globex.test') as claims;
grant select on second_entry to public;
create function pg_temp.flip(slug text) returns text
  language sql volatile
as $$
  -- A second context of one's own, in another workspace: sealed for this transaction too.
  select set_config('test.first', current_setting('rowseal.context'), true), set_config('rowseal.context', '', true);
  select rowseal.enter((claims).sub, (claims).sid, (claims).workspace, (claims).scope, (claims).exp, (claims).seal_key,
    (claims).seal, slug) from second_entry;
  select set_config('test.second', current_setting('rowseal.context'), true);
  select set_config('rowseal.context', current_setting('test.first'), true);
$$;
select is(pg_temp.attempt('owner@globex.test', 'globex', format('select pg_temp.flip(%L); %s', 'acme', statement)),
  expected, format('an owner whose RETURNING %s', what))
  from (values
    ($$ update rowseal.memberships set role = 'viewer' where user_id = rowseal_test.id('member@globex.test')
        returning user_id $$, 'done', 'leaves the context alone: the control'),
    ($$ update rowseal.memberships set role = 'viewer' where user_id = rowseal_test.id('member@globex.test') returning
        set_config('rowseal.context', '', true) $$,
     'RS006', 'clears the context changes nobody'),
    ($$ update rowseal.memberships set role = 'viewer' where user_id = rowseal_test.id('member@globex.test')
        returning set_config('rowseal.context', current_setting('test.second'), true) $$, 'RS006',
        'enters another workspace changes nobody'),
    ($$ delete from rowseal.memberships where user_id = rowseal_test.id('member@globex.test') returning
        set_config('rowseal.context', '', true) $$, 'RS006',
     'clears the context removes nobody'),
    ($$ insert into rowseal.memberships (workspace_id, user_id, role)
        values (rowseal_test.id('globex'), rowseal_test.id('stranger@nowhere.test'), 'viewer')
        returning set_config('rowseal.context', '', true) $$, 'RS006', 'clears the context adds nobody'),
    ($$ update rowseal.roles set scopes = '{}' where workspace_id = rowseal_test.id('globex') returning
        set_config('rowseal.context', '', true) $$, 'RS006',
     'clears the context changes no role')
  ) as tried (statement, expected, what);

-- Nor is a function of the application, whoever owns it
create function app.add_member(workspace_id uuid, user_id uuid, role text) returns void
  language sql volatile security definer
as $$ insert into rowseal.memberships (workspace_id, user_id, role) values (workspace_id, user_id, role) $$;
select is(pg_temp.attempt('member@acme.test', 'acme', statement), expected,
  format('by a function of an administrator, a member %s', what))
  from (values
    ($$ select app.add_member(rowseal_test.id('acme'), rowseal_test.id('stranger@nowhere.test'), 'viewer') $$, 'done',
      'can add a viewer'),
    ($$ select app.add_member(rowseal_test.id('acme'), rowseal_test.id('stranger@nowhere.test'), 'admin') $$, 'RS006',
      'cannot add an admin'),
    ($$ select app.add_member(rowseal_test.id('globex'), rowseal.user_id(), 'viewer') $$, 'RS006',
      'cannot join another workspace'),
    ($$ select set_config('rowseal.context', '', true),
        app.add_member(rowseal_test.id('globex'), rowseal_test.id('member@acme.test'), 'owner') $$, 'RS006',
     'cannot join another workspace by clearing the context either')
  ) as tried (statement, expected, what);

-- Who is not restricted
select lives_ok(
  $$ insert into rowseal.memberships (workspace_id, user_id, role)
       values (rowseal_test.id('acme'), rowseal_test.id('stranger@nowhere.test'), 'owner') $$,
  'an administrator makes whom they like an owner'
);
set local role rowseal_owner;
select lives_ok(
  $$ update rowseal.memberships set role = 'mute' where user_id = rowseal_test.id('stranger@nowhere.test') $$,
  'a migration can change a role'
);
select lives_ok(
  $$ update rowseal.roles set scopes = '{notes:read}' where name = 'spare' $$, 'a migration can define roles'
);
reset role;
select lives_ok(
  $$ delete from rowseal.users where id = rowseal_test.id('stranger@nowhere.test') $$,
  'an account is deleted with its memberships'
);
create role another_client;
grant rowseal_user to another_client;
grant usage on schema rowseal_test, tap to another_client;
select rowseal_test.step_into('another_client');
select throws_ok(
  $$ update rowseal.memberships set role = 'owner' where user_id = rowseal_test.id('viewer@acme.test') $$, 'RS006',
  null,
  'another login of rowseal_user is restricted like the gateway'
);
select rowseal_test.leave();

-- What pages offer: the roles that somebody may give, and what happened
create function pg_temp.answer(email text, workspace text, question text, scope text default null) returns text
  language plpgsql volatile
as $$
declare
  v_answer text;
begin
  perform rowseal_test.enter_as(email, workspace, scope);
  execute question into v_answer;
  perform rowseal_test.leave();
  return v_answer;
exception when others then
  return sqlstate;
end
$$;
select is(
  pg_temp.answer(email, workspace, $$ select string_agg(name, ' ' order by name) from rowseal.assignable_roles() $$,
    scope), expected, format('assignable roles of %s are %s', who, coalesce(expected, 'none')))
  from (values
    ('owner@acme.test', 'acme', null, 'an owner', 'admin lead member mute owner spare trader viewer'),
    ('admin@acme.test', 'acme', null, 'an admin', 'admin lead member mute spare trader viewer'),
    ('lead@acme.test', 'acme', null, 'somebody of a role of the workspace', 'lead mute spare'),
    ('owner@acme.test', 'acme', 'members:write notes:read', 'a limited session', 'mute spare'),
    ('member@acme.test', 'acme', null, 'a member', 'RS006'),
    ('viewer@acme.test', 'acme', null, 'a viewer', 'RS006'),
    ('owner@globex.test', 'acme', null, 'an owner of elsewhere', 'RS006'),
    ('owner@acme.test', null, null, 'somebody without a workspace', 'RS007')
  ) as asked (email, workspace, scope, who, expected);
select is(
  pg_temp.answer('owner@acme.test', 'acme',
    $$ select string_agg(name, ' ' order by name) from rowseal.assignable_roles() where not by_link $$),
  'owner', 'of the roles that an owner assigns, an invitation link gives all but owner');
insert into rowseal_private.audit_events (workspace_id, at, id, kind, user_id, details)
select rowseal_test.id(workspace), now() + n * interval '1 second', rowseal.uuidv7(), 'told_' || workspace,
       rowseal_test.id('member@' || workspace || '.test'), '{}'
  from (values ('acme'), ('globex')) as here (workspace), generate_series(1, 3) as n;
select is(
  pg_temp.answer(email, 'acme', $$ select count(*) filter (where kind = 'told_acme') || ' ' ||
    count(*) filter (where kind = 'told_globex') from rowseal.list_events() $$, scope),
  expected, format('%s is told events of their own workspace alone', who))
  from (values
    ('owner@acme.test', null, 'an owner', '3 0'), ('admin@acme.test', null, 'an admin', '3 0'),
    ('owner@acme.test', 'audit:read', 'a session limited to it', '3 0'),
    ('owner@acme.test', 'members:read', 'a session without audit:read', 'RS006'),
    ('member@acme.test', null, 'a member', 'RS006'), ('owner@globex.test', null, 'an owner of elsewhere', 'RS006')
  ) as asked (email, scope, who, expected);
select rowseal_test.enter_as('owner@acme.test', 'acme');
select results_eq(
  $$ select kind, user_email from rowseal.list_events(page_size => 2, of_kind => 'told_acme') $$,
  $$ values ('told_acme', 'member@acme.test'), ('told_acme', 'member@acme.test') $$,
  'events come in pages, with the addresses of members'
);
select is(
  (select count(*) from rowseal.list_events(page_size => 1, of_kind => 'told_acme') as latest
    cross join lateral rowseal.list_events(latest.at, latest.id, 100, 'told_acme')), 2::bigint,
  'a page of events begins where the one before it ended'
);
select rowseal_test.leave();

select * from finish();
rollback;
