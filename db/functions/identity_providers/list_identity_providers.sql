create or replace function rowseal_private.list_identity_providers()
  returns table (
    id text, kind text, name text, issuer text, client_id text, client_secret_jwe text, scope text,
    links_verified boolean, registers boolean,
    enabled boolean, trusted_audiences text[], two_factor_values text[], phishing_resistant_values text[]
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select provider.id, provider.kind, provider.name, provider.issuer, provider.client_id, provider.client_secret_jwe,
         provider.scope,
         provider.links_verified, provider.registers, provider.enabled, provider.trusted_audiences,
         provider.two_factor_values, provider.phishing_resistant_values
    from rowseal_private.identity_providers as provider
   order by provider.created_at, provider.id
   limit 100;
end;

comment on function rowseal_private.list_identity_providers() is
$$The identity providers besides the password, oldest first, disabled ones too: all of them, since there are a hundred
at most. Client secrets are encrypted (compact JWE).
Source: RFC 7516.$$;

revoke execute on function rowseal_private.list_identity_providers() from public;
grant execute on function rowseal_private.list_identity_providers() to rowseal_issuer, rowseal_worker;
