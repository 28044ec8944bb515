alter table rowseal.invitations enable row level security;
alter table rowseal.invitations force row level security;

drop policy if exists all_owner on rowseal.invitations;
create policy all_owner on rowseal.invitations to rowseal_owner using (true) with check (true);

drop policy if exists select_members on rowseal.invitations;
create policy select_members on rowseal.invitations for select to rowseal_user
  using (workspace_id = (select rowseal.workspace_for('members:read')));

drop policy if exists guard on rowseal.invitations;
create policy guard on rowseal.invitations as restrictive to rowseal_user
  using (workspace_id operator(rowseal.===) (select rowseal.workspace_id())) with check (true);
comment on policy guard on rowseal.invitations is
$$Each row once more, by an equality that nothing in a statement can take the place of: db/decisions/0021.$$;

revoke all on rowseal.invitations from public, rowseal_user;
grant select (workspace_id, id, email, role, invited_by, created_at, expires_at, accepted_at, accepted_by, revoked_at)
  on rowseal.invitations to rowseal_user;
