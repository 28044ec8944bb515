alter table rowseal.roles enable row level security;
alter table rowseal.roles force row level security;

drop policy if exists all_owner on rowseal.roles;
create policy all_owner on rowseal.roles to rowseal_owner using (true) with check (true);

drop policy if exists select_usable on rowseal.roles;
create policy select_usable on rowseal.roles for select to rowseal_user
  using (workspace_id in ('00000000-0000-0000-0000-000000000000', (select rowseal.workspace_for('members:read'))));

revoke all on rowseal.roles from public, rowseal_user;
grant select on rowseal.roles to rowseal_user;
