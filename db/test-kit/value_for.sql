create or replace function rowseal_test.value_for(type oid, modifier integer default -1) returns text
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_type pg_catalog.pg_type;
begin
  select * into v_type from pg_catalog.pg_type where oid = value_for.type;
  if v_type.typtype = 'd' then
    return rowseal_test.value_for(v_type.typbasetype, v_type.typtypmod);
  elsif v_type.typtype = 'e' then
    return (
      select quote_literal(label.enumlabel) from pg_catalog.pg_enum as label
       where label.enumtypid = value_for.type order by label.enumsortorder limit 1);
  end if;
  return case v_type.typcategory
    when 'S' then format(
      'left(md5(random()::text), %s)', case when value_for.modifier > 4 then least(value_for.modifier - 4, 12)
        else 12 end)
    when 'N' then format(
      '(random() * %s)::integer', case
        -- The digits before the point, of numeric(p, s).
        when v_type.typname = 'numeric' and value_for.modifier > 4
          then least(30000, 10 ^ (((value_for.modifier - 4) >> 16) - ((value_for.modifier - 4) & 2047)) - 1)::integer
        else 30000
      end)
    when 'B' then 'true'
    when 'D' then 'now()'
    when 'T' then '''1 day'''
    when 'A' then '''{}'''
    when 'R' then '''empty'''
    when 'I' then '''192.0.2.1'''
    else case v_type.typname
      when 'uuid' then 'gen_random_uuid()'
      when 'json' then '''{}'''
      when 'jsonb' then '''{}'''
      when 'bytea' then '''x'''
    end
  end;
end
$$;

comment on function rowseal_test.value_for(oid, integer) is $$SQL for some value of a type, another one each time where
there are many; null where the kit knows none.$$;

revoke execute on function rowseal_test.value_for(oid, integer) from public;
grant execute on function rowseal_test.value_for(oid, integer) to rowseal_user;
