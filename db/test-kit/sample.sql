create or replace function rowseal_test.sample(relation regclass, workspace uuid) returns jsonb
  language plpgsql volatile parallel unsafe
as $$
declare
  v_rows jsonb;
begin
  perform rowseal_test.leave();
  perform rowseal_test.as_user(rowseal_test.visitor(sample.workspace), sample.workspace::text);
  execute format(
    'select coalesce(jsonb_agg(to_jsonb(found)), ''[]'') from (select %s from %s limit 100) as found',
    array_to_string(array(select quote_ident(name) from unnest(rowseal_test.columns_for(relation, 'SELECT')) as name),
      ', '),
    sample.relation
  ) into v_rows;
  perform rowseal_test.leave();
  return v_rows;
end
$$;

comment on function rowseal_test.sample(regclass, uuid) is $$Rows of a table, a hundred at most, as a member of a
workspace who has every scope sees them.$$;

revoke execute on function rowseal_test.sample(regclass, uuid) from public;
