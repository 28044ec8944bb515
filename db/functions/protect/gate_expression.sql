create or replace function rowseal_private.gate_expression(
  options jsonb, scope text, hides boolean, judged_early boolean
) returns text
  language plpgsql stable parallel restricted set search_path = ''
as $$
declare
  c_hidden constant text := case when gate_expression.hides then ', true' else '' end;
  v_workspace constant text := quote_ident(gate_expression.options ->> 'workspace');
  v_type constant text := gate_expression.options ->> 'type';
  v_cast constant text := case when v_type <> 'uuid' then '::' || v_type else '' end;
  v_call text;
begin
  if v_workspace is null then
    v_call := format('rowseal.scope_gate(%L%s)', gate_expression.scope, c_hidden);
    return case when gate_expression.judged_early
      then format('(1, 1) = (select n, n from %s as n)', v_call)
      else format('(select %s) = 1', v_call)
    end;
  end if;
  v_call := case
    when v_type <> 'uuid' then format('rowseal.key_with(%L%s)', gate_expression.scope, c_hidden)
    when gate_expression.hides then format('rowseal.workspace_with(%L)', gate_expression.scope)
    else format('rowseal.require_scope(%L)', gate_expression.scope)
  end;
  return case when gate_expression.judged_early
    then format('(%1$s, %1$s) = (select w%2$s, w%2$s from %3$s as w)', v_workspace, v_cast, v_call)
    else format('%s = (select %s%s)', v_workspace, v_call, v_cast)
  end;
end
$$;

comment on function rowseal_private.gate_expression(jsonb, text, boolean, boolean) is
$$The condition of a gate of rowseal.protect: the workspace entered, if the scope is in force. judged_early: before the
first row is looked at, and whether or not there is one. One subquery with two outputs, both compared with the column,
makes PostgreSQL compare them with each other first, in a filter that runs once; it finds rows by index all the same.$$;

revoke execute on function rowseal_private.gate_expression(jsonb, text, boolean, boolean) from public;
