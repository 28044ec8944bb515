alter table rowseal.roles enable row level security;
alter table rowseal.roles force row level security;

drop policy if exists all_owner on rowseal.roles;
create policy all_owner on rowseal.roles to rowseal_owner using (true) with check (true);

drop policy if exists select_usable on rowseal.roles;
create policy select_usable on rowseal.roles for select to rowseal_user
  using (workspace_id in ('00000000-0000-0000-0000-000000000000', (select rowseal.workspace_for('members:read'))));

drop policy if exists guard on rowseal.roles;
create policy guard on rowseal.roles as restrictive to rowseal_user
  using (workspace_id operator(rowseal.===) any (
    array['00000000-0000-0000-0000-000000000000'::uuid, (select rowseal.workspace_id())]))
  with check (true);
comment on policy guard on rowseal.roles is
$$Each row once more, by an equality that nothing in a statement can take the place of: db/decisions/0021.$$;

revoke all on rowseal.roles from public, rowseal_user;
grant select on rowseal.roles to rowseal_user;
