create or replace function rowseal_private.related_origins() returns text[]
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return (select settings.passkey_origins from rowseal_private.settings as settings);

comment on function rowseal_private.related_origins() is $$Other origins that the passkeys of this installation may be
used from (settings.passkey_origins), for /.well-known/webauthn.
Source: WebAuthn Level 3 section 5.11.$$;

revoke execute on function rowseal_private.related_origins() from public;
grant execute on function rowseal_private.related_origins() to rowseal_issuer;
