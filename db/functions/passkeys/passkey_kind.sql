create or replace function rowseal_private.passkey_kind(verifies boolean, backup_eligible boolean) returns text
  language sql immutable parallel safe
  return case when passkey_kind.verifies then 'verified_' else '' end
    || case when passkey_kind.backup_eligible then 'synced_' else '' end || 'passkey';

comment on function rowseal_private.passkey_kind(boolean, boolean) is $$The kind of proof
(rowseal_private.session_proofs) that a passkey gives: by whether it verified its user, and whether it may be synced.$$;

revoke execute on function rowseal_private.passkey_kind(boolean, boolean) from public;
