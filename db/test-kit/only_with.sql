create or replace function rowseal_test.only_with(relation regclass, command text, scope text) returns text
  language plpgsql volatile parallel unsafe
as $$
declare
  v_workspace constant uuid := (select id from rowseal_test.workspace_ids() limit 1);
  v_statement constant text := rowseal_test.blind_statement(only_with.relation, only_with.command);
  v_with text;
  v_without text;
begin
  perform rowseal_test.as_user(rowseal_test.visitor(v_workspace), v_workspace::text);
  v_with := rowseal_test.outcome(v_statement);
  perform rowseal_test.leave();
  perform rowseal_test.as_user(rowseal_test.visitor(v_workspace, without => only_with.scope), v_workspace::text);
  v_without := rowseal_test.outcome(v_statement);
  perform rowseal_test.leave();
  return ok(
    coalesce(v_without = 'RS006' and v_with not in ('RS006', '42501'), false),
    format('%s of %s needs %s', upper(only_with.command), only_with.relation, only_with.scope)
  ) || case when v_without = 'RS006' and v_with not in ('RS006', '42501') then ''
         else E'\n' || diag(format('with every scope: %s; without this one: %s; %s', v_with, v_without,
           v_statement)) end;
end
$$;

comment on function rowseal_test.only_with(regclass, text, text) is $$A pgTAP test: a command on a table needs this
scope. Without it, and with every other, it raises RS006; with it, it does not.$$;

revoke execute on function rowseal_test.only_with(regclass, text, text) from public;
