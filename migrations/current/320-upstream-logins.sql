-- What clients ask of an authentication is asked of the provider that carries it out; a provider's tokens may be for
-- others too.
alter table rowseal_private.identity_providers add column if not exists trusted_audiences text[] not null default '{}';
alter table rowseal_private.identity_providers drop constraint if exists identity_providers_trusted_audiences_check;
alter table rowseal_private.identity_providers add constraint identity_providers_trusted_audiences_check check (
  cardinality(trusted_audiences) <= 20 and array_position(trusted_audiences, null) is null
  and array_position(trusted_audiences, '') is null and length(array_to_string(trusted_audiences, '')) <= 6000
);
comment on column rowseal_private.identity_providers.trusted_audiences is
$$Whom its ID tokens may be for beside us. One for anybody else is refused, and one for several only names us as azp.$$;

alter table rowseal_private.oauth_requests add column if not exists acr_values text;
alter table rowseal_private.oauth_requests drop constraint if exists oauth_requests_acr_values_check;
alter table rowseal_private.oauth_requests add constraint oauth_requests_acr_values_check
  check (acr_values ~ '^[!-~]+( [!-~]+)*$');
comment on column rowseal_private.oauth_requests.acr_values is
$$Which kinds of authentication the client would like, for the provider that carries it out.$$;

alter table rowseal_private.provider_logins add column if not exists authenticated_since timestamptz;
comment on column rowseal_private.provider_logins.authenticated_since is
$$The earliest authentication that serves the authorization request that waits; null: any.$$;
