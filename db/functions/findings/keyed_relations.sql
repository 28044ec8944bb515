create or replace function rowseal_audit.keyed_relations() returns table (relation oid, name text, "column" text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select protected.relation, protected.name, protected.options ->> 'workspace'
    from rowseal_private.protected_relations() as protected
    join pg_catalog.pg_attribute as workspace
      on workspace.attrelid = protected.relation and workspace.attname = protected.options ->> 'workspace'
   where protected.options ->> 'type' <> 'uuid'
     -- As rowseal.protect has it. What an owner made of the column since may have casts of theirs.
     and workspace.atttypid in (
       'bigint'::pg_catalog.regtype, 'integer'::pg_catalog.regtype, 'text'::pg_catalog.regtype)
     and not exists (select from pg_catalog.pg_inherits where inhrelid = protected.relation);
end;

comment on function rowseal_audit.keyed_relations() is $$The protected tables whose rows name their workspace by its
external key.
Caller: rowseal_audit.findings_in_rows.$$;

revoke execute on function rowseal_audit.keyed_relations() from public;
grant execute on function rowseal_audit.keyed_relations() to rowseal_auditor, pg_database_owner;
