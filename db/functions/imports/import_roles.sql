create or replace function rowseal_audit.import_roles(roles jsonb, dry_run boolean default false)
  returns table (line integer, status text, reason text)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_roles jsonb;
begin
  v_roles := rowseal_private.examined_roles(import_roles.roles, lock => not import_roles.dry_run);
  if not import_roles.dry_run then
    insert into rowseal.roles (workspace_id, name, scopes)
    select wanted.workspace_id, wanted.name, wanted.scopes
      from jsonb_to_recordset(v_roles) as wanted (workspace_id uuid, name text, scopes text[], status text)
     where wanted.status = 'imported';
    perform rowseal_private.record_batch('role_defined', (
      select jsonb_agg(jsonb_build_object(
               'workspace_id', wanted.workspace_id,
               'details', jsonb_build_object('role', wanted.name, 'scopes', wanted.scopes, 'reason', 'imported')))
        from jsonb_to_recordset(v_roles) as wanted (workspace_id uuid, name text, scopes text[], status text)
       where wanted.status = 'imported'));
  end if;
  return query
    select found.line, found.status, found.reason
      from jsonb_to_recordset(v_roles) as found (line integer, status text, reason text)
     order by found.line;
end
$$;

comment on function rowseal_audit.import_roles(jsonb, boolean) is
$$Makes roles of workspaces, as another system had them, in one commit: a JSON array of objects with line, workspace (by
slug or id), name and scopes. A role that is there is left as it is. dry_run: nothing is written.
Caller: the database's owner, superusers; servers never.
Returns: for each line a status: imported; unchanged: it is there, with the same scopes; refused, with the reason:
unknown_workspace, not_a_name, built_in_role, role_twice, other_scopes, unknown_scope.
Errors: 22023, 22P02 roles has another form; 23505 somebody made a role of the same name meanwhile.$$;

revoke execute on function rowseal_audit.import_roles(jsonb, boolean) from public;
grant execute on function rowseal_audit.import_roles(jsonb, boolean) to pg_database_owner;
