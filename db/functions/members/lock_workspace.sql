create or replace function rowseal_private.lock_workspace(id uuid) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- Written, not only locked: under repeatable read the later of two would else decide by its old snapshot; so it fails
  -- with 40001.
  update rowseal.workspaces as workspace set slug = workspace.slug where workspace.id = lock_workspace.id;
  return found;
end
$$;

comment on function rowseal_private.lock_workspace(uuid) is
$$Makes changes of who belongs to a workspace run one after the other, whatever the isolation level: the lock is held
until the transaction ends.
Returns: false where there is no such workspace (any more).
Errors: 40001 under repeatable read or serializable, another change came in between.$$;

revoke execute on function rowseal_private.lock_workspace(uuid) from public;
