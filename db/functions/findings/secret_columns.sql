create or replace function rowseal_audit.secret_columns()
  returns table (relation oid, name text, "column" text, number smallint, target integer)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select protected.relation, protected.name, attribute.attname::text, attribute.attnum,
         coalesce(attribute.attstattarget, -1)::integer
    from rowseal_private.protected_relations() as protected
    join pg_catalog.pg_attribute as attribute
      on attribute.attrelid = protected.relation and protected.options -> 'secret' ? attribute.attname;
end;

comment on function rowseal_audit.secret_columns() is $$The columns that rowseal.protect was told are secret, and their
statistics targets (-1: the default).
Caller: rowseal_audit.findings_in_statistics.$$;

revoke execute on function rowseal_audit.secret_columns() from public;
grant execute on function rowseal_audit.secret_columns() to rowseal_auditor, pg_database_owner;
