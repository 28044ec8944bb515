create or replace function rowseal.read_row(relation regclass, key jsonb) returns jsonb
  language plpgsql volatile parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_columns text;
  v_where text;
  v_row jsonb;
begin
  if jsonb_typeof(read_row.key) is distinct from 'object' or read_row.key = '{}' then
    raise exception 'a key names columns with their values, {"id": "…"}' using errcode = '22023';
  end if;
  if not rowseal.in_request_now() then
    -- What is looked at here is what is read below.
    execute format('lock table only %s in access share mode', read_row.relation);
    if row_security_active(read_row.relation) and rowseal.runs_code_of_others(read_row.relation, current_user) then
      return null;
    end if;
  end if;
  -- By the output functions of types, which nobody but a superuser makes: a cast is anybody's who has made a type.
  select format('array[%s], array[%s]',
           string_agg(quote_literal(shown.attname), ', '),
           string_agg(format('case when num_nonnulls(shown.%1$I) = 1 then format(''%%s'', shown.%1$I) end',
             shown.attname), ', '))
    into v_columns
    from pg_catalog.pg_attribute as shown
   where shown.attrelid = read_row.relation and shown.attnum > 0 and not shown.attisdropped;
  select string_agg(
           format(
             case when coalesce(base.typnamespace, type.typnamespace) <> 'pg_catalog'::regnamespace
               then 'format(''%%s'', shown.%I) = %L' else 'shown.%I = %L' end, pair.key, pair.value),
           ' and ')
    into v_where
    from jsonb_each_text(read_row.key) as pair
    left join pg_catalog.pg_attribute as found
      on found.attrelid = read_row.relation and found.attname = pair.key and not found.attisdropped
    left join pg_catalog.pg_type as type on type.oid = found.atttypid
    left join pg_catalog.pg_type as base on base.oid = nullif(type.typbasetype, 0);
  execute format('select jsonb_object(%s) from %s as shown where %s limit 1', v_columns, read_row.relation, v_where)
     into v_row;
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

comment on function rowseal.read_row(regclass, jsonb) is $$A row by the columns of a key, with the rights of the caller,
each value as the text that its type writes. Outside requests it runs nothing that an application wrote: no cast, and no
function in a policy (rowseal.runs_code_of_others).
Caller: rowseal.explain, rowseal_audit.who_could.
Returns: JSON null where there is none; null where the caller would not see it, or such a policy decides.
Errors: 22023 no key; 42703 no such column; 22P02 a value that its column cannot hold.$$;

revoke execute on function rowseal.read_row(regclass, jsonb) from public;
grant execute on function rowseal.read_row(regclass, jsonb) to rowseal_auditor, rowseal_user, pg_database_owner;
