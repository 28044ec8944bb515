create or replace function rowseal_private.save_identity_provider(
  id text, kind text, name text, issuer text, client_id text, client_secret_jwe text, scope text,
  links_verified boolean default true,
  registers boolean default true,
  trusted_audiences text[] default '{}',
  two_factor_values text[] default '{}',
  phishing_resistant_values text[] default '{}'
) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- One at a time: two that are added at once would both find room for the hundredth.
  lock table rowseal_private.identity_providers in share row exclusive mode;
  if not exists (
    select from rowseal_private.identity_providers as known where known.id = save_identity_provider.id
  ) and (select count(*) from rowseal_private.identity_providers) >= 100 then
    return 'too_many';
  end if;
  insert into rowseal_private.identity_providers as provider (
    id, kind, name, issuer, client_id, client_secret_jwe, scope, links_verified, registers,
    trusted_audiences, two_factor_values, phishing_resistant_values
  )
  values (
    save_identity_provider.id, save_identity_provider.kind, save_identity_provider.name, save_identity_provider.issuer,
    save_identity_provider.client_id, save_identity_provider.client_secret_jwe, save_identity_provider.scope,
    save_identity_provider.links_verified, save_identity_provider.registers,
    save_identity_provider.trusted_audiences, save_identity_provider.two_factor_values,
    save_identity_provider.phishing_resistant_values
  )
  on conflict on constraint identity_providers_pkey do update
    set name = excluded.name,
        client_id = excluded.client_id,
        client_secret_jwe = excluded.client_secret_jwe,
        scope = excluded.scope,
        links_verified = excluded.links_verified,
        registers = excluded.registers,
        trusted_audiences = excluded.trusted_audiences,
        two_factor_values = excluded.two_factor_values,
        phishing_resistant_values = excluded.phishing_resistant_values
    -- Subjects mean something at one issuer only: under another, the identities would be somebody else's.
    where provider.kind = excluded.kind and provider.issuer = excluded.issuer;
  if not found then
    return 'another_issuer';
  end if;
  perform rowseal_private.record_event(
    'identity_provider_saved', null, null,
    jsonb_build_object('provider', save_identity_provider.id, 'issuer', save_identity_provider.issuer)
  );
  return 'saved';
end
$$;

comment on function rowseal_private.save_identity_provider(
  text, text, text, text, text, text, text, boolean, boolean, text[], text[], text[]
) is
$$Adds an identity provider, enabled, or changes one and leaves it enabled or disabled as it was. kind is oidc or
github, client_secret_jwe the encrypted client secret, trusted_audiences whom its ID tokens may be for beside us,
two_factor_values and phishing_resistant_values what it is believed to say of logins (rowseal_private.provider_proof).
Returns: saved; another_issuer where there is one of that id whose kind or issuer differs: neither changes; too_many
where a hundred others are there, all of which the sign-in page shows.
Errors: 23514 an invalid issuer, scope, secret or value.$$;

revoke execute on function rowseal_private.save_identity_provider(
  text, text, text, text, text, text, text, boolean, boolean, text[], text[], text[]) from public;
grant execute on function rowseal_private.save_identity_provider(
  text, text, text, text, text, text, text, boolean, boolean, text[], text[], text[]) to rowseal_worker;
