create or replace function rowseal_private.protected_columns(relation regclass, options jsonb) returns jsonb
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_name constant text := protected_columns.options ->> 'workspace';
  v_column record;
  v_missing text;
begin
  if not exists (
    select from pg_catalog.pg_class where oid = protected_columns.relation and relkind in ('r', 'p')
  ) then
    raise exception '% is no table', protected_columns.relation using errcode = 'RS111';
  end if;
  select named.name
    into v_missing
    from (
      select protected_columns.options ->> 'owner' where protected_columns.options ->> 'owner' is not null
      union all
      select jsonb_array_elements_text(protected_columns.options -> 'secret')
    ) as named (name)
   where not exists (
     select from pg_catalog.pg_attribute as attribute
      where attribute.attrelid = protected_columns.relation and attribute.attname = named.name
        and attribute.attnum > 0 and not attribute.attisdropped and attribute.attgenerated <> 'v'
        and (named.name is distinct from protected_columns.options ->> 'owner' or attribute.atttypid = 'uuid'::regtype)
   )
   limit 1;
  if v_missing is not null then
    raise exception '% has no column %, or it is virtual, or the owner''s and no uuid',
      protected_columns.relation, v_missing using errcode = 'RS111';
  end if;
  if v_name is null then
    return '{}';
  end if;

  select attribute.attnum, attribute.atttypid::regtype::text as type,
         rowseal_private.may_be_null(attribute.attrelid, attribute.attnum) as may_be_null
    into v_column
    from pg_catalog.pg_attribute as attribute
    left join pg_catalog.pg_collation as compared_by on compared_by.oid = attribute.attcollation
   where attribute.attrelid = protected_columns.relation
     and attribute.attname = v_name
     and attribute.attnum > 0
     and attribute.atttypid in ('uuid'::regtype, 'bigint'::regtype, 'integer'::regtype, 'text'::regtype)
     and compared_by.collisdeterministic is not false;
  if v_column is null then
    raise exception '% has no column % of type uuid, bigint, integer or text', protected_columns.relation, v_name
      using errcode = 'RS111';
  elsif v_column.may_be_null and not protected_columns.options -> 'allow' ? 'nullable' then
    raise exception '%.% may be null: no workspace would see such a row', protected_columns.relation, v_name
      using errcode = 'RS111',
            hint = format(
              'alter table %1$s add constraint %2$s check (%3$I is not null) not valid; alter table %1$s validate '
              'constraint %2$s; alter table %1$s alter column %3$I set not null; or allow => ''{nullable}''',
              protected_columns.relation, quote_ident(v_name || '_not_null'), v_name);
  elsif not exists (
    select from pg_catalog.pg_index as index
     where index.indrelid = protected_columns.relation and index.indisvalid and index.indkey[0] = v_column.attnum
       and index.indpred is null
  ) then
    raise exception '% has no index that starts with %', protected_columns.relation, v_name
      using errcode = 'RS112',
            hint = format('create index concurrently on %s (%I)', protected_columns.relation, v_name);
  end if;
  return jsonb_build_object('type', v_column.type);
end
$$;

comment on function rowseal_private.protected_columns(regclass, jsonb) is
$$Checks the columns that rowseal.protect names.
Returns: the type of the workspace column.
Errors: RS111 no such column, or one that cannot serve; RS112 no index starts with the workspace column.$$;

revoke execute on function rowseal_private.protected_columns(regclass, jsonb) from public;
