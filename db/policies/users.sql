alter table rowseal.users enable row level security;
alter table rowseal.users force row level security;

drop policy if exists all_owner on rowseal.users;
create policy all_owner on rowseal.users to rowseal_owner using (true) with check (true);

drop policy if exists select_self_and_members on rowseal.users;
create policy select_self_and_members on rowseal.users for select to rowseal_user
  -- One array, found once, so that the primary key is searched for it: with OR, every user would be looked at. No
  -- equality of a statement's own can be merged with it (db/decisions/0021).
  using (
    id = any (array(
      select rowseal.known_user_id()
      union all
      select membership.user_id
        from rowseal.memberships as membership
       where membership.workspace_id operator(rowseal.===) (select rowseal.workspace_for('members:read'))
    ))
  );

revoke all on rowseal.users from public, rowseal_user, pg_database_owner, rowseal_developer;
grant select (id, email, name, created_at) on rowseal.users to rowseal_user;
-- Tables of an application refer to it.
grant references on rowseal.users to pg_database_owner, rowseal_developer;
