create or replace function rowseal_private.provider_proof(
  provider rowseal_private.identity_providers, acr text, amr text[]
) returns text
  language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
  v_class constant text[] := array_remove(array['acr=' || provider_proof.acr], null);
  v_methods constant text[] := array(select 'amr=' || method from unnest(provider_proof.amr) as method);
  -- What authenticates somebody beside the key that they hold. Not user: that is whoever was there to touch it.
  c_beside constant text[] := '{mfa,pin,pwd,fpt,face,iris,retina,vbm}';
begin
  return case
    when v_class && (provider_proof.provider).phishing_resistant_values
      or v_methods && (provider_proof.provider).phishing_resistant_values and provider_proof.amr && c_beside
      then 'provider_phishing_resistant'
    when v_class || v_methods && (provider_proof.provider).two_factor_values then 'provider_two_factors'
    else 'provider'
  end;
end
$$;

comment on function rowseal_private.provider_proof(rowseal_private.identity_providers, text, text[]) is $$THE rule of
what a login through another provider proves: one factor, unless an operator believes what this provider says of it.
acr, amr: as its ID token says; null: it does not say. A key that is named in amr alone is one factor, and so counts as
phishing-resistant beside another method only.
Caller: rowseal_private.log_in_with_identity.
Returns: a kind of proof: provider, provider_two_factors (level 2) or provider_phishing_resistant (level 3).
Source: OpenID Connect Core section 2 (acr, amr), RFC 8176, OWASP ASVS 6.8.4.$$;

revoke execute on function rowseal_private.provider_proof(rowseal_private.identity_providers, text, text[])
  from public;
