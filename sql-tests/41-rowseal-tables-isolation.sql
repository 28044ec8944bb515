-- Rowseal's own tables: what the gateway reads of them, and that it writes none.
begin;
set local search_path = tap, pg_catalog;
select plan(24);

select rowseal_test.personas();
insert into rowseal.roles (workspace_id, name, scopes)
values (rowseal_test.id('acme'), 'editor', '{notes:read}'), (rowseal_test.id('globex'), 'trader', '{notes:read}');

-- Acting as nobody
select rowseal_test.step_into('rowseal_gateway');
select is(
  (select count(*) from (select id from rowseal.users) as seen), 0::bigint, 'without entering one sees no user'
);
select is(
  (select count(*) from (select id from rowseal.workspaces) as seen), 0::bigint,
  'without entering one sees no workspace'
);
select is(
  (select count(*) from (select user_id from rowseal.memberships) as seen), 0::bigint,
  'without entering one sees no membership'
);
select is(
  (select array_agg(distinct seen.name::text order by seen.name::text) from (select name from rowseal.roles) as seen),
  (select array_agg(expected::text order by expected::text)
    from unnest(array['owner', 'admin', 'member', 'viewer']) as expected),
    'without entering one sees only the built-in roles'
);
select cmp_ok((select count(*) from rowseal.scopes), '>', 2::bigint, 'the catalogue of scopes is no secret');
select rowseal_test.leave();

-- Acting as a member of acme
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select is(
  (select array_agg(distinct seen.email::text order by seen.email::text)
    from (select email from rowseal.users) as seen),
  (select array_agg(expected::text order by expected::text)
    from unnest(array['owner@acme.test', 'admin@acme.test', 'member@acme.test', 'viewer@acme.test',
      'owner@globex.test']) as expected), 'with members:read one sees the members of the workspace entered'
);
select is(
  (select array_agg(distinct seen.slug::text order by seen.slug::text)
    from (select slug from rowseal.workspaces) as seen),
  (select array_agg(expected::text order by expected::text) from unnest(array['acme']) as expected),
  'one sees the workspace entered'
);
select is(
  (select array_agg(distinct seen.workspace_id::text order by seen.workspace_id::text)
    from (select distinct workspace_id from rowseal.memberships) as seen),
  (select array_agg(expected::text order by expected::text) from unnest(array[rowseal_test.id('acme')]) as expected),
  'one sees the memberships of it'
);
select is(
  (select array_agg(distinct seen.name::text order by seen.name::text) from (select name from rowseal.roles) as seen),
  (select array_agg(expected::text order by expected::text)
    from unnest(array['owner', 'admin', 'member', 'viewer', 'editor']) as expected),
    'one sees the built-in roles and those of the workspace entered'
);
select rowseal_test.enter_as('viewer@acme.test', 'acme', 'notes:read');
select is(
  (select array_agg(distinct seen.email::text order by seen.email::text)
    from (select email from rowseal.users) as seen),
  (select array_agg(expected::text order by expected::text) from unnest(array['viewer@acme.test']) as expected),
  'without members:read one sees oneself'
);
select is(
  (select count(*) from (select user_id from rowseal.memberships) as seen), 0::bigint,
  'without members:read one sees no membership'
);
select is(
  (select array_agg(distinct seen.slug::text order by seen.slug::text)
    from (select slug from rowseal.workspaces) as seen),
  (select array_agg(expected::text order by expected::text) from unnest(array['acme']) as expected),
  'without members:read one sees the workspace entered'
);
select rowseal_test.enter_as('viewer@acme.test');
select is(
  (select array_agg(distinct seen.email::text order by seen.email::text)
    from (select email from rowseal.users) as seen),
  (select array_agg(expected::text order by expected::text) from unnest(array['viewer@acme.test']) as expected),
  'in no workspace one sees oneself'
);
select is(
  (select count(*) from (select id from rowseal.workspaces) as seen), 0::bigint, 'in no workspace one sees no workspace'
);
select rowseal_test.enter_as('stranger@nowhere.test');
select is(
  (select array_agg(distinct seen.email::text order by seen.email::text)
    from (select email from rowseal.users) as seen),
  (select array_agg(expected::text order by expected::text) from unnest(array['stranger@nowhere.test']) as expected),
  'a stranger sees themselves'
);

-- Writes
select rowseal_test.enter_as('owner@acme.test', 'acme');
select throws_ok(statement, '42501', null, format('an owner cannot: %s', statement))
  from (values
    ($$ insert into rowseal.users (email) values ('x@x.test') $$),
    ($$ update rowseal.users set name = 'x' $$),
    ($$ delete from rowseal.memberships $$),
    ($$ update rowseal.memberships set role = 'owner' $$),
    ($$ insert into rowseal.workspaces (slug, name) values ('x', 'X') $$),
    ($$ update rowseal.roles set scopes = '{}' $$),
    ($$ insert into rowseal.scopes (name, description) values ('x:y', 'x') $$),
    ($$ select disabled_at from rowseal.users $$),
    ($$ select * from rowseal_private.sessions $$)
  ) as attempt (statement);
select rowseal_test.leave();

select * from finish();
rollback;
