create or replace function rowseal_private.passkey_host(origin text) returns text
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(settings.passkey_rp_id, served.host)
    from rowseal_private.settings as settings
   cross join (select substring(passkey_host.origin from '^https?://([^:/]+)') as host) as served
   where settings.passkey_rp_id is null
      or served.host = settings.passkey_rp_id
      or served.host like '%.' || settings.passkey_rp_id
      or passkey_host.origin = any (settings.passkey_origins);
end;

comment on function rowseal_private.passkey_host(text) is $$The domain that passkeys of a server at this origin are
bound to: settings.passkey_rp_id, or its own host while there is no passkey.
Returns: null where passkeys are bound to a domain that this origin is not in, nor listed as related to
(settings.passkey_origins).
Source: WebAuthn Level 3 sections 4 (RP ID) and 5.11 (related origins).$$;

revoke execute on function rowseal_private.passkey_host(text) from public;
