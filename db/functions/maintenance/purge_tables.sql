create or replace function rowseal_private.purge_tables(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_table record;
  v_purged integer;
  v_total integer := 0;
begin
  for v_table in select * from rowseal_private.purged_tables() as purged loop
    execute format(
      'delete from %1$s where ctid = any (array(
         select ctid from %1$s where %2$s < now() - $1 and %3$s order by %2$s limit $2 for update skip locked))',
      v_table.relation, v_table.ends, v_table.ended
    ) using v_table.kept, purge_tables.batch;
    get diagnostics v_purged = row_count;
    v_total := v_total + v_purged;
  end loop;
  return v_total;
end
$$;

comment on function rowseal_private.purge_tables(integer) is
$$Removes up to batch rows of each of rowseal_private.purged_tables whose time is over, the oldest first.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_tables(integer) from public;
