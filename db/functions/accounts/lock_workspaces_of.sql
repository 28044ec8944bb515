create or replace function rowseal_private.lock_workspaces_of(user_id uuid) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id uuid;
begin
  for v_workspace_id in
    select membership.workspace_id
      from rowseal.memberships as membership
     where membership.user_id = lock_workspaces_of.user_id
     order by membership.workspace_id
  loop
    perform rowseal_private.lock_workspace(v_workspace_id);
  end loop;
end
$$;

comment on function rowseal_private.lock_workspaces_of(uuid) is
$$Makes changes of who belongs to any workspace of a user wait until the transaction ends, and waits for those that are
under way: who leaves a user behind as the last owner is seen by the one who ends that user, or sees it. Before the user
is locked.$$;

revoke execute on function rowseal_private.lock_workspaces_of(uuid) from public;
