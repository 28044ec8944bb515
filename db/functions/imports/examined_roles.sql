create or replace function rowseal_private.examined_roles(roles jsonb, lock boolean) returns jsonb
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_named jsonb;
begin
  select jsonb_agg(
           entry || jsonb_build_object('workspace_id', rowseal_private.workspace_of_import(entry ->> 'workspace')))
    into v_named
    from jsonb_array_elements(examined_roles.roles) as entry;
  if examined_roles.lock then
    perform rowseal_private.lock_workspace(place.id)
       from (
         select distinct (entry ->> 'workspace_id')::uuid as id from jsonb_array_elements(v_named) as entry order by id
       ) as place;
  end if;
  return (
    select jsonb_agg(to_jsonb(wanted) || jsonb_build_object('reason', verdict.reason, 'status', case
             when verdict.reason is not null then 'refused'
             when known.scopes is not null then 'unchanged'
             else 'imported' end))
      from jsonb_to_recordset(v_named)
        as wanted (line integer, workspace_id uuid, name text, scopes text[])
      -- By its key: as a join of all, every role of the installation would be read.
      left join lateral (
        select role.scopes from rowseal.roles as role
         where role.workspace_id = wanted.workspace_id and role.name = wanted.name limit 1
      ) as known on true
     cross join lateral (
       select case
                when wanted.workspace_id is null then 'unknown_workspace'
                when (wanted.name ~ '^[a-z][a-z0-9_-]{0,39}$') is not true then 'not_a_name'
                when wanted.name = any (rowseal_private.built_in_roles()) then 'built_in_role'
                when exists (
                  select from jsonb_to_recordset(v_named) as other (line integer, workspace_id uuid, name text)
                   where other.workspace_id = wanted.workspace_id and other.name = wanted.name
                     and other.line < wanted.line
                ) then 'role_twice'
                when known.scopes is not null and not (known.scopes @> wanted.scopes and known.scopes <@ wanted.scopes)
                  then 'other_scopes'
                when not rowseal.is_scope_list(wanted.scopes) or exists (
                  select from unnest(wanted.scopes) as asked (scope)
                   where not exists (select from rowseal.scopes as defined where defined.name = asked.scope)
                ) then 'unknown_scope'
              end as reason
     ) as verdict
  );
end
$$;

comment on function rowseal_private.examined_roles(jsonb, boolean) is
$$What rowseal_audit.import_roles would do with each role, and why not: line, workspace_id, name, scopes, status and
reason. lock: members and roles of the workspaces are changed by nobody else until the transaction ends.$$;

revoke execute on function rowseal_private.examined_roles(jsonb, boolean) from public;
