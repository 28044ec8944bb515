create or replace function rowseal_private.secrecy_statements(relation regclass, options jsonb) returns setof text
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with secret as (
    select held.*
      from rowseal_private.holders_of_secrets(
             secrecy_statements.relation, secrecy_statements.options -> 'secret') as held
  ), earlier as (
    select rowseal_private.protection_of(secrecy_statements.relation) as record
  )
  select statement.text
    from secret
    join pg_catalog.pg_class as class on class.oid = secret.holder
    join pg_catalog.pg_attribute as attribute
      on attribute.attrelid = secret.holder and attribute.attnum = secret.number
   cross join lateral (
     select secret.command || ' 0'
     union all
     select case when pg_catalog.current_setting('server_version_num')::integer >= 180000
              then pg_catalog.format(
                'select pg_catalog.pg_clear_attribute_stats(%L, %L, %L, %L)',
                class.relnamespace::pg_catalog.regnamespace, class.relname, attribute.attname, inherited.flag)
              else pg_catalog.format(
                'delete from pg_catalog.pg_statistic where starelid = %L::regclass and staattnum = %s -- superuser',
                class.oid::pg_catalog.regclass, attribute.attnum)
            end
       from (values (false), (true)) as inherited (flag)
      where class.reltuples >= 0
        and (pg_catalog.current_setting('server_version_num')::integer >= 180000 or not inherited.flag)
        and (class.relkind = 'p' or class.relhassubclass and class.relkind = 'r' or not inherited.flag)
        and not (class.relkind = 'p' and not inherited.flag)
   ) as statement (text)
   where secret.target <> 0
  union all
  -- What is secret no longer.
  select pg_catalog.format('%s %s', released.command, earlier.record -> 'before' -> 'statistics' ->> released.key)
    from earlier
   cross join lateral rowseal_private.holders_of_secrets(
     secrecy_statements.relation, earlier.record -> 'secret') as released
   where earlier.record -> 'before' -> 'statistics' ? released.key
     and released.key not in (select secret.key from secret);
end;

comment on function rowseal_private.secrecy_statements(regclass, jsonb) is
$$The statements that keep the planner from having statistics of secret columns: EXPLAIN estimates by the values of all
workspaces. Before PostgreSQL 18 a superuser alone deletes those that ANALYZE has gathered already. Columns that were
secret and are no longer get their statistics back.$$;

revoke execute on function rowseal_private.secrecy_statements(regclass, jsonb) from public;
