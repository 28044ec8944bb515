-- 1,000 workspaces with one member each; 500 of them with 100 notes each, and their twins for the rivals of Rowseal.
-- Rows lie on disk in the order of their time, as they would when many workspaces write at once.
update rowseal_private.settings set access_token_lifetime = '1 hour';

insert into rowseal.workspaces (slug, name) select 'w' || n, 'Workspace ' || n from generate_series(1, 1000) as n;
insert into rowseal.users (email, name) select 'u' || n || '@bench.test', 'User ' || n
  from generate_series(1, 1000) as n;
insert into rowseal.memberships (workspace_id, user_id, role)
select workspace.id, holder.id, 'member'
  from generate_series(1, 1000) as n
  join rowseal.workspaces as workspace on workspace.slug = 'w' || n
  join rowseal.users as holder on holder.email = 'u' || n || '@bench.test';

insert into app.notes (workspace_id, author_id, id, title, body, created_at)
select workspace.id, membership.user_id, uuidv7(), 'Note ' || n || ' of ' || workspace.name,
  repeat('All work and no play. ', 10),
       timestamptz '2026-01-01' + n * interval '1 hour' + substr(workspace.slug, 2)::int * interval '1 second'
  from generate_series(1, 100) as n
 cross join rowseal.workspaces as workspace
  join rowseal.memberships as membership on membership.workspace_id = workspace.id
 where substr(workspace.slug, 2)::int <= 500
 order by n, workspace.id;

create role bench_stock login;
create role bench_floor login;
alter role bench_stock set jit = off;
alter role bench_stock set statement_timeout = '10s';
alter role bench_floor set jit = off;
alter role bench_floor set statement_timeout = '10s';

create schema app_stock;
create table app_stock.notes (like app.notes including all excluding generated);
insert into app_stock.notes select * from app.notes order by created_at;
alter table app_stock.notes enable row level security;
alter table app_stock.notes force row level security;
create policy select_notes on app_stock.notes for select to bench_stock
  using (workspace_id = (select nullif(current_setting('app.workspace_id', true), '')::uuid));
grant usage on schema app_stock to bench_stock;
grant select, delete, insert (title, body), update (title, body) on app_stock.notes to bench_stock;

create schema app_floor;
create table app_floor.notes (like app.notes including all);
insert into app_floor.notes select * from app.notes order by created_at;
grant usage on schema app_floor to bench_floor;
grant select on app_floor.notes to bench_floor;
