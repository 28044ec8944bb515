create or replace function rowseal_private.is_proven(
  generation integer, refresh_hash bytea, token rowseal_private.presented_refresh_token
) returns boolean
  language sql immutable parallel safe
  return coalesce(
    (is_proven.token).authentic
      or is_proven.refresh_hash = case is_proven.generation - (is_proven.token).generation
        when 0 then pg_catalog.sha256((is_proven.token).digest)
        when 1 then pg_catalog.sha256((is_proven.token).successor)
      end,
    false
  );

comment on function rowseal_private.is_proven(integer, bytea, rowseal_private.presented_refresh_token) is
$$Whether a refresh token was issued for the session that has this generation and refresh_hash: the tag says so, or it
is the current one, or the one before that, from which alone the current one follows. No SET clause, so that it is
inlined into its callers.
Returns: never null.$$;

revoke execute on function rowseal_private.is_proven(integer, bytea, rowseal_private.presented_refresh_token)
  from public;
