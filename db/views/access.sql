create or replace view rowseal_audit.access as
  select shown.kind, shown.role, shown.workspace_id, shown.relation, shown.command, shown.gate, shown.scope,
         shown.row_rule, shown.allowed
    from rowseal_audit.all_access() as shown
   order by shown.relation, shown.kind desc, shown.workspace_id nulls first, shown.role, shown.command;

comment on view rowseal_audit.access is
$$Who may do what to protected tables: each role of workspaces (workspace_id: null for the built-in ones) by command,
with the gate that decides, its scope, and the rule that chooses among rows; and the database roles that reach them
outside requests.$$;

revoke all on rowseal_audit.access from public;
grant select on rowseal_audit.access to rowseal_auditor, pg_database_owner;
