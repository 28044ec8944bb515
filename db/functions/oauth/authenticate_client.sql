create or replace function rowseal_private.authenticate_client(
  client_id text, auth_method text, secret_digest bytea, ip inet
) returns text
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_found record;
begin
  select * into v_found
    from rowseal_private.find_client(
      authenticate_client.client_id, authenticate_client.auth_method, authenticate_client.secret_digest,
      authenticate_client.ip);
  return case
    when v_found.throttled then 'client_throttled'
    when v_found.authenticated then 'ok'
    else 'invalid_client'
  end;
end
$$;

comment on function rowseal_private.authenticate_client(text, text, bytea, inet) is
$$Authenticates a client (rowseal_private.is_proven_client), and counts a wrong secret, as rowseal_private.find_client
does.
Caller: only functions that have not found what a proven client would be given.
Returns: ok; invalid_client; client_throttled, one more wrong guess from a network that has made too many.$$;

revoke execute on function rowseal_private.authenticate_client(text, text, bytea, inet) from public;
