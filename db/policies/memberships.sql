alter table rowseal.memberships enable row level security;
alter table rowseal.memberships force row level security;

drop policy if exists all_owner on rowseal.memberships;
create policy all_owner on rowseal.memberships to rowseal_owner using (true) with check (true);

drop policy if exists select_members on rowseal.memberships;
create policy select_members on rowseal.memberships for select to rowseal_user
  using (workspace_id = (select rowseal.workspace_for('members:read')));

revoke all on rowseal.memberships from public, rowseal_user;
grant select (workspace_id, user_id, role, created_at) on rowseal.memberships to rowseal_user;
