alter table rowseal.memberships enable row level security;
alter table rowseal.memberships force row level security;

drop policy if exists all_owner on rowseal.memberships;
create policy all_owner on rowseal.memberships to rowseal_owner using (true) with check (true);

drop policy if exists select_members on rowseal.memberships;
create policy select_members on rowseal.memberships for select to rowseal_user
  using (workspace_id = (select rowseal.workspace_for('members:read')));

drop policy if exists guard on rowseal.memberships;
create policy guard on rowseal.memberships as restrictive to rowseal_user
  using (workspace_id operator(rowseal.===) (select rowseal.workspace_id())) with check (true);
comment on policy guard on rowseal.memberships is
$$Each row once more, by an equality that nothing in a statement can take the place of: db/decisions/0021.$$;

revoke all on rowseal.memberships from public, rowseal_user;
grant select (workspace_id, user_id, role, further_roles, created_at) on rowseal.memberships to rowseal_user;
