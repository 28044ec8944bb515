create or replace function rowseal_audit.event_keys() returns table (id text, public_jwk jsonb, created_at timestamptz)
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.audited_workspace(null);
  return query
    select key.id, key.public_jwk, key.created_at from rowseal_private.event_keys as key
     order by key.created_at, key.id;
end
$$;

comment on function rowseal_audit.event_keys() is
$$The public keys that verify signed heads (rowseal_audit.event_batches). id is the RFC 7638 thumbprint: compare it with
what the log of the worker says.
Caller: as rowseal_audit.event_batches.
Errors: as rowseal_audit.event_batches.
Source: RFC 8037, RFC 7638.$$;

revoke execute on function rowseal_audit.event_keys() from public;
grant execute on function rowseal_audit.event_keys() to rowseal_auditor, rowseal_user, pg_database_owner;
