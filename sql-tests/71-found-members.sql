-- Members are found by what their address, name or last name begins with, and not by reading all of a workspace.
begin;
set local search_path = tap, pg_catalog;
select plan(25);

select rowseal_test.personas();
update rowseal.users set name = 'Ada King Lovelace' where email = 'member@acme.test';
update rowseal.users set name = 'ÉMILE du Châtelet' where email = 'viewer@acme.test';
create function pg_temp.found(search text, wanted text default 'acme') returns text[]
  language plpgsql volatile
as $$
declare
  v_found text[];
begin
  perform rowseal_test.enter_as(
    case wanted when 'acme' then 'viewer@acme.test' else 'owner@globex.test' end, wanted);
  v_found := array(select split_part(email, '@', 1) from rowseal.list_members(search => found.search) order by 1);
  perform rowseal_test.leave();
  return v_found;
end
$$;
select is(pg_temp.found(search), result, what)
  from (values
    ('mem', '{member}'::text[], 'an address is found by its beginning'),
    ('MEMBER@ACME.', '{member}', 'the case of its letters is nothing'),
    ('member@acme.test', '{member}', 'a whole address is found'),
    ('ada k', '{member}', 'a name is found by its beginning'),
    ('LOVE', '{member}', 'a last name is'),
    ('king', '{}', 'a name in between is not'),
    ('acme.test', '{}', 'the domain of an address is not'),
    ('émile', '{viewer}', 'letters beyond ASCII are letters'),
    ('châtel', '{viewer}', 'a last name has such letters too'),
    ('owner', '{owner,owner}', 'several are found'),
    ('%', '{}', 'a percent sign is one'),
    ('_ember', '{}', 'an underscore is one'),
    ('', '{admin,member,owner,owner,viewer}', 'nothing is no search'),
    ('nobody', '{}', 'who is not there is not found'),
    ('stranger', '{}', 'who belongs nowhere is not')
  ) as asked (search, result, what);
select is(pg_temp.found('adm', 'globex'), '{}', 'who belongs elsewhere is not');

-- What changes
update rowseal.users set email = 'renamed@acme.test', name = 'Grace Hopper' where email = 'member@acme.test';
select is(pg_temp.found('love') || pg_temp.found('hop') || pg_temp.found('renamed'), '{renamed,renamed}',
  'who changes their name is found by that alone');
update rowseal.users set name = null where email = 'renamed@acme.test';
select is(pg_temp.found('hop'), '{}', 'a name that is taken back finds nobody');
insert into rowseal.memberships (workspace_id, user_id, role)
values (rowseal_test.id('globex'), rowseal_test.id('member@acme.test'), 'viewer');
select is(pg_temp.found('ren', 'globex'), '{renamed}', 'who joins is found');
delete from rowseal.memberships
 where workspace_id = rowseal_test.id('acme') and user_id = rowseal_test.id('member@acme.test');
select is(pg_temp.found('ren') || pg_temp.found('ren', 'globex'), '{renamed}', 'who leaves is found there no more');
delete from rowseal.users where id = rowseal_test.id('member@acme.test');
select is_empty($$ select from rowseal_private.member_names where email like 'renamed%' $$,
  'nothing is kept of who is erased');
select set_eq('select workspace_id, user_id from rowseal_private.member_names',
  'select workspace_id, user_id from rowseal.memberships', 'each member has what they are found by');

-- What is read of fifteen hundred
insert into rowseal.users (id, email, name)
select rowseal_test.id('many ' || n), 'p' || n || '@many.test', 'Person ' || n from generate_series(1, 1500) as n;
insert into rowseal.memberships (workspace_id, user_id, role)
select rowseal_test.id('acme'), rowseal_test.id('many ' || n), 'member' from generate_series(1, 1500) as n;
analyze rowseal.users, rowseal.memberships, rowseal_private.member_names;
create function pg_temp.rows_read(statement text) returns bigint
  language plpgsql volatile
as $$
declare
  c_read constant text := 'select sum(seq_tup_read + idx_tup_fetch) from pg_stat_xact_all_tables
    where schemaname in (''rowseal'', ''rowseal_private'')';
  v_before bigint;
  v_after bigint;
begin
  perform rowseal_test.enter_as('owner@acme.test', 'acme');
  execute c_read into v_before;
  execute statement;
  execute c_read into v_after;
  perform rowseal_test.leave();
  return v_after - v_before;
end
$$;
select cmp_ok(
  pg_temp.rows_read($$
    select count(*) from rowseal.members_last_use(array(
      select member.id from rowseal.list_members(null, 50, 'p77') as member))
  $$), '<', 1000::bigint, 'a page of who is found reads that page, with their last use');
select cmp_ok(pg_temp.rows_read($$ select count(*) from rowseal.list_members(null, 50) $$), '<', 500::bigint,
  'a page of all reads that page');
select cmp_ok(pg_temp.rows_read($$ select count(*) from rowseal.list_members(null, 1000) $$), '>', 1000::bigint,
  'the control: more is counted as more');

select * from finish();
rollback;
