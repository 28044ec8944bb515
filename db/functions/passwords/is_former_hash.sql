create or replace function rowseal_private.is_former_hash(former jsonb) returns boolean
  language sql immutable parallel safe
  return coalesce(
    is_former_hash.former ->> 'salt' ~ '^([0-9a-f]{2}){1,64}$'
      and (is_former_hash.former -> 'length' is null
        or (is_former_hash.former ->> 'length')::integer between 16 and 64)
      and case
        when is_former_hash.former ->> 'algorithm' = 'bcrypt' then
          (is_former_hash.former ->> 'cost')::integer between 4 and 14
            and pg_catalog.length(is_former_hash.former ->> 'salt') = 32
        when is_former_hash.former ->> 'algorithm' = 'phpass' then
          (is_former_hash.former ->> 'cost')::integer between 7 and 16
        when is_former_hash.former ->> 'algorithm' in ('pbkdf2_sha1', 'pbkdf2_sha256', 'pbkdf2_sha512') then
          (is_former_hash.former ->> 'iterations')::integer between 1 and 2000000
        when is_former_hash.former ->> 'algorithm' in ('scrypt', 'firebase_scrypt') then
          (is_former_hash.former ->> 'cost')::integer between 1 and 20
            and (is_former_hash.former ->> 'block_size')::integer between 1 and 32
            and (is_former_hash.former ->> 'parallelism')::integer between 1 and 16
            and (1 << (is_former_hash.former ->> 'cost')::integer)
              * (is_former_hash.former ->> 'block_size')::integer <= 2097152
            and (1 << (is_former_hash.former ->> 'cost')::integer)
              * (is_former_hash.former ->> 'block_size')::integer
              * (is_former_hash.former ->> 'parallelism')::integer <= 4194304
        when is_former_hash.former ->> 'algorithm' in ('argon2d', 'argon2i', 'argon2id') then
          (is_former_hash.former ->> 'memory_kib')::integer between 8 and 262144
            and (is_former_hash.former ->> 'iterations')::integer between 1 and 20
            and (is_former_hash.former ->> 'parallelism')::integer between 1 and 16
            and (is_former_hash.former ->> 'memory_kib')::integer
              * (is_former_hash.former ->> 'iterations')::integer <= 2097152
        else false
      end, false);

comment on function rowseal_private.is_former_hash(jsonb) is
$$Whether a server may derive a password as another system did (passwords.former): an algorithm that it knows, at a cost
that is bounded, because who chose the cost would choose what every login makes the server pay. No SET clause, so that
it is inlined.
Source: RFC 7914 (scrypt), RFC 8018 (PBKDF2), RFC 9106 (argon2).$$;

revoke execute on function rowseal_private.is_former_hash(jsonb) from public;
