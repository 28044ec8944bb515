create or replace function rowseal_test.reach_of_insert(
  relation regclass, protection jsonb, row_values jsonb, other uuid, foreign_tenant text
) returns text
  language plpgsql volatile parallel unsafe
as $$
declare
  v_workspace constant text := coalesce(reach_of_insert.protection ->> 'workspace', '');
  v_owner constant text := reach_of_insert.protection ->> 'owner';
  v_values constant jsonb := (
    select coalesce(jsonb_object_agg(pair.key, pair.value), '{}')
      from jsonb_each(reach_of_insert.row_values) as pair
     where pair.key = any (rowseal_test.columns_for(reach_of_insert.relation, 'INSERT')));
  v_own text;
begin
  if v_values ? v_workspace and rowseal_test.succeeds(rowseal_test.insertion(reach_of_insert.relation,
    v_values || jsonb_build_object(v_workspace, quote_literal(reach_of_insert.foreign_tenant)))) then
    return 'everything';
  end if;
  v_own := rowseal_test.outcome(rowseal_test.insertion(reach_of_insert.relation, v_values));
  if v_own not in ('1', '23503', '23505') then
    return v_own;
  elsif v_owner is null or v_values ? v_owner and rowseal_test.succeeds(rowseal_test.insertion(reach_of_insert.relation,
    v_values || jsonb_build_object(v_owner, quote_literal(reach_of_insert.other)))) then
    return 'workspace';
  end if;
  return 'own';
end
$$;

comment on function rowseal_test.reach_of_insert(regclass, jsonb, jsonb, uuid, text) is $$Which rows the user of the
transaction may insert, or the SQLSTATE: into another workspace, for others in the workspace, or only as their owner.$$;

revoke execute on function rowseal_test.reach_of_insert(regclass, jsonb, jsonb, uuid, text) from public;
grant execute on function rowseal_test.reach_of_insert(regclass, jsonb, jsonb, uuid, text) to rowseal_user;
