-- What other providers say of how they authenticated somebody counts where an operator believes it.
alter table rowseal_private.identity_providers
  add column if not exists two_factor_values text[] not null default '{}',
  add column if not exists phishing_resistant_values text[] not null default '{}';
alter table rowseal_private.identity_providers
  drop constraint if exists identity_providers_two_factor_values_check,
  drop constraint if exists identity_providers_phishing_resistant_values_check,
  drop constraint if exists identity_providers_believed_check;
alter table rowseal_private.identity_providers
  -- One thing that somebody knows is one factor, whoever says it.
  add constraint identity_providers_two_factor_values_check check (
    cardinality(two_factor_values) <= 20
    and array_position(two_factor_values, null) is null
    and array_to_string(two_factor_values, ' ') ~ '^((acr|amr)=[!-~]{1,200}( (acr|amr)=[!-~]{1,200})*)?$'
    and not two_factor_values && '{amr=pwd,amr=pin,amr=kba}'),
  -- Of the methods of RFC 8176 those alone that another site cannot draw out of somebody.
  add constraint identity_providers_phishing_resistant_values_check check (
    cardinality(phishing_resistant_values) <= 20
    and array_position(phishing_resistant_values, null) is null
    and array_to_string(phishing_resistant_values, ' ')
        ~ '^((acr=[!-~]{1,200}|amr=(fido|hwk|pop|sc|swk))( (acr=[!-~]{1,200}|amr=(fido|hwk|pop|sc|swk)))*)?$'),
  add constraint identity_providers_believed_check check (
    kind = 'oidc' or two_factor_values = '{}' and phishing_resistant_values = '{}');
comment on column rowseal_private.identity_providers.two_factor_values is
$$Values of its acr and amr (acr=…, amr=…) that are believed to mean two factors. Empty: none, whatever it says.$$;
comment on column rowseal_private.identity_providers.phishing_resistant_values is
$$The same for two factors that no other site can draw out of somebody: of amr beside another method alone.$$;

alter table rowseal_private.session_proofs drop constraint if exists session_proofs_kind_check;
alter table rowseal_private.session_proofs add constraint session_proofs_kind_check check (kind in (
  'password', 'provider', 'provider_two_factors', 'provider_phishing_resistant', 'email_code', 'totp', 'recovery_code',
  'passkey', 'synced_passkey', 'verified_passkey', 'verified_synced_passkey'));
