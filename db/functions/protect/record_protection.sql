create or replace function rowseal.record_protection(relation regclass) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  execute format(
    'comment on policy rowseal_still_outside on %s is %L', record_protection.relation,
    rowseal.protection_record(record_protection.relation)
  );
end
$$;

comment on function rowseal.record_protection(regclass) is $$Records how this server tells the policies of a protected
table, in a comment on one of them: rowseal_audit.findings compares.
Caller: the last of the statements of rowseal.protect, for each table.
Errors: 42501 not the owner.$$;

revoke execute on function rowseal.record_protection(regclass) from public;
grant execute on function rowseal.record_protection(regclass) to pg_database_owner, rowseal_developer;
