create or replace function rowseal_private.refuse_secret_statistics(relation regclass, options jsonb) returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_name constant text := (
    select min(name)
      from rowseal_private.statistics_of_secrets(
             refuse_secret_statistics.relation, refuse_secret_statistics.options -> 'secret') as name
  );
begin
  if v_name is not null then
    raise exception 'the statistics % of % hold values of a column that is to be secret', v_name,
      refuse_secret_statistics.relation
      using errcode = 'RS129', hint = format('drop statistics %s', v_name);
  end if;
end
$$;

comment on function rowseal_private.refuse_secret_statistics(regclass, jsonb) is
$$Refuses secret columns that extended statistics tell of: the values of those cannot be deleted but with them.
Errors: RS129.$$;

revoke execute on function rowseal_private.refuse_secret_statistics(regclass, jsonb) from public;
