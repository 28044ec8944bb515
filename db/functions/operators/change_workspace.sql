create or replace function rowseal_audit.change_workspace(
  workspace uuid, name text default null, slug text default null
)
  returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if not rowseal_private.lock_workspace(change_workspace.workspace) then
    return false;
  end if;
  if change_workspace.slug is not null
     and not rowseal_private.reserve_slug(change_workspace.slug, change_workspace.workspace)
  then
    raise exception 'another workspace has, or had, this slug' using errcode = 'RS024';
  end if;
  update rowseal.workspaces as changed
     set name = coalesce(change_workspace.name, changed.name), slug = coalesce(change_workspace.slug, changed.slug)
   where changed.id = change_workspace.workspace;
  return true;
end
$$;

comment on function rowseal_audit.change_workspace(uuid, text, text) is $$Gives a workspace another name, another slug,
or both; null: as it is. The former slug still names it for settings.slug_alias.
Caller: the database's owner, superusers.
Returns: false where there is no such workspace.
Errors: RS024 another workspace has, or had, the slug; 23514 no name or no slug.$$;

revoke execute on function rowseal_audit.change_workspace(uuid, text, text) from public;
grant execute on function rowseal_audit.change_workspace(uuid, text, text) to pg_database_owner;
