create or replace function rowseal_private.is_within(workspace_id uuid, scopes text[], own_role text[]) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(
    is_within.workspace_id = rowseal.workspace_id()
      and coalesce(is_within.scopes, '{}') <@ rowseal_private.live_scopes(is_within.own_role), false
  );
end
$$;

comment on function rowseal_private.is_within(uuid, text[], text[]) is
$$Whether the caller entered this workspace and has all of these scopes at this moment (rowseal_private.live_scopes,
which explains own_role).
Returns: never null.
Errors: 28000 bad context.$$;

revoke execute on function rowseal_private.is_within(uuid, text[], text[]) from public;
