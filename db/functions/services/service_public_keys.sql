create or replace function rowseal_private.service_public_keys(service_id uuid)
  returns table (key_id uuid, public_key jsonb)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select key.id, key.public_key
    from rowseal_private.service_keys as key
   where key.service_id = service_public_keys.service_id
     and key.public_key is not null
     and key.revoked_at is null
     and key.expires_at > pg_catalog.clock_timestamp()
   order by key.id;
end;

comment on function rowseal_private.service_public_keys(uuid) is
$$What an assertion of a service may be verified with: at most two keys are live. Whether one is accepted is
rowseal_private.authenticate_service_assertion.
Caller: the issuer.$$;

revoke execute on function rowseal_private.service_public_keys(uuid) from public;
grant execute on function rowseal_private.service_public_keys(uuid) to rowseal_issuer;
