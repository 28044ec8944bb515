create or replace function rowseal_private.is_proven_client(
  client rowseal_private.oauth_clients, auth_method text, secret_digest bytea
) returns boolean
  language sql stable parallel restricted
  return (is_proven_client.client).disabled_at is null
    and (is_proven_client.client).auth_method = is_proven_client.auth_method
    and (
      (is_proven_client.client).secret_hash is null
      or (is_proven_client.client).secret_hash = pg_catalog.sha256(is_proven_client.secret_digest)
    );

comment on function rowseal_private.is_proven_client(rowseal_private.oauth_clients, text, bytea) is
$$Whether a client authenticates: by the method that it is registered for, and with its secret where it has one, of
which secret_digest is the SHA-256. Of none it is enough that it names itself; the assertion of private_key_jwt the
server has verified. No SET clause, so that it is inlined into the one statement of its callers.
Returns: null, which is not true, where secret_digest is missing.
Source: RFC 6749 section 2.3, RFC 7523 section 2.2.$$;

revoke execute on function rowseal_private.is_proven_client(rowseal_private.oauth_clients, text, bytea) from public;
