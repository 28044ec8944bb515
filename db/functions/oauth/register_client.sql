create or replace function rowseal_private.register_client(
  name text, redirect_uris text[], auth_method text, scope text, ip inet, jwks jsonb default null,
  id_token_algorithm text default 'RS256', logo_uri text default null, post_logout_redirect_uris text[] default '{}',
  backchannel_logout_uri text default null,
  out status text, out client_id text, out client_secret text, out granted_scope text
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_settings rowseal_private.settings;
begin
  select * into strict v_settings from rowseal_private.settings;
  if not v_settings.client_registration_open then
    status := 'closed';
  elsif rowseal_private.record_attempt(
    'client_registration', rowseal_private.network_of(register_client.ip)) > interval '0' then
    status := 'throttled';
  elsif not rowseal_private.are_redirect_uris(register_client.redirect_uris)
    or cardinality(register_client.redirect_uris) not between 1 and 20 then
    status := 'invalid_redirect_uri';
  elsif cardinality(register_client.post_logout_redirect_uris) > 20
    or cardinality(register_client.post_logout_redirect_uris) > 0
      and not rowseal_private.are_redirect_uris(register_client.post_logout_redirect_uris)
    or not rowseal_private.are_redirect_uris(
      array[coalesce(register_client.backchannel_logout_uri, 'https://none.invalid/')])
    or register_client.backchannel_logout_uri !~ '^https?:' then
    status := 'invalid_client_metadata';
  elsif register_client.auth_method not in ('none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt')
    or (register_client.auth_method = 'private_key_jwt')
       <> (jsonb_typeof(register_client.jwks -> 'keys') is not distinct from 'array')
    or register_client.id_token_algorithm not in ('RS256', 'EdDSA')
    or char_length(register_client.name) not between 1 and 100 then
    status := 'invalid_client_metadata';
  else
    status := 'registered';
    select string_agg(word, ' ')
      into granted_scope
      from unnest(string_to_array(v_settings.client_registration_scope, ' ')) as word
     where word = any (string_to_array(coalesce(register_client.scope, v_settings.client_registration_scope), ' '));
    select added.client_id, added.client_secret
      into client_id, client_secret
      from rowseal_private.add_client(
        register_client.name, register_client.redirect_uris, register_client.auth_method, coalesce(granted_scope, ''),
        register_client.jwks, register_client.id_token_algorithm, registered_by_itself => true,
        logo_uri => register_client.logo_uri,
        post_logout_redirect_uris => register_client.post_logout_redirect_uris,
        backchannel_logout_uri => register_client.backchannel_logout_uri
      ) as added;
  end if;
end
$$;

comment on function rowseal_private.register_client(
  text, text[], text, text, inet, jsonb, text, text, text[], text
) is
$$Dynamic client registration, where the settings allow it: a client registers itself and may ask for what
client_registration_scope says, with consent each time, where its logo is not shown.
Returns: a status: registered; closed; throttled, too many from this network; invalid_redirect_uri or
invalid_client_metadata.
Source: RFC 7591 section 3.2.2.$$;

revoke execute on function rowseal_private.register_client(
  text, text[], text, text, inet, jsonb, text, text, text[], text) from public;
grant execute on function rowseal_private.register_client(
  text, text[], text, text, inet, jsonb, text, text, text[], text) to rowseal_issuer;
