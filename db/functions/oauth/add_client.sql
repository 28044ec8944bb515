create or replace function rowseal_private.add_client(
  name text, redirect_uris text[], auth_method text, scope text default null, jwks jsonb default null,
  id_token_algorithm text default 'RS256', first_party boolean default false,
  registered_by_itself boolean default false,
  pkce_waived boolean default false, logo_uri text default null, post_logout_redirect_uris text[] default '{}',
  backchannel_logout_uri text default null, nonce_waived boolean default false,
  out client_id text, out client_secret text
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
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
    registered_by_itself, pkce_waived, logo_uri, post_logout_redirect_uris, backchannel_logout_uri, nonce_waived
  )
  values (
    client_id, add_client.name, add_client.redirect_uris, add_client.auth_method, v_hash, add_client.jwks,
    add_client.scope, add_client.id_token_algorithm, add_client.first_party, add_client.registered_by_itself,
    add_client.pkce_waived, add_client.logo_uri, add_client.post_logout_redirect_uris,
    add_client.backchannel_logout_uri, add_client.nonce_waived
  );
  perform rowseal_private.record_event('client_added', null, null, jsonb_build_object('client_id', client_id));
end
$$;

comment on function rowseal_private.add_client(
  text, text[], text, text, jsonb, text, boolean, boolean, boolean, text, text[], text, boolean) is
$$Registers an application: its name as people see it, its redirect URIs, how it authenticates (none,
client_secret_basic, client_secret_post, private_key_jwt with jwks), what it may ask for (null: anything), how its ID
tokens are signed. first_party: nobody is asked for consent. pkce_waived: it may leave PKCE out where it sends a nonce.
logo_uri: shown where people are asked. post_logout_redirect_uris: where people may be sent after they have signed out;
backchannel_logout_uri: where it is told of that. nonce_waived: PKCE and nonce may both be left out.
Returns: its id, and the secret of one that has one, which cannot be seen again.
Errors: 23514 an invalid URI, method or scope, or PKCE waived for a client that cannot authenticate.$$;

revoke execute on function rowseal_private.add_client(
  text, text[], text, text, jsonb, text, boolean, boolean, boolean, text, text[], text, boolean) from public;
grant execute on function rowseal_private.add_client(
  text, text[], text, text, jsonb, text, boolean, boolean, boolean, text, text[], text, boolean) to rowseal_worker;
