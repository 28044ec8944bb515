create or replace function rowseal_private.add_signing_key(
  id text, algorithm text, public_jwk jsonb, private_jwe text
) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_state text;
begin
  lock table rowseal_private.signing_keys in share row exclusive mode;
  v_state := case
    when not exists (
      select from rowseal_private.signing_keys as key
       where key.algorithm = add_signing_key.algorithm and key.state = 'current'
    ) then 'current'
    when not exists (
      select from rowseal_private.signing_keys as key
       where key.algorithm = add_signing_key.algorithm and key.state = 'next'
    ) then 'next'
  end;
  if v_state is null then
    return null;
  end if;
  insert into rowseal_private.signing_keys (id, algorithm, state, public_jwk, private_jwe)
  values (add_signing_key.id, add_signing_key.algorithm, v_state, add_signing_key.public_jwk,
    add_signing_key.private_jwe);
  perform rowseal_private.record_event(
    'signing_key_added', null, null,
    jsonb_build_object('id', add_signing_key.id, 'algorithm', add_signing_key.algorithm, 'state', v_state)
  );
  return v_state;
end
$$;

comment on function rowseal_private.add_signing_key(text, text, jsonb, text) is
$$Adds a key: the first of an algorithm becomes current, having nothing to follow; another becomes next. id is the RFC
7638 thumbprint, private_jwe the encrypted private JWK.
Returns: its state; null where the algorithm has both, so that of many servers that offer one at once one wins.
Errors: 23514 a private member in public_jwk, not a JWE, or a kty that does not fit the algorithm; 23505 a key that was
here before.
Source: RFC 7638 (thumbprint).$$;

revoke execute on function rowseal_private.add_signing_key(text, text, jsonb, text) from public;
grant execute on function rowseal_private.add_signing_key(text, text, jsonb, text) to rowseal_issuer, rowseal_worker;
