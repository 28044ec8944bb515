alter table rowseal.workspaces enable row level security;
alter table rowseal.workspaces force row level security;

drop policy if exists all_owner on rowseal.workspaces;
create policy all_owner on rowseal.workspaces to rowseal_owner using (true) with check (true);

drop policy if exists select_entered on rowseal.workspaces;
create policy select_entered on rowseal.workspaces for select to rowseal_user
  using (id = (select rowseal.workspace_id()));

drop policy if exists guard on rowseal.workspaces;
create policy guard on rowseal.workspaces as restrictive to rowseal_user
  using (id operator(rowseal.===) (select rowseal.workspace_id())) with check (true);
comment on policy guard on rowseal.workspaces is
$$Each row once more, by an equality that nothing in a statement can take the place of: db/decisions/0021.$$;

revoke all on rowseal.workspaces from public, rowseal_user, pg_database_owner, rowseal_developer;
grant select (id, slug, name, longest_token_lifetime, created_at) on rowseal.workspaces to rowseal_user;
-- Tables of an application refer to it.
grant references on rowseal.workspaces to pg_database_owner, rowseal_developer;
