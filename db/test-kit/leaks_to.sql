create or replace function rowseal_test.leaks_to(
  relation regclass, workspace_column name, workspace uuid, mine text, my_row jsonb, theirs text, their_row jsonb
) returns setof text
  language plpgsql volatile parallel unsafe
as $$
declare
  v_relations constant regclass[] := array(select * from rowseal_test.relations_over(leaks_to.relation));
  v_relation regclass;
  v_attack record;
  v_outcome text;
begin
  perform rowseal_test.as_user(rowseal_test.visitor(leaks_to.workspace), leaks_to.workspace::text);
  perform set_config(name, 'off', true)
     from unnest('{enable_indexscan,enable_bitmapscan,enable_indexonlyscan}'::text[]) as name;
  foreach v_relation in array v_relations loop
    continue when not leaks_to.workspace_column::text = any (rowseal_test.columns_for(v_relation, 'SELECT'));
    for v_attack in
      select * from rowseal_test.attacks_on(v_relation, leaks_to.workspace_column, leaks_to.mine, leaks_to.theirs)
    loop
      perform set_config('rowseal_test.tenant', leaks_to.mine, true);
      v_outcome := rowseal_test.outcome(v_attack.statement);
      if v_outcome ~ '^\d{1,4}$' and (v_outcome <> '0' or v_attack.statement like 'truncate%') then
        return next format('%s %s: %s', v_relation, v_attack.what, v_attack.statement);
      end if;
    end loop;
  end loop;
  for v_attack in select * from rowseal_test.attacks_by_key(leaks_to.relation, leaks_to.my_row, leaks_to.their_row) loop
    perform setval('rowseal_test.seen', 1, false);
    perform rowseal_test.outcome(v_attack.statement);
    if nextval('rowseal_test.seen') > 1 then
      return next format('%s %s: %s', leaks_to.relation, v_attack.what, v_attack.statement);
    end if;
  end loop;
  perform rowseal_test.leave();
end
$$;

comment on function rowseal_test.leaks_to(regclass, name, uuid, text, jsonb, text, jsonb) is $$The leaks of
rowseal_test.leaks in one direction: to a member of workspace, which the table names mine, from the one that it names
theirs.$$;

revoke execute on function rowseal_test.leaks_to(regclass, name, uuid, text, jsonb, text, jsonb) from public;
