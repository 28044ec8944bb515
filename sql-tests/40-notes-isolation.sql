-- A table of an application: who sees and writes which rows through the gateway.
begin;
set local search_path = tap, pg_catalog;
select plan(44);

select rowseal_test.personas();
insert into app.notes (workspace_id, id, author_id, title)
select rowseal_test.id(workspace), rowseal_test.id(workspace || n), rowseal_test.id(author), workspace || ' ' || n
  from (values ('acme', 'owner@acme.test'), ('globex', 'owner@globex.test')) as written (workspace, author),
       generate_series(1, 3) as n;
create temporary table before as select * from app.notes;

-- Acting as nobody
select rowseal_test.step_into('rowseal_gateway');
select throws_ok('select * from app.notes', 'RS008', null,
  'without entering reading notes is an error, not an empty list');
select throws_ok($$ select from app.notes where id = rowseal_test.id('absent') $$, 'RS008', null,
  'without entering reading a note that does not exist is an error too');
select throws_ok(
  $$ insert into app.notes (title) values ('x') $$, 'RS008', null, 'without entering one cannot write a note'
);
select throws_ok($$ update app.notes set title = 'x' $$, 'RS008', null, 'without entering one cannot change a note');
select throws_ok($$ delete from app.notes $$, 'RS008', null, 'without entering one cannot delete a note');
select throws_ok(
  $$ truncate app.notes $$, '42501', null,
  'without entering one cannot truncate, which row-level security would not stop'
);
select rowseal_test.leave();

-- Acting as each who may read
select rowseal_test.enter_as('owner@acme.test', 'acme');
select results_eq('select distinct workspace_id, count(*) from app.notes group by 1', $$
  values (rowseal_test.id('acme'), 3::bigint) $$, 'an owner sees exactly the notes of the workspace entered');
select rowseal_test.enter_as('member@acme.test', 'acme');
select results_eq('select distinct workspace_id, count(*) from app.notes group by 1', $$
  values (rowseal_test.id('acme'), 3::bigint) $$, 'a member sees exactly the notes of the workspace entered');
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select results_eq('select distinct workspace_id, count(*) from app.notes group by 1', $$
  values (rowseal_test.id('acme'), 3::bigint) $$, 'a viewer sees exactly the notes of the workspace entered');
select rowseal_test.enter_as('owner@globex.test', 'acme');
select results_eq('select distinct workspace_id, count(*) from app.notes group by 1', $$
  values (rowseal_test.id('acme'), 3::bigint) $$, 'a member of two workspaces sees the one entered: acme');
select rowseal_test.enter_as('owner@globex.test', 'globex');
select results_eq('select distinct workspace_id, count(*) from app.notes group by 1', $$
  values (rowseal_test.id('globex'), 3::bigint) $$, 'a member of two workspaces sees the one entered: globex');
select rowseal_test.enter_as('owner@globex.test');
select throws_ok(
  'select * from app.notes', 'RS007', null, 'somebody who entered no workspace is told to name one to read'
);
select throws_ok($$ insert into app.notes (title) values ('x') $$, 'RS007', null,
  'somebody who entered no workspace is told to name one');

-- Acting as a member: may write
select rowseal_test.enter_as('member@acme.test', 'acme');
select lives_ok($$ insert into app.notes (title) values ('by a member') $$, 'a member writes a note');
select results_eq(
  $$ select workspace_id, author_id from app.notes where title = 'by a member' $$,
  $$ values (rowseal_test.id('acme'), rowseal_test.id('member@acme.test')) $$,
  'a new note belongs to its author and the workspace entered by default'
);
select lives_ok($$ update app.notes set title = 'changed by a member' where title = 'by a member' $$,
  'a member changes a note');
