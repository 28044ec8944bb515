alter table rowseal.workspaces enable row level security;
alter table rowseal.workspaces force row level security;

drop policy if exists all_owner on rowseal.workspaces;
create policy all_owner on rowseal.workspaces to rowseal_owner using (true) with check (true);

drop policy if exists select_entered on rowseal.workspaces;
create policy select_entered on rowseal.workspaces for select to rowseal_user
  using (id = (select rowseal.workspace_id()));

revoke all on rowseal.workspaces from public, rowseal_user;
grant select on rowseal.workspaces to rowseal_user;
