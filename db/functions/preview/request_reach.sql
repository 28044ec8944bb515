create or replace function rowseal_private.request_reach(
  relation regclass, command text, out level text, out scopes text[], out lifted_by text, out lifted_level text,
  out assurance integer, out fresh integer
)
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c_gate constant text := 'rowseal\.(?:require_scope|workspace_with|scope_gate|key_with)\(''([^'']+)''';
  c_proof constant text := c_gate || '::text(?:, (?:true|false))?, (\d+), (?:(\d+)|NULL::integer)\)';
  v_class pg_catalog.pg_class;
  v_parent constant regclass := rowseal_private.relation_named(
    rowseal_private.protection_of(request_reach.relation) ->> 'parent');
  v_above record;
  v_full text;
  v_policy record;
begin
  level := 'none';
  scopes := '{}';
  lifted_level := 'none';
  select * into v_class from pg_catalog.pg_class where oid = request_reach.relation;
  if not rowseal_private.requests_may(request_reach.relation, request_reach.command)
     or not has_schema_privilege('rowseal_gateway', v_class.relnamespace, 'usage')
  then
    return;
  elsif not v_class.relrowsecurity then
    level := 'every';
    return;
  end if;

  v_full := 'every';
  for v_policy in
    select found.expression
      from rowseal_private.request_policies(request_reach.relation, request_reach.command) as found
     where not found.permissive
  loop
    if v_policy.expression ~ c_gate then
      scopes := scopes || (regexp_match(v_policy.expression, c_gate))[1];
      assurance := coalesce((regexp_match(v_policy.expression, c_proof))[2]::integer, assurance);
      fresh := coalesce((regexp_match(v_policy.expression, c_proof))[3]::integer, fresh);
      v_full := rowseal_private.lower_level(
        v_full, case when v_policy.expression ~ 'rowseal\.scope_gate\(' then 'every' else 'workspace' end);
    elsif v_policy.expression ~ 'rowseal\.===\) \( SELECT \(?rowseal\.workspace_(id|key)\(\)' then
      v_full := rowseal_private.lower_level(v_full, 'workspace');
    elsif v_policy.expression ~ '^\(*(NOT rowseal\.in_request\(\)|false)\)*$' then
      return;
    elsif v_policy.expression !~ '^\(*(rowseal\.in_request\(\) OR|true|\(?NOT rowseal\.in_request\(\)\)? OR true)' then
      v_full := rowseal_private.lower_level(v_full, 'some');
    end if;
  end loop;

  for v_policy in
    select found.expression
      from rowseal_private.request_policies(request_reach.relation, request_reach.command) as found
     where found.permissive
  loop
    if v_policy.expression = 'true' then
      level := v_full;
    elsif v_policy.expression ~ '^\(*EXISTS' and v_parent is not null then
      select * into v_above from rowseal_private.request_reach(v_parent, 'select');
      scopes := scopes || v_above.scopes;
      lifted_by := v_above.lifted_by;
      lifted_level := rowseal_private.lower_level(v_full, v_above.lifted_level);
      level := rowseal_private.lower_level(v_full, v_above.level);
    elsif v_policy.expression !~ '^\(*(NOT rowseal\.in_request\(\)|false)\)*$' and level = 'none' then
      level := rowseal_private.lower_level(v_full, 'some');
      lifted_by := (regexp_match(v_policy.expression, 'rowseal\.has_scope\(''([^'']+)'''))[1];
      lifted_level := v_full;
    end if;
  end loop;
end
$$;

comment on function rowseal_private.request_reach(regclass, text) is $$How far a command of a request reaches into a
table, by its privileges and policies, as far as these can be read: no row, some rows of a workspace (which a rule
chooses), those of the workspace, or every row of all workspaces. scopes: without all of these none; lifted_by: a scope
with which it is lifted_level instead; assurance, fresh: what people have to have proved, and how many seconds ago at
most.$$;

revoke execute on function rowseal_private.request_reach(regclass, text) from public;
