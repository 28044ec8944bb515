create or replace function rowseal_private.begin_authorization(
  parameters jsonb, issuer text, browser_digest bytea, ip inet default null, subject uuid default null,
  unreadable text default null,
  out status text, out request_id uuid, out redirect_uri text, out state text, out error text,
  out error_description text,
  out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  -- RFC 6749 section 3.1: a parameter without a value is as if it were left out.
  v_given constant jsonb := coalesce(
    (select jsonb_object_agg(key, value) from jsonb_each(begin_authorization.parameters) where value <> '""'), '{}'
  );
  v_client rowseal_private.oauth_clients;
  v_network constant text := rowseal_private.network_of(begin_authorization.ip);
  v_scope text;
  v_waived boolean;
begin
  select * into v_client
    from rowseal_private.oauth_clients as client
   where client.id = v_given ->> 'client_id' and client.disabled_at is null;
  -- Nothing is sent to an address that nobody vouched for, not even an error.
  if not found or jsonb_typeof(v_given -> 'client_id') <> 'string' then
    status := 'unknown_client';
    return;
  end if;
  v_scope := rowseal_private.asked_scope(coalesce(v_given ->> 'scope', 'openid'), v_client.scope);
  if v_given ->> 'scope' ~ '(^| )openid( |$)' and not v_given ? 'redirect_uri' then
    status := 'redirect_uri_missing';
    return;
  end if;
  redirect_uri := coalesce(
    v_given ->> 'redirect_uri', case when cardinality(v_client.redirect_uris) = 1 then v_client.redirect_uris[1] end
  );
  if jsonb_typeof(v_given -> 'redirect_uri') = 'array'
     or not rowseal_private.matches_redirect_uri(v_client.redirect_uris, redirect_uri)
  then
    status := 'redirect_uri_mismatch';
    redirect_uri := null;
    return;
  end if;

  if jsonb_typeof(v_given -> 'state') = 'string' then
    state := v_given ->> 'state';
  end if;
  v_waived := v_client.pkce_waived and v_given ? 'nonce' and 'openid' = any (string_to_array(v_scope, ' '))
    and not v_given ?| array['code_challenge', 'code_challenge_method'];
  select problem.error, problem.description
    into error, error_description
    from (values
      (1, 'invalid_request', 'a parameter came more than once',
        exists (select from jsonb_each(v_given) where jsonb_typeof(value) = 'array')),
      (2, 'request_not_supported', 'request objects are not supported', v_given ? 'request'),
      (3, 'request_uri_not_supported', 'request objects are not supported', v_given ? 'request_uri'),
      (4, 'unsupported_response_type', 'response_type must be code',
        coalesce(v_given ->> 'response_type' <> 'code', true)),
      (5, 'invalid_request', 'response_mode must be query', v_given ->> 'response_mode' <> 'query'),
      (6, 'invalid_request', 'PKCE is required: code_challenge, with code_challenge_method=S256',
        not v_waived and (
          coalesce(v_given ->> 'code_challenge' !~ '^[A-Za-z0-9_-]{43}$'
            or v_given ->> 'code_challenge_method' <> 'S256', true)
          or not v_given ?& array['code_challenge', 'code_challenge_method']
        )),
      (7, 'invalid_scope', 'a scope is not known here, or not for this client',
        not rowseal_private.is_oauth_scope(v_scope)
        or not string_to_array(v_scope, ' ') <@ coalesce(
          string_to_array(v_client.scope, ' '), string_to_array(v_scope, ' '))
        or exists (
          select from unnest(string_to_array(rowseal_private.scope_words(v_scope, false), ' ')) as word
           where not exists (select from rowseal.scopes as scope where scope.name = word)
        )),
      (8, 'invalid_target', 'resource must be an absolute https URI without a fragment, or that of this server',
        v_given ->> 'resource' !~ '^https://[^#\s]+$'
          and rtrim(v_given ->> 'resource', '/') <> begin_authorization.issuer
        and v_given ->> 'resource' !~ '^http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?(/[^#\s]*)?$'),
      (9, 'invalid_request', 'prompt must be login, consent or none, and none alone',
        not string_to_array(v_given ->> 'prompt', ' ') <@ array['login', 'consent', 'none', 'select_account']
        or v_given ->> 'prompt' ~ 'none' and v_given ->> 'prompt' <> 'none'),
      (10, 'invalid_request', 'max_age must be a number of seconds', v_given ->> 'max_age' !~ '^[0-9]{1,9}$'),
      (11, 'invalid_request', 'a parameter is too long',
        exists (select from jsonb_each_text(v_given) where length(value) > 2000)
        or (select sum(length(value)) from jsonb_each_text(v_given)) > 6000),
      (12, 'login_required', 'id_token_hint is no ID token that this server has made for this client',
        begin_authorization.unreadable = 'id_token_hint' and v_given ->> 'prompt' = 'none'),
      (13, 'invalid_request', begin_authorization.unreadable || ' cannot be read',
        begin_authorization.unreadable is not null)
    ) as problem (position, error, description, found)
   where problem.found
   order by problem.position
   limit 1;
  if error is not null then
    status := 'error';
    return;
  end if;

  -- Given back when the request is answered: what counts is those that nobody means to answer.
  retry_after := nullif(rowseal_private.record_attempt('authorization_network', v_network), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  insert into rowseal_private.oauth_requests (
    network, browser_hash, client_id, redirect_uri, state, identity_scope, scope, resource, code_challenge, nonce,
    prompt, max_age, login_hint, subject,
    expires_at
  )
  values (
    v_network, sha256(begin_authorization.browser_digest), v_client.id, begin_authorization.redirect_uri,
    begin_authorization.state,
    rowseal_private.scope_words(v_scope, true), rowseal_private.scope_words(v_scope, false),
    case when rtrim(v_given ->> 'resource', '/') <> begin_authorization.issuer then v_given ->> 'resource' end,
    v_given ->> 'code_challenge', v_given ->> 'nonce',
    coalesce(string_to_array(v_given ->> 'prompt', ' '), '{}'), (v_given ->> 'max_age')::integer,
    v_given ->> 'login_hint',
    begin_authorization.subject, now() + interval '10 minutes'
  )
  returning id into request_id;
  status := 'ok';
end
$$;

comment on function rowseal_private.begin_authorization(jsonb, text, bytea, inet, uuid, text) is
$$Validates an authorization request and keeps a valid one for ten minutes, bound to the browser that brought it.
parameters as they came: texts, or an array of them where one came several times; issuer is this server's;
browser_digest is the SHA-256 of the value of the browser's cookie; subject the user whom id_token_hint or claims names;
unreadable the parameter of these that the server cannot parse.
Returns: a status: ok with the request's id; error with what to tell the client at redirect_uri, along with state;
unknown_client, redirect_uri_mismatch or redirect_uri_missing (OpenID Connect requires it), which only the person is
told; throttled with the time to wait, as is a network that has too many requests which nobody has answered.
Source: RFC 6749 section 4.1.1 and 4.1.2.1, OAuth 2.1, OpenID Connect Core section 3.1.2.1.$$;

revoke execute on function rowseal_private.begin_authorization(jsonb, text, bytea, inet, uuid, text) from public;
grant execute on function rowseal_private.begin_authorization(jsonb, text, bytea, inet, uuid, text) to rowseal_issuer;
