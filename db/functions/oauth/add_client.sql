create or replace function rowseal_private.add_client(
  name text, redirect_uris text[], auth_method text, scope text default null, jwks jsonb default null,
  id_token_algorithm text default 'RS256', first_party boolean default false,
  registered_by_itself boolean default false,
  pkce_waived boolean default false, logo_uri text default null,
  out client_id text, out client_secret text
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_hash bytea;
begin
  client_id := 'app_' || rowseal_private.base64url(rowseal_private.random_bytes(16));
  if add_client.auth_method in ('client_secret_basic', 'client_secret_post') then
    client_secret := rowseal_private.base64url(rowseal_private.random_bytes(32));
  end if;
  -- A variable of its own: what a statement takes as a parameter, auto_explain may log.
  v_hash := sha256(sha256(convert_to(client_secret, 'UTF8')));
  insert into rowseal_private.oauth_clients (
    id, name, redirect_uris, auth_method, secret_hash, jwks, scope, id_token_algorithm, first_party,
    registered_by_itself, pkce_waived, logo_uri
  )
  values (
    client_id, add_client.name, add_client.redirect_uris, add_client.auth_method, v_hash, add_client.jwks,
    add_client.scope, add_client.id_token_algorithm, add_client.first_party, add_client.registered_by_itself,
    add_client.pkce_waived, add_client.logo_uri
  );
  perform rowseal_private.record_event('client_added', null, null, jsonb_build_object('client_id', client_id));
end
$$;

comment on function rowseal_private.add_client(
  text, text[], text, text, jsonb, text, boolean, boolean, boolean, text) is
$$Registers an application: its name as people see it, its redirect URIs, how it authenticates (none,
client_secret_basic, client_secret_post, private_key_jwt with jwks), what it may ask for (null: anything), how its ID
tokens are signed. first_party: nobody is asked for consent. pkce_waived: it may leave PKCE out where it sends a nonce.
logo_uri: shown where people are asked.
Returns: its id, and the secret of one that has one, which cannot be seen again.
Errors: 23514 an invalid redirect URI, method or scope, or PKCE waived for a client that cannot authenticate.$$;

revoke execute on function rowseal_private.add_client(
  text, text[], text, text, jsonb, text, boolean, boolean, boolean, text) from public;
grant execute on function rowseal_private.add_client(
  text, text[], text, text, jsonb, text, boolean, boolean, boolean, text) to rowseal_worker;
