create or replace function rowseal_private.protection_policies(relation regclass, options jsonb)
  returns table (name text, definition text)
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c_in constant text := 'not rowseal.in_request()';
  c_outside constant text := 'rowseal.in_request() or (1, 1) = (select n, n from rowseal.still_outside() as n)';
  v_options constant jsonb := protection_policies.options;
  v_owner constant text := (select relowner::regrole from pg_catalog.pg_class where oid = protection_policies.relation);
  v_keep constant text := (
    select string_agg(quote_ident(role), ', ') from jsonb_array_elements_text(v_options -> 'keep') as role);
  v_requests constant text := 'rowseal_user, ' || v_owner;
  v_shared constant boolean := v_options -> 'shared';
  v_guard constant text := rowseal_private.guard_expression(protection_policies.relation, v_options);
  v_command text;
  v_early text;
  v_late text;
  v_rule text;
begin
  foreach v_command in array array['select', 'insert', 'update', 'delete'] loop
    continue when v_shared and v_command <> 'select';
    v_early := rowseal_private.gate_expression(v_options, v_command, true);
    v_late := rowseal_private.gate_expression(v_options, v_command, false);
    v_rule := rowseal_private.row_rule(protection_policies.relation, v_options, v_command);
    return query
      select 'rowseal_gate_' || v_command,
             format('as restrictive for %s', v_command)
             || case when v_command <> 'insert' then format(' using (%s or %s)', c_in, v_early) else '' end
             || case when v_command in ('insert', 'update')
                  then format(' with check (%s or %s)', c_in, v_late) else '' end
      union all
      select 'rowseal_rows_' || v_command,
             format(
               'for %s to %s %s (%s)', v_command,
               case when v_command = 'select' then 'rowseal_reader, ' || v_requests else v_requests end,
               case when v_command = 'insert' then 'with check' else 'using' end, v_rule
             );
  end loop;
  return query
    select 'rowseal_gate_' || refused.command, format('as restrictive for %s %s (%s)', refused.command, clause, c_in)
      from (values ('insert', 'with check'), ('update', 'using'), ('delete', 'using')) as refused (command, clause)
     where v_shared
    union all
    select 'rowseal_guard', format('as restrictive using (%s or %s) with check (true)', c_in, v_guard)
    union all
    select 'rowseal_still_outside', format('as restrictive using (%s)', c_outside)
    union all
    select 'rowseal_outside',
           format('to %s using (%s) with check (%2$s)', concat_ws(', ', v_owner, v_keep), c_in)
    union all
    select 'rowseal_backup', format('for select to rowseal_backup using (%s)', c_in);
end
$$;

comment on function rowseal_private.protection_policies(regclass, jsonb) is
$$The policies of a protected table. Gates restrict everybody in a request to the workspace entered and to a command's
scope and assurance, before a row is looked at. The guard compares each row once more, by an equality that nothing in a
statement can take the place of. Rows says which of them a request may reach; outside and backup give the table's owner,
the roles that it keeps, and backups every row.$$;

revoke execute on function rowseal_private.protection_policies(regclass, jsonb) from public;
