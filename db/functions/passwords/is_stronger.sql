create or replace function rowseal_private.is_stronger(
  memory_kib integer, iterations integer, than_memory_kib integer, than_iterations integer
) returns boolean
  language sql immutable parallel safe
  return is_stronger.memory_kib >= is_stronger.than_memory_kib
    and is_stronger.memory_kib::bigint * is_stronger.iterations
      >= is_stronger.than_memory_kib::bigint * is_stronger.than_iterations
    and (is_stronger.memory_kib, is_stronger.iterations) <> (is_stronger.than_memory_kib, is_stronger.than_iterations);

comment on function rowseal_private.is_stronger(integer, integer, integer, integer) is
$$Whether argon2id with these parameters costs an attacker more than with those: more memory or more passes, and neither
less memory nor less memory filled in all. Parallelism does not count: it divides the same work.
Source: RFC 9106.$$;

revoke execute on function rowseal_private.is_stronger(integer, integer, integer, integer) from public;
