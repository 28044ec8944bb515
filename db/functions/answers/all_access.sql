create or replace function rowseal_audit.all_access()
  returns table (
    kind text, role text, workspace_id uuid, relation text, command text, gate text, scope text, row_rule text,
    allowed boolean
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with protected as (
    select shown.*, command.name as command, shown.options ->> command.name as scope,
           pg_catalog.pg_get_expr(coalesce(policy.polqual, policy.polwithcheck), policy.polrelid) as row_rule,
           rowseal_private.requests_may(shown.relation, command.name) as granted
      from rowseal_private.protected_relations() as shown
     cross join unnest(array['select', 'insert', 'update', 'delete']) as command (name)
      left join pg_catalog.pg_policy as policy
        on policy.polrelid = shown.relation and policy.polname = 'rowseal_rows_' || command.name
     where shown.options is not null
  )
  select 'role', role.name, nullif(role.workspace_id, rowseal_private.no_workspace()), protected.name,
         protected.command, 'rowseal_gate_' || protected.command, protected.scope, protected.row_rule,
         protected.granted and coalesce(protected.scope = any (role.scopes), false)
    from protected
   cross join rowseal.roles as role
  union all
  select 'database role', named.rolname::text, null, protected.name, protected.command, 'rowseal_outside', null, null,
         case protected.command
           when 'delete' then pg_catalog.has_table_privilege(named.oid, protected.relation, 'delete')
           else pg_catalog.has_any_column_privilege(named.oid, protected.relation, protected.command)
         end
    from protected
    join pg_catalog.pg_roles as named on named.oid = protected.owner or protected.options -> 'keep' ? named.rolname
  union all
  select 'database role', 'rowseal_backup', null, protected.name, protected.command, 'rowseal_backup', null, null,
         protected.command = 'select'
           and pg_catalog.has_table_privilege('rowseal_backup', protected.relation, 'select')
    from protected;
end;

comment on function rowseal_audit.all_access() is $$Who may do what to protected tables: each role of workspaces, and
the database roles that reach them outside requests.
Caller: rowseal_audit.access.$$;

revoke execute on function rowseal_audit.all_access() from public;
grant execute on function rowseal_audit.all_access() to rowseal_auditor, pg_database_owner;
