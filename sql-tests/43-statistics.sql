-- EXPLAIN tells of the rows that a caller may see, and not of names and addresses in other workspaces.
begin;
set local search_path = tap, pg_catalog;
select plan(9);

select rowseal_test.personas();
-- Enough rows for a frequency to show in an estimate.
insert into rowseal.users (email, name) select concat('secret', i % 2, '@globex.test'), 'Secret Agent'
  from generate_series(1, 400) as i;
insert into rowseal.workspaces (slug, name) select concat('secret-', i), 'Secret Plan'
  from generate_series(1, 400) as i;
insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at, revoked_at)
select rowseal_test.id('globex'), 'secret@globex.test', 'viewer', rowseal_test.id('owner@globex.test'), now(), now()
  from generate_series(1, 400);
analyze rowseal.users, rowseal.workspaces, rowseal.invitations, rowseal.memberships, rowseal.roles;

create function pg_temp.estimate(relation text, condition text) returns numeric
  language plpgsql volatile
as $$
declare
  v_plan json;
begin
  execute format('explain (format json) select from %s where %s', relation, condition) into v_plan;
  return (v_plan #>> '{0,Plan,Plan Rows}')::numeric;
end
$$;
-- How often a guess that is right is expected, and one that is wrong.
create function pg_temp.tells(relation text, guess text) returns boolean
  language sql volatile
as $$
  select pg_temp.estimate(relation, guess) <> pg_temp.estimate(relation,
    replace(replace(guess, 'ecret', 'uspect'), 'viewer', 'victor'))
$$;
create temporary table guess (relation text, attribute text, condition text);
insert into guess
values ('rowseal.users', 'name', $$ name = 'Secret Agent' $$),
  ('rowseal.users', 'email', $$ email = 'secret1@globex.test' $$),
       ('rowseal.workspaces', 'name', $$ name = 'Secret Plan' $$),
       ('rowseal.workspaces', 'slug', $$ slug >= 'secret' $$),
       ('rowseal.invitations', 'email', $$ email = 'secret@globex.test' $$);
grant select on guess to public;

select rowseal_test.enter_as('viewer@acme.test', 'acme');
select is(pg_temp.tells(relation, condition), false,
  format('a viewer''s EXPLAIN tells nothing of %s of %s in other workspaces', attribute, relation)) from guess;
select rowseal_test.leave();
select is_empty(
  $$ select starelid::regclass, attname from pg_statistic join pg_attribute on attrelid = starelid
       and attnum = staattnum
      where starelid::regclass::text ~ '^rowseal\.' and atttypid in ('text'::regtype, 'text[]'::regtype)
        and starelid <> 'rowseal.scopes'::regclass $$,
  'no statistics are kept of what Rowseal''s tables hold in words'
);

-- The control. Of one workspace at most an EXPLAIN of its table expects one row in any case, because ids are unique.
alter table rowseal.users alter column email set statistics -1, alter column name set statistics -1;
alter table rowseal.invitations alter column email set statistics -1;
analyze rowseal.users, rowseal.invitations;
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select is(pg_temp.tells(relation, condition), true,
  format('with statistics it would, of %s of %s: the control', attribute, relation))
  from guess where relation <> 'rowseal.workspaces';
select rowseal_test.leave();

select * from finish();
rollback;
