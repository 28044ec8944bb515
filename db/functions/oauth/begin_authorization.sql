create or replace function rowseal_private.begin_authorization(
  parameters jsonb, issuer text, browser_digest bytea, ip inet default null, subject uuid default null,
  unreadable text default null, acr jsonb default null,
  out status text, out request_id uuid, out redirect_uri text, out state text,
  out error text, out error_description text, out retry_after interval, out response_mode text
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- RFC 6749 section 3.1: a parameter without a value is as if it were left out.
  v_given constant jsonb := coalesce(
    (select jsonb_object_agg(key, value) from jsonb_each(begin_authorization.parameters) where value <> '""'), '{}'
  );
  v_client rowseal_private.oauth_clients;
  v_network constant text := rowseal_private.network_of(begin_authorization.ip);
  v_scope text;
  v_levels constant smallint[] := rowseal_private.asked_levels(v_given, begin_authorization.acr);
begin
  select * into v_client
    from rowseal_private.oauth_clients as client
   where client.id = v_given ->> 'client_id' and client.disabled_at is null;
  -- Nothing is sent to an address that nobody vouched for, not even an error.
  if not found or jsonb_typeof(v_given -> 'client_id') <> 'string' then
    status := 'unknown_client';
    return;
  end if;
  select answer.status, answer.redirect_uri
    into status, redirect_uri
    from rowseal_private.answer_address(v_given, v_client) as answer;
  if status is not null then
    return;
  end if;
  if jsonb_typeof(v_given -> 'state') = 'string' then
    state := v_given ->> 'state';
  end if;
  v_scope := rowseal_private.asked_scope(coalesce(v_given ->> 'scope', 'openid'), v_client.scope);
  response_mode := case
    when v_given ->> 'response_mode' = 'form_post' and redirect_uri ~ '^https?:' then 'form_post'
    else 'query'
  end;
  select found.error, found.description
    into error, error_description
    from rowseal_private.authorization_error(
      v_given, v_client, v_scope, begin_authorization.issuer, begin_authorization.unreadable, begin_authorization.acr
    ) as found;
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
    prompt, max_age, acr_values, login_hint, subject, response_mode, expires_at, levels
  )
  values (
    v_network, sha256(begin_authorization.browser_digest), v_client.id, begin_authorization.redirect_uri,
    begin_authorization.state, rowseal_private.scope_words(v_scope, true),
    rowseal_private.scope_words(v_scope, false),
    case when rtrim(v_given ->> 'resource', '/') <> begin_authorization.issuer then v_given ->> 'resource' end,
    v_given ->> 'code_challenge', v_given ->> 'nonce',
    coalesce(string_to_array(v_given ->> 'prompt', ' '), '{}'), (v_given ->> 'max_age')::integer,
    -- Voluntary: what cannot be one is as if it were left out.
    case when v_given ->> 'acr_values' ~ '^[!-~]+( [!-~]+)*$' then v_given ->> 'acr_values' end,
    v_given ->> 'login_hint', begin_authorization.subject, begin_authorization.response_mode,
    now() + interval '10 minutes', v_levels
  )
  returning id into request_id;
  status := 'ok';
end
$$;

comment on function rowseal_private.begin_authorization(jsonb, text, bytea, inet, uuid, text, jsonb) is
$$Validates an authorization request and keeps a valid one for ten minutes, bound to the browser that brought it.
parameters as they came: texts, or an array of them where one came several times; issuer is this server's;
browser_digest is the SHA-256 of the value of the browser's cookie; subject the user whom id_token_hint or claims names;
unreadable the parameter of these that the server cannot parse; acr what claims asks of the ID token's acr, an object
of values and essential.
Returns: a status: ok with the request's id; error with what to tell the client at redirect_uri, along with state, by
response_mode (query or form_post); unknown_client, redirect_uri_mismatch or redirect_uri_missing (OpenID Connect
requires it), which only the person is told; throttled with the time to wait, as is a network that has too many requests
which nobody has answered.
Source: RFC 6749 section 4.1.1 and 4.1.2.1, OAuth 2.1, OpenID Connect Core section 3.1.2.1, OAuth 2.0 Form Post Response
Mode section 2.$$;

revoke execute on function rowseal_private.begin_authorization(jsonb, text, bytea, inet, uuid, text, jsonb)
  from public;
grant execute on function rowseal_private.begin_authorization(jsonb, text, bytea, inet, uuid, text, jsonb)
  to rowseal_issuer;
