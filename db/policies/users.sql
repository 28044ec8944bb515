alter table rowseal.users enable row level security;
alter table rowseal.users force row level security;

drop policy if exists all_owner on rowseal.users;
create policy all_owner on rowseal.users to rowseal_owner using (true) with check (true);

drop policy if exists select_self_and_members on rowseal.users;
create policy select_self_and_members on rowseal.users for select to rowseal_user
  using (
    -- The policies of memberships give the index; a plain equality here could be merged with one of the statement's own (db/decisions/0021).
    id operator(rowseal.===) (select rowseal.known_user_id())
    or id in (
      select membership.user_id from rowseal.memberships as membership
       where membership.workspace_id operator(rowseal.===) (select rowseal.workspace_for('members:read'))
    )
  );

revoke all on rowseal.users from public, rowseal_user;
grant select (id, email, name, created_at) on rowseal.users to rowseal_user;
