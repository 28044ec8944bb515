create or replace function rowseal.unprotect(relation regclass, dry_run boolean default false) returns setof text
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp set lock_timeout = '1s'
as $$
declare
  v_statement text;
begin
  for v_statement in select * from rowseal.unprotection_statements(unprotect.relation) loop
    if not unprotect.dry_run then
      execute v_statement;
    end if;
    return next v_statement;
  end loop;
  if not unprotect.dry_run and v_statement is not null then
    perform rowseal.note_protection(unprotect.relation);
  end if;
end
$$;

comment on function rowseal.unprotect(regclass, boolean) is $$Takes back what rowseal.protect did to a table, its
partitions and children: its policies go, and row-level security is as it was before the first call. Other policies and
grants to rowseal_user stay.
Caller: the table's owner. dry_run: change nothing.
Returns: the statements that it ran, or would run.
Errors: 42501 not the owner; 55P03 the table is in use.$$;

revoke execute on function rowseal.unprotect(regclass, boolean) from public;
grant execute on function rowseal.unprotect(regclass, boolean) to pg_database_owner, rowseal_developer;
