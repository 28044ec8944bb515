create or replace function rowseal_test.blind_statement(relation regclass, command text) returns text
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select case lower(blind_statement.command)
           when 'select' then pg_catalog.format('select from %s', blind_statement.relation)
           when 'insert' then pg_catalog.format(
             'insert into %s (%s) values (default)', blind_statement.relation, written.name)
           when 'update' then pg_catalog.format('update %s set %s = default', blind_statement.relation, written.name)
           when 'delete' then pg_catalog.format('delete from %s', blind_statement.relation)
         end
    from (
      select (
               select pg_catalog.quote_ident(name)
                 from unnest(rowseal_test.columns_for(
                   blind_statement.relation,
                   case lower(blind_statement.command) when 'insert' then 'INSERT' else 'UPDATE' end)) as name
                limit 1
             ) as name
    ) as written;
end;

comment on function rowseal_test.blind_statement(regclass, text) is $$A statement of a command that reads no column of a
table, and names none of its rows.$$;

revoke execute on function rowseal_test.blind_statement(regclass, text) from public;
