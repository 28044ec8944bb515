create or replace function rowseal_private.find_client(
  client_id text, auth_method text, secret_digest bytea, ip inet, out authenticated boolean, out jwks jsonb,
  out id_token_algorithm text, out pkce_waived boolean, out throttled boolean
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_client rowseal_private.oauth_clients;
begin
  select * into v_client
    from rowseal_private.oauth_clients as client where client.id = find_client.client_id and client.disabled_at is null;
  jwks := v_client.jwks;
  id_token_algorithm := v_client.id_token_algorithm;
  pkce_waived := coalesce(v_client.pkce_waived, false);
  authenticated := coalesce(
    rowseal_private.is_proven_client(v_client, find_client.auth_method, find_client.secret_digest), false);
  throttled := (
    v_client.id is null
    or find_client.secret_digest is not null
      and (v_client.secret_hash = sha256(find_client.secret_digest)) is not true
  ) and rowseal_private.record_attempt('client_guess', rowseal_private.network_of(find_client.ip)) > interval '0';
end
$$;

comment on function rowseal_private.find_client(text, text, bytea, inet) is
$$Whether a client authenticates (auth_method and secret_digest as rowseal_private.is_proven_client has them; the
assertion of private_key_jwt is verified afterwards, by its public keys in jwks), how its ID tokens are signed, and
whether it may leave PKCE out. A right secret is never held up.
Returns: all null and not authenticated for one that is unknown or disabled; throttled: one more wrong guess from a
network that has made too many.
Source: RFC 6749 section 2.3.$$;

revoke execute on function rowseal_private.find_client(text, text, bytea, inet) from public;
grant execute on function rowseal_private.find_client(text, text, bytea, inet) to rowseal_issuer;
