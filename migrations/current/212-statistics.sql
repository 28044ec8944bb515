-- EXPLAIN estimates by statistics of all tenants, through comparisons that are leakproof: who may read some rows of a
-- table learns of the others' addresses and names letter by letter. So none are kept of what is written in words.
alter table rowseal.users alter column email set statistics 0, alter column name set statistics 0;
alter table rowseal.workspaces alter column slug set statistics 0, alter column name set statistics 0;
alter table rowseal.invitations alter column email set statistics 0, alter column role set statistics 0;
alter table rowseal.memberships alter column role set statistics 0;
alter table rowseal.roles alter column name set statistics 0, alter column scopes set statistics 0;

-- Those that ANALYZE has gathered already stay until they are deleted: on PostgreSQL 18 by the owner, before that by a
-- superuser alone.
do $$
declare
  v_role constant text := current_setting('role');
  v_column record;
begin
  for v_column in
    select class.oid as relation, class.relname::text as name, attribute.attname::text as attribute,
           attribute.attnum as number
      from pg_catalog.pg_class as class
      join pg_catalog.pg_attribute as attribute on attribute.attrelid = class.oid
     where class.relnamespace = 'rowseal'::regnamespace
       and class.relkind = 'r'
       and class.reltuples >= 0
       and attribute.attnum > 0
       and attribute.attstattarget = 0
  loop
    if current_setting('server_version_num')::integer >= 180000 then
      perform pg_catalog.pg_clear_attribute_stats('rowseal', v_column.name, v_column.attribute, false);
    else
      begin
        perform set_config('role', 'none', true);
        delete from pg_catalog.pg_statistic where starelid = v_column.relation and staattnum = v_column.number;
      exception when insufficient_privilege then
        raise warning 'a superuser has to run: delete from pg_catalog.pg_statistic '
          'where starelid = ''rowseal.%''::regclass and staattnum = %',
          v_column.name, v_column.number;
      end;
      perform set_config('role', v_role, true);
    end if;
  end loop;
end
$$;
