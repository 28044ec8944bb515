create or replace function rowseal_private.decoy_of_former_hash(former jsonb, salt bytea) returns jsonb
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  return jsonb_set(
    decoy_of_former_hash.former, '{salt}',
    to_jsonb(substr(
      encode(sha512(convert_to('former', 'UTF8') || decoy_of_former_hash.salt), 'hex'),
      1, length(decoy_of_former_hash.former ->> 'salt')
    ))
  );

comment on function rowseal_private.decoy_of_former_hash(jsonb, bytea) is
$$How another system might have hashed the password of an address that nobody has: as it did for somebody else (former,
as passwords.former), with another salt of the same length, which is as stable as the address's own (salt).
Returns: null where former is.$$;

revoke execute on function rowseal_private.decoy_of_former_hash(jsonb, bytea) from public;
