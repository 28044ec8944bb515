create or replace function rowseal.read_row(relation regclass, key jsonb) returns jsonb
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_row jsonb;
  v_where text;
begin
  if jsonb_typeof(read_row.key) is distinct from 'object' or read_row.key = '{}' then
    raise exception 'a key names columns with their values, {"id": "…"}' using errcode = '22023';
  end if;
  v_where := (
    select string_agg(format('shown.%I = %L', pair.key, pair.value), ' and ') from jsonb_each_text(read_row.key) as pair
  );
  execute format('select to_jsonb(shown) from %s as shown where %s limit 1', read_row.relation, v_where) into v_row;
  return coalesce(v_row, case
    when not rowseal.in_request_now() and (
      not row_security_active(read_row.relation)
      or pg_has_role((select relowner from pg_catalog.pg_class where oid = read_row.relation), 'usage')
      or pg_has_role('rowseal_backup', 'usage')
    ) then 'null'::jsonb
  end);
exception when insufficient_privilege or sqlstate 'RS006' then
  return null;
end
$$;

comment on function rowseal.read_row(regclass, jsonb) is $$A row by the columns of a key, with the rights of the caller.
Caller: rowseal.explain.
Returns: JSON null where there is none; null where the caller would not see it.
Errors: 22023 no key; 42703 no such column; 22P02 a value that its column cannot hold.$$;

revoke execute on function rowseal.read_row(regclass, jsonb) from public;
grant execute on function rowseal.read_row(regclass, jsonb) to rowseal_auditor, rowseal_user, pg_database_owner;
