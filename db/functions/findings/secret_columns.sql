create or replace function rowseal_audit.secret_columns()
  returns table (relation oid, name text, number smallint, command text, target integer)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select held.holder, held.object, held.number, held.command, held.target
    from rowseal_private.protected_relations() as protected
   cross join lateral rowseal_private.holders_of_secrets(protected.relation, protected.options -> 'secret') as held
  union all
  select null, extended.name, null, pg_catalog.format('drop statistics %s', extended.name), null
    from rowseal_private.protected_relations() as protected
   cross join lateral rowseal_private.statistics_of_secrets(
     protected.relation, protected.options -> 'secret') as extended (name);
end;

comment on function rowseal_audit.secret_columns() is
$$Where ANALYZE would gather values of the columns that rowseal.protect was told are secret. relation is null for
extended statistics.
Caller: rowseal_audit.findings_in_statistics.$$;

revoke execute on function rowseal_audit.secret_columns() from public;
grant execute on function rowseal_audit.secret_columns() to rowseal_auditor, pg_database_owner;
