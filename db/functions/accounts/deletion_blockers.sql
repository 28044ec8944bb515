create or replace function rowseal.deletion_blockers() returns table (workspace_id uuid, slug text, name text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select blocking.workspace_id, blocking.slug, blocking.name
    from rowseal_private.sole_ownerships((select rowseal_private.require_account())) as blocking;
end;

comment on function rowseal.deletion_blockers() is
$$What keeps the caller from deleting their account: the workspaces that they are the only owner of. They make somebody
else an owner there, or delete the workspace.
Errors: RS008 nobody entered; RS010 a personal access token, a grant, or a limited session.$$;

revoke execute on function rowseal.deletion_blockers() from public;
grant execute on function rowseal.deletion_blockers() to rowseal_gateway;
