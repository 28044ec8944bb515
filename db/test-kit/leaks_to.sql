create or replace function rowseal_test.leaks_to(
  relation regclass, workspace_column name, workspace uuid, mine text, my_row jsonb, theirs text, their_row jsonb
) returns setof text
  language plpgsql volatile parallel unsafe
as $$
declare
  v_relations constant regclass[] := array(select * from rowseal_test.relations_over(leaks_to.relation));
  v_owner constant text := rowseal_test.protection(leaks_to.relation) ->> 'owner';
  v_foreign_row jsonb := leaks_to.my_row || jsonb_build_object(leaks_to.workspace_column, leaks_to.theirs);
  v_relation regclass;
  v_attack record;
begin
  perform rowseal_test.as_user(rowseal_test.visitor(leaks_to.workspace), leaks_to.workspace::text);
  if v_owner is not null then
    v_foreign_row := v_foreign_row || jsonb_build_object(v_owner, rowseal.user_id());
  end if;
  perform set_config(name, 'off', true)
     from unnest('{enable_indexscan,enable_bitmapscan,enable_indexonlyscan,enable_material}'::text[]) as name;
  foreach v_relation in array v_relations loop
    for v_attack in
      select *
        from rowseal_test.attacks_on(v_relation, leaks_to.workspace_column, leaks_to.mine, leaks_to.theirs)
       where leaks_to.workspace_column::text = any (rowseal_test.columns_for(v_relation, 'SELECT'))
      union all
      select *
        from rowseal_test.attacks_by_change(v_relation, leaks_to.workspace_column, leaks_to.mine, leaks_to.theirs)
       where leaks_to.workspace_column::text = any (rowseal_test.columns_for(v_relation, 'SELECT'))
      union all
      select 'writes rows into another workspace', rowseal_test.attack_by_row(v_relation, v_foreign_row)
       where leaks_to.workspace_column::text = any (rowseal_test.columns_for(v_relation, 'INSERT'))
    loop
      perform set_config('rowseal_test.tenant', leaks_to.mine, true);
      if rowseal_test.succeeds(v_attack.statement) then
        return next format('%s %s: %s', v_relation, v_attack.what, v_attack.statement);
      end if;
    end loop;
  end loop;
  for v_attack in select * from rowseal_test.attacks_by_key(leaks_to.relation, leaks_to.my_row, leaks_to.their_row) loop
    perform setval('rowseal_test.seen', 1, false);
    if rowseal_test.outcome(v_attack.statement) = '0' and not v_attack.reads
      or nextval('rowseal_test.seen') > 1 then
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
