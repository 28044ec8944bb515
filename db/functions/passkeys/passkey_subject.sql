create or replace function rowseal_private.passkey_subject(user_id uuid, credential_id bytea) returns text
  language sql immutable parallel safe
  return coalesce(
    'second_factor ' || passkey_subject.user_id,
    'passkey ' || pg_catalog.encode(pg_catalog.sha256(passkey_subject.credential_id), 'hex'));

comment on function rowseal_private.passkey_subject(uuid, bytea) is $$What attempts at a passkey are counted by, apart
from those at a password: of a user who is known, all that they prove beside one; else (null) the passkey that is
claimed, whether there is one or not.$$;

revoke execute on function rowseal_private.passkey_subject(uuid, bytea) from public;
