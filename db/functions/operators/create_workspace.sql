create or replace function rowseal_audit.create_workspace(slug text, name text, owner uuid) returns uuid
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_id constant uuid := rowseal.uuidv7();
begin
  if not rowseal_private.reserve_slug(create_workspace.slug, v_id) then
    raise exception 'another workspace has, or had, this slug' using errcode = 'RS024';
  end if;
  insert into rowseal.workspaces (id, slug, name) values (v_id, create_workspace.slug, create_workspace.name);
  perform rowseal_audit.set_member(v_id, create_workspace.owner, 'owner');
  return v_id;
end
$$;

comment on function rowseal_audit.create_workspace(text, text, uuid) is $$Creates a workspace with a first owner,
whatever settings.workspace_creation and workspaces_per_user say.
Caller: the database's owner, superusers.
Returns: its id.
Errors: RS024 another workspace has, or had, the slug; 23502, 23514 no slug or no name; 23503 there is no such user.$$;

revoke execute on function rowseal_audit.create_workspace(text, text, uuid) from public;
grant execute on function rowseal_audit.create_workspace(text, text, uuid) to pg_database_owner;
