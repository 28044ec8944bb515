create or replace function rowseal_test.proofs(level integer, age interval default '0') returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(
           pg_catalog.jsonb_object_agg(proof.kind, pg_catalog.clock_timestamp() - proofs.age)
             filter (where proof.level <= proofs.level), '{}')
    from (values ('password', 1), ('totp', 2), ('verified_passkey', 3)) as proof (kind, level);
end;

comment on function rowseal_test.proofs(integer, interval) is $$What somebody has proved who is at a level of assurance,
so long ago.$$;

revoke execute on function rowseal_test.proofs(integer, interval) from public;
