create or replace function rowseal_private.list_signing_keys()
  returns table (id text, algorithm text, state text, public_jwk jsonb, private_jwe text)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select key.id, key.algorithm, key.state, key.public_jwk, key.private_jwe
    from rowseal_private.signing_keys as key
   where key.state <> 'gone'
   order by key.created_at, key.id;
end;

comment on function rowseal_private.list_signing_keys() is
  'The JWT signing keys that are not gone, private parts wrapped (compact JWE, RFC 7516) under a master key that the database never sees.';

revoke execute on function rowseal_private.list_signing_keys() from public;
grant execute on function rowseal_private.list_signing_keys() to rowseal_issuer;
