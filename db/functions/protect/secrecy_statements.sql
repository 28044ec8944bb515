create or replace function rowseal_private.secrecy_statements(relation regclass, options jsonb) returns setof text
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select statement.text
    from pg_catalog.pg_attribute as attribute
    join pg_catalog.pg_class as class on class.oid = attribute.attrelid
   cross join lateral (
     select pg_catalog.format(
              'alter table %s alter column %I set statistics 0', secrecy_statements.relation, attribute.attname)
      where attribute.attstattarget is distinct from 0
     union all
     select case when pg_catalog.current_setting('server_version_num')::integer >= 180000
              then pg_catalog.format(
                'select pg_catalog.pg_clear_attribute_stats(%L, %L, %L, %L)',
                class.relnamespace::pg_catalog.regnamespace, class.relname, attribute.attname, inherited.flag)
              else pg_catalog.format(
                'delete from pg_catalog.pg_statistic where starelid = %L::regclass and staattnum = %s -- superuser',
                secrecy_statements.relation, attribute.attnum)
            end
       from (values (false), (true)) as inherited (flag)
      where attribute.attstattarget is distinct from 0
        and class.reltuples >= 0
        and (pg_catalog.current_setting('server_version_num')::integer >= 180000 or not inherited.flag)
        and (class.relkind = 'p' or class.relhassubclass or not inherited.flag)
        and not (class.relkind = 'p' and not inherited.flag)
   ) as statement (text)
   where attribute.attrelid = secrecy_statements.relation
     and attribute.attnum > 0
     and secrecy_statements.options -> 'secret' ? attribute.attname;
end;

comment on function rowseal_private.secrecy_statements(regclass, jsonb) is
$$The statements that keep the planner from having statistics of secret columns: EXPLAIN estimates by the values of all
workspaces. Before PostgreSQL 18 a superuser alone deletes those that ANALYZE has gathered already.$$;

revoke execute on function rowseal_private.secrecy_statements(regclass, jsonb) from public;
