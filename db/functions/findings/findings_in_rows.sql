create or replace function rowseal_audit.findings_in_rows() returns setof rowseal_private.finding
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_table record;
  v_keys text[];
begin
  for v_table in select * from rowseal_audit.keyed_relations() loop
    begin
      if row_security_active(v_table.relation) and rowseal.runs_code_of_others(v_table.relation, current_user) then
        raise insufficient_privilege;
      end if;
      -- From one key to the next by the index that begins with it, not row by row.
      execute format(
        'with recursive key (value) as (
           (select %1$I from %2$s where %1$I is not null order by %1$I limit 1)
           union all
           (select (select next.%1$I from %2$s as next where next.%1$I > key.value order by next.%1$I limit 1)
              from key where key.value is not null)
         )
         select array_agg(value::text) from (
           select value from key where value is not null and not rowseal_audit.is_workspace_key(value::text) limit 20
         ) as unnamed', v_table.column, v_table.name)
        into v_keys;
      continue when v_keys is null and (
        not row_security_active(v_table.relation)
        or pg_has_role((select relowner from pg_catalog.pg_class where oid = v_table.relation), 'usage')
        or pg_has_role('rowseal_backup', 'usage')
      );
    exception when insufficient_privilege or sqlstate 'RS008' then
      v_keys := null;
    end;
    return query select
      'workspace_unknown', case when v_keys is null then 'unknown' else 'low' end, v_table.name,
      case when v_keys is null then 'Only a role that reads all its rows can tell whether each belongs to a workspace.'
        else format('Rows belong to no workspace, because none has these external keys (20 at most): %s.',
          array_to_string(v_keys, ', ')) end,
      (select string_agg(format('select rowseal.workspace_for_key(%L, %L)', key, key), '; ')
         from unnest(v_keys) as key),
      'owner', null::text;
  end loop;
end
$$;

comment on function rowseal_audit.findings_in_rows() is $$Findings in the rows of tables whose tenants are external
keys: those that no workspace has. As far as the caller may see them; what the caller may not see, or only by a policy
that an application wrote (rowseal.runs_code_of_others), is of severity unknown.
Caller: rowseal_audit.findings.$$;

revoke execute on function rowseal_audit.findings_in_rows() from public;
grant execute on function rowseal_audit.findings_in_rows() to rowseal_auditor, pg_database_owner;
