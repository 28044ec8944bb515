-- Who reaches which notes, by the test kit: npx rowseal test demo/sql-tests --mutants
begin;
set local search_path = tap, public, pg_catalog;
select plan(5);

select rowseal_test.member('ann@demo.test', 'demo-a'), rowseal_test.member('ben@demo.test', 'demo-b');
select rowseal_test.as_user('ann@demo.test', 'demo-a');
insert into app.notes (title) values ('hers');
select rowseal_test.as_user('ben@demo.test', 'demo-b');
insert into app.notes (title) values ('his');
select rowseal_test.leave();

select rowseal_test.isolated('app.notes');
select rowseal_test.only_with('app.notes', 'select', 'notes:read');
select rowseal_test.only_with('app.notes', command, 'notes:write')
  from unnest('{insert,update,delete}'::text[]) as command;

select * from finish();
rollback;
