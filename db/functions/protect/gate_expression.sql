create or replace function rowseal_private.gate_expression(options jsonb, command text, judged_early boolean)
  returns text
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_scope constant text := gate_expression.options ->> gate_expression.command;
  v_hides constant boolean := gate_expression.command = 'select' and gate_expression.options ->> 'missing' = 'hide';
  v_assured constant boolean := coalesce(gate_expression.options -> 'assured' ? gate_expression.command, false);
  v_assurance constant text := case when v_assured then format(
    ', %s, %s', gate_expression.options ->> 'assurance', coalesce(gate_expression.options ->> 'fresh', 'null'))
    else '' end;
  c_hidden constant text := case when v_hides then ', true' when v_assured then ', false' else '' end;
  v_workspace constant text := quote_ident(gate_expression.options ->> 'workspace');
  v_type constant text := gate_expression.options ->> 'type';
  v_cast constant text := case when v_type <> 'uuid' then '::' || v_type else '' end;
  v_call text;
begin
  if v_workspace is null then
    v_call := format('rowseal.scope_gate(%L%s%s)', v_scope, c_hidden, v_assurance);
    return case when gate_expression.judged_early
      then format('(1, 1) = (select n, n from %s as n)', v_call)
      else format('(select %s) = 1', v_call)
    end;
  end if;
  v_call := case
    when v_type <> 'uuid' then format('rowseal.key_with(%L%s%s)', v_scope, c_hidden, v_assurance)
    when v_hides then format('rowseal.workspace_with(%L%s)', v_scope, v_assurance)
    else format('rowseal.require_scope(%L%s)', v_scope, v_assurance)
  end;
  return case when gate_expression.judged_early
    then format('(%1$s, %1$s) = (select w%2$s, w%2$s from %3$s as w)', v_workspace, v_cast, v_call)
    else format('%s = (select %s%s)', v_workspace, v_call, v_cast)
  end;
end
$$;

comment on function rowseal_private.gate_expression(jsonb, text, boolean) is
$$The condition of the gate of a command by rowseal.protect: the workspace entered, if the scope is in force and the
person has proved what the table asks for. The function that answers the workspace asks for the proof too: a condition
beside it would be looked at for some rows and not for others. judged_early: before the
first row is looked at, and whether or not there is one. One subquery with two outputs, both compared with the column,
makes PostgreSQL compare them with each other first, in a filter that runs once; it finds rows by index all the same.$$;

revoke execute on function rowseal_private.gate_expression(jsonb, text, boolean) from public;
