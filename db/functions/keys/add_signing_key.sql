create or replace function rowseal_private.add_signing_key(id text, algorithm text, public_jwk jsonb, private_jwe text) returns boolean
  language sql volatile parallel unsafe security definer set search_path = ''
begin atomic
  with added as (
    insert into rowseal_private.signing_keys (id, algorithm, state, public_jwk, private_jwe)
    values (add_signing_key.id, add_signing_key.algorithm, 'current', add_signing_key.public_jwk, add_signing_key.private_jwe)
    on conflict do nothing
    returning true
  )
  select exists (select from added);
end;

comment on function rowseal_private.add_signing_key(text, text, jsonb, text) is
  'Makes a key the current one of its algorithm where there is none yet; false where there is, so that of many servers that start at once '
  'one wins. id is the RFC 7638 thumbprint, private_jwe the wrapped private JWK. Errors: 23514 a private member in public_jwk, or not a JWE.';

revoke execute on function rowseal_private.add_signing_key(text, text, jsonb, text) from public;
grant execute on function rowseal_private.add_signing_key(text, text, jsonb, text) to rowseal_issuer;
