create or replace function rowseal.made_workspace(made_id uuid) returns table (id uuid, slug text, name text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select workspace.id, workspace.slug, workspace.name
    from rowseal.memberships as membership
    join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
   where membership.user_id = (select rowseal_private.require_account())
     and membership.workspace_id = made_workspace.made_id;
end;

comment on function rowseal.made_workspace(uuid) is $$A workspace of the caller as it is now, for who has it created
once more under the same idempotency key.
Returns: no row where it is gone, or the caller no member of it.
Errors: RS008 nobody entered; RS010 a personal access token, a grant, a limited session, or a service; 28000 bad
context.$$;

revoke execute on function rowseal.made_workspace(uuid) from public;
grant execute on function rowseal.made_workspace(uuid) to rowseal_gateway;
