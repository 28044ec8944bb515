alter table rowseal.scopes enable row level security;
alter table rowseal.scopes force row level security;

drop policy if exists all_owner on rowseal.scopes;
create policy all_owner on rowseal.scopes to rowseal_owner using (true) with check (true);

drop policy if exists select_all on rowseal.scopes;
create policy select_all on rowseal.scopes for select to rowseal_user using (true);

revoke all on rowseal.scopes from public, rowseal_user, pg_database_owner;
grant select (name, description) on rowseal.scopes to rowseal_user;
