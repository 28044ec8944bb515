create or replace function rowseal_audit.allowances()
  returns table (kind text, object text, sql text, accepted_by text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select case
           when allowed.what like 'key:%' then 'key_reveals'
           when allowed.what like 'foreign_key:%' then 'key_crosses'
           when allowed.what = 'nullable' then 'workspace_nullable'
           else allowed.what
         end,
         pg_catalog.concat_ws(' ', protected.name, substring(allowed.what from ':(.*)$')),
         rowseal_private.protect_call(
           protected.name,
           pg_catalog.jsonb_set(protected.options, '{allow}', (protected.options -> 'allow') - allowed.what)),
         pg_catalog.pg_get_userbyid(protected.owner)::text
    from rowseal_private.protected_relations() as protected
   cross join lateral pg_catalog.jsonb_array_elements_text(protected.options -> 'allow') as allowed (what)
   -- Partitions and children have the record of their parent.
   where not exists (
     select from pg_catalog.pg_inherits as inheritance
       join rowseal_private.protected_relations() as parent on parent.relation = inheritance.inhparent
      where inheritance.inhrelid = protected.relation
   );
end;

comment on function rowseal_audit.allowances() is
$$What rowseal.protect would have refused and took by its argument allow; sql calls it again without that.
Caller: rowseal_audit.accepted_findings.$$;

revoke execute on function rowseal_audit.allowances() from public;
grant execute on function rowseal_audit.allowances() to rowseal_auditor, pg_database_owner;
