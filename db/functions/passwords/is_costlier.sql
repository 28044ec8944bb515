create or replace function rowseal_private.is_costlier(
  memory_kib integer, iterations integer, than_memory_kib integer, than_iterations integer
) returns boolean
  language sql immutable parallel safe
  return is_costlier.memory_kib >= is_costlier.than_memory_kib
    and is_costlier.memory_kib::bigint * is_costlier.iterations
      >= is_costlier.than_memory_kib::bigint * is_costlier.than_iterations
    and (is_costlier.memory_kib, is_costlier.iterations) <> (is_costlier.than_memory_kib, is_costlier.than_iterations);

comment on function rowseal_private.is_costlier(integer, integer, integer, integer) is
$$Whether argon2id with these parameters costs an attacker more than with those: more memory or more passes, and neither
less memory nor less memory filled in all. Parallelism does not count: it divides the same work.
Source: RFC 9106.$$;

revoke execute on function rowseal_private.is_costlier(integer, integer, integer, integer) from public;