select is((select count(*) from app.notes where title = 'changed by a member'), 1::bigint, 'the note is changed');
select lives_ok($$ delete from app.notes where title = 'changed by a member' $$, 'a member deletes a note');
select is((select count(*) from app.notes where title = 'changed by a member'), 0::bigint, 'the note is gone');
select throws_ok(
  $$ insert into app.notes (workspace_id, title) values (rowseal_test.id('globex'), 'x') $$, '42501', null,
  'nobody can name the workspace of a new note'
);
select throws_ok(
  $$ update app.notes set workspace_id = rowseal_test.id('globex') $$, '42501', null,
    'nobody can move a note to another workspace'
);
select throws_ok(
  $$ update app.notes set author_id = rowseal_test.id('owner@acme.test') $$, '42501', null,
    'nobody can change who wrote a note'
);
select lives_ok($$ update app.notes set title = 'seized' where workspace_id = rowseal_test.id('globex') $$,
  'an update of foreign notes runs');
select lives_ok($$ delete from app.notes where workspace_id = rowseal_test.id('globex') $$,
  'a deletion of foreign notes runs');
select throws_ok($$ truncate app.notes $$, '42501', null, 'a member cannot truncate');
select rowseal_test.leave();
select results_eq(
  'select * from app.notes order by id', 'select * from before order by id',
    'after these attempts all notes of all workspaces are as they were'
);

-- Acting as those who may not write
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select throws_ok($$ insert into app.notes (title) values ('x') $$, 'RS006', null, 'a viewer cannot write a note');
select throws_ok($$ update app.notes set title = 'x' $$, 'RS006', null, 'a viewer cannot change a note');
select throws_ok($$ delete from app.notes $$, 'RS006', null, 'a viewer cannot delete a note');
select throws_ok($$ select from app.notes for update $$, 'RS006', null, 'a viewer cannot lock a note');
select rowseal_test.enter_as('owner@acme.test', 'acme', 'notes:read');
select is((select count(*) from app.notes), 3::bigint, 'an owner''s session limited to reading reads');
select throws_ok(
  $$ insert into app.notes (title) values ('x') $$, 'RS006', null,
  'an owner''s session limited to reading writes no note'
);
select throws_ok(
  $$ update app.notes set title = 'x' $$, 'RS006', null, 'an owner''s session limited to reading changes no note'
);
select throws_ok($$ delete from app.notes $$, 'RS006', null, 'an owner''s session limited to reading deletes no note');
select rowseal_test.enter_as('owner@acme.test', 'acme', 'members:read');
select throws_ok('select * from app.notes', 'RS006', null,
  'an owner''s session limited to something else is told which scope reading needs');
select rowseal_test.leave();
select results_eq(
  'select * from app.notes order by id', 'select * from before order by id', 'limited sessions have changed nothing'
);

-- Roles lead nowhere
select rowseal_test.enter_as('member@acme.test', 'acme');
select throws_ok('set local role rowseal_owner', '42501', null, 'the gateway cannot become the owner');
select throws_ok('set local role rowseal_issuer', '42501', null, 'the gateway cannot become the issuer');
select throws_ok(
  $$ select set_config('role', 'rowseal_owner', true) $$, '42501', null,
  'the gateway cannot become another role by set_config'
);
select lives_ok('reset role', 'reset role is allowed');
select is(current_user, 'rowseal_gateway', 'reset role leads to the gateway itself');
select is((select count(*) from app.notes), 3::bigint, 'after reset role the gateway sees what it saw');
select throws_ok('set local row_security = off; select * from app.notes', '42501', null,
  'row security cannot be switched off');
select rowseal_test.leave();

-- The control: a table that nobody protected leaks
create table app.unprotected as select * from app.notes;
grant select on app.unprotected to rowseal_user;
select rowseal_test.enter_as('member@acme.test', 'acme');
select is((select count(distinct workspace_id) from app.unprotected), 2::bigint,
  'an unprotected twin shows both workspaces: the control');
select rowseal_test.leave();

select * from finish();
rollback;
