create or replace function rowseal_test.attacks_by_key(relation regclass, mine jsonb, theirs jsonb)
  returns table (what text, statement text, reads boolean)
  language plpgsql stable parallel restricted
as $$
declare
  v_insert constant text[] := rowseal_test.columns_for(attacks_by_key.relation, 'INSERT');
  v_update constant text := (
    select quote_ident(name) from unnest(rowseal_test.columns_for(attacks_by_key.relation, 'UPDATE')) as name limit 1);
  v_key record;
  v_insertion text;
begin
  for v_key in
    select class.relname as name,
           array(select attribute.attname::text from unnest(index.indkey[0:index.indnkeyatts - 1]) as number
                   join pg_catalog.pg_attribute as attribute
                     on attribute.attrelid = index.indrelid and attribute.attnum = number) as columns
      from pg_catalog.pg_index as index
      join pg_catalog.pg_class as class on class.oid = index.indexrelid
     where index.indrelid = attacks_by_key.relation
       and index.indisunique and index.indimmediate and index.indpred is null and index.indexprs is null
  loop
    continue when not v_key.columns <@ v_insert;
    -- Their key, in a row that is otherwise one's own.
    v_insertion := format(
      'insert into %1$s (%2$s) overriding system value select %3$s from jsonb_populate_record(null::%1$s, %4$L) as '
      'own on conflict (%5$s)',
      attacks_by_key.relation,
      (select string_agg(quote_ident(name), ', ') from unnest(v_insert) as name),
      (select string_agg('own.' || quote_ident(name), ', ') from unnest(v_insert) as name),
      attacks_by_key.mine || (
        select jsonb_object_agg(name, attacks_by_key.theirs -> name) from unnest(v_key.columns) as name),
      (select string_agg(quote_ident(name), ', ') from unnest(v_key.columns) as name)
    );
    what := format('hears that others have a row by an insertion on %s', v_key.name);
    statement := v_insertion || ' do nothing';
    reads := false;
    return next;
    continue when v_update is null;
    what := format('reads rows of others by an upsert on %s', v_key.name);
    -- That the sequence moved outlives the statement's end.
    statement := format('%s do update set %s = excluded.%2$s where nextval(''rowseal_test.seen'') > 0', v_insertion,
      v_update);
    reads := true;
    return next;
  end loop;
end
$$;

comment on function rowseal_test.attacks_by_key(regclass, jsonb, jsonb) is
$$Insertions with the key of a row of another workspace. INSERT … ON CONFLICT DO UPDATE evaluates its WHERE on the row
it runs into before any policy: such a statement (reads) moves the sequence rowseal_test.seen if it has. ON CONFLICT DO
NOTHING inserts nothing where there is such a row.$$;

revoke execute on function rowseal_test.attacks_by_key(regclass, jsonb, jsonb) from public;
grant execute on function rowseal_test.attacks_by_key(regclass, jsonb, jsonb) to rowseal_user;
