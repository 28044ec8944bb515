create or replace function rowseal.workspace_for_key(key text, name text default null, workspace uuid default null)
  returns uuid
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_id uuid;
  v_new constant uuid := rowseal.uuidv7();
begin
  select existing.id into v_id from rowseal.workspaces as existing
   where existing.external_key = workspace_for_key.key;
  if v_id is null and workspace_for_key.workspace is not null then
    update rowseal.workspaces as existing
       set external_key = workspace_for_key.key
     where existing.id = workspace_for_key.workspace and existing.external_key is null
    returning existing.id into v_id;
  elsif v_id is null then
    insert into rowseal.workspaces (id, slug, name, external_key)
    values (
      v_new, 'w-' || right(replace(v_new::text, '-', ''), 20),
      coalesce(workspace_for_key.name, workspace_for_key.key), workspace_for_key.key
    )
    returning id into v_id;
  end if;
  if v_id is null or v_id <> workspace_for_key.workspace then
    raise exception 'a workspace''s external key is set once, and belongs to it alone' using errcode = 'RS123';
  end if;
  return v_id;
end
$$;

comment on function rowseal.workspace_for_key(text, text, uuid) is $$The workspace that an application's own tenant
key stands for (external_key), for tables whose tenants are no uuid: made where there is none, with that name; or,
where workspace names one that has no key yet, that one. For all tenants at once: select
rowseal.workspace_for_key(id::text, name) from organisations.
Caller: migrations of an application, and operators: a key decides whose rows a workspace sees.
Returns: the workspace's id.
Errors: RS123 the key is another workspace's, or the workspace has one already; 23514 the key is empty or too long.$$;

revoke execute on function rowseal.workspace_for_key(text, text, uuid) from public;
grant execute on function rowseal.workspace_for_key(text, text, uuid) to pg_database_owner, rowseal_developer;
