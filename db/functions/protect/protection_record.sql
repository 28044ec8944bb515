create or replace function rowseal.protection_record(relation regclass) returns text
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'A plan made outside requests does not run inside. The record of rowseal_guard once more, and the digest of '
         'the policies, by which a change of one is found: '
         || (
           rowseal_private.protection_of(protection_record.relation)
           || pg_catalog.jsonb_build_object('digest', rowseal_private.policies_digest(protection_record.relation))
         )::text;
end;

comment on function rowseal.protection_record(regclass) is $$What rowseal.record_protection writes.
Caller: rowseal.record_protection.$$;

revoke execute on function rowseal.protection_record(regclass) from public;
grant execute on function rowseal.protection_record(regclass) to pg_database_owner, rowseal_developer;
