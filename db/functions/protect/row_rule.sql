create or replace function rowseal_private.row_rule(relation regclass, options jsonb, command text) returns text
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_owner constant text := quote_ident(row_rule.options ->> 'owner');
  v_parent constant jsonb := row_rule.options -> 'parent_key';
  v_rules text[] := '{}';
  v_rule text;
begin
  if v_owner is not null and row_rule.options -> 'owned' ? row_rule.command then
    v_rule := format('%s = (select rowseal.user_id())', v_owner);
    if row_rule.command <> 'insert' then
      v_rule := format('%s and %s operator(rowseal.===) (select rowseal.user_id())', v_rule, v_owner);
    end if;
    if row_rule.options ->> 'override' is not null then
      v_rule := format('((%s) or (select rowseal.has_scope(%L)))', v_rule, row_rule.options ->> 'override');
    end if;
    v_rules := v_rules || v_rule;
  end if;
  if v_parent is not null then
    v_rules := v_rules || (
      select format(
               'exists (select from %s as rowseal_parent where %s)', row_rule.options ->> 'parent',
               string_agg(
                 format('rowseal_parent.%I = %s.%I', pair ->> 'parent', class.relname, pair ->> 'child'), ' and ')
             )
        from jsonb_array_elements(v_parent) as pair
       cross join lateral (
         select quote_ident(relname) as relname from pg_catalog.pg_class where oid = row_rule.relation
       ) as class
    );
  end if;
  return coalesce(nullif(array_to_string(v_rules, ' and '), ''), 'true');
end
$$;

comment on function rowseal_private.row_rule(regclass, jsonb, text) is $$Which rows within the gate a request may
select, insert, update or delete: its owner's, those of a parent that can be seen, or all.$$;

revoke execute on function rowseal_private.row_rule(regclass, jsonb, text) from public;
