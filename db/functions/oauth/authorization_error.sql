create or replace function rowseal_private.authorization_error(
  given jsonb, client rowseal_private.oauth_clients, scope text, issuer text, unreadable text, acr jsonb,
  out error text, out description text
)
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_given constant jsonb := authorization_error.given;
  -- An operator may waive it for a client that can authenticate; then a nonce ties the ID token to the request, unless
  -- that is waived as well.
  v_without_pkce constant boolean := client.pkce_waived and (v_given ? 'nonce' or client.nonce_waived)
    and 'openid' = any (string_to_array(authorization_error.scope, ' '))
    and not v_given ?| array['code_challenge', 'code_challenge_method'];
begin
  select problem.error, problem.description
    into error, description
    from (values
      (1, 'invalid_request', 'a parameter came more than once',
        exists (select from jsonb_each(v_given) where jsonb_typeof(value) = 'array')),
      (2, 'request_not_supported', 'request objects are not supported', v_given ? 'request'),
      (3, 'request_uri_not_supported', 'request objects are not supported', v_given ? 'request_uri'),
      (4, 'unsupported_response_type', 'response_type must be code',
        coalesce(v_given ->> 'response_type' <> 'code', true)),
      (5, 'invalid_request', 'response_mode must be query or, where the redirect URI is of HTTP, form_post',
        v_given ->> 'response_mode' <> 'query' and (
          v_given ->> 'response_mode' <> 'form_post'
          or coalesce(v_given ->> 'redirect_uri', client.redirect_uris[1]) !~ '^https?:'
        )),
      (6, 'invalid_request', 'PKCE is required: code_challenge, with code_challenge_method=S256',
        not v_without_pkce and (
          coalesce(v_given ->> 'code_challenge' !~ '^[A-Za-z0-9_-]{43}$'
            or v_given ->> 'code_challenge_method' <> 'S256', true)
          or not v_given ?& array['code_challenge', 'code_challenge_method']
        )),
      (7, 'invalid_scope', 'a scope is not known here, or not for this client',
        not rowseal_private.may_ask_for(client, authorization_error.scope)),
      (8, 'invalid_target', 'resource must be an absolute https URI without a fragment, or that of this server',
        v_given ->> 'resource' !~ '^https://[^#\s]+$'
          and rtrim(v_given ->> 'resource', '/') <> authorization_error.issuer
        and v_given ->> 'resource' !~ '^http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?(/[^#\s]*)?$'),
      (9, 'invalid_request', 'prompt must be login, consent, select_account or none, and none alone',
        not string_to_array(v_given ->> 'prompt', ' ') <@ array['login', 'consent', 'none', 'select_account']
        or v_given ->> 'prompt' ~ 'none' and v_given ->> 'prompt' <> 'none'),
      (10, 'invalid_request', 'max_age must be a number of seconds', v_given ->> 'max_age' !~ '^[0-9]{1,9}$'),
      (11, 'invalid_request', 'a parameter is too long',
        exists (select from jsonb_each_text(v_given) where length(value) > 2000)
        or (select sum(length(value)) from jsonb_each_text(v_given)) > 6000),
      (12, 'login_required', 'id_token_hint is no ID token that this server has made for this client',
        authorization_error.unreadable = 'id_token_hint' and v_given ->> 'prompt' = 'none'),
      (13, 'invalid_request', authorization_error.unreadable || ' cannot be read',
        authorization_error.unreadable is not null),
      (14, 'unmet_authentication_requirements', 'no acr that is essential is known here: see acr_values_supported',
        (authorization_error.acr -> 'essential')::boolean and authorization_error.acr -> 'values' <> '[]'
        and rowseal_private.asked_levels('{}', authorization_error.acr) = '{}')
    ) as problem (position, error, description, found)
   where problem.found
   order by problem.position
   limit 1;
end
$$;

comment on function rowseal_private.authorization_error(
  jsonb, rowseal_private.oauth_clients, text, text, text, jsonb
) is
$$The first thing wrong with an authorization request whose client and redirect URI are known, as the client is told it.
given are the parameters that have a value, scope the scopes that are asked for, unreadable and acr as
in rowseal_private.begin_authorization.
Returns: nulls: nothing is wrong.
Source: RFC 6749 section 4.1.2.1, OAuth 2.1, OpenID Connect Core section 3.1.2.6, RFC 8707 section 2.$$;

revoke execute on function rowseal_private.authorization_error(
  jsonb, rowseal_private.oauth_clients, text, text, text, jsonb) from public;
