create or replace function rowseal_private.begin_provider_login(
  provider text, browser_digest bytea, request_id uuid default null,
  refresh_token rowseal_private.presented_refresh_token default null,
  links boolean default false,
  ip inet default null,
  out status text, out state text, out retry_after interval, out prompt text, out max_age integer, out acr_values text
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_state constant text := rowseal_private.base64url(rowseal_private.random_bytes(32));
  -- A variable of its own: what a statement takes as a parameter, auto_explain may log.
  v_state_hash constant bytea := sha256(sha256(convert_to(v_state, 'UTF8')));
  v_network constant text := rowseal_private.network_of(begin_provider_login.ip);
  v_session record;
  v_request rowseal_private.oauth_requests;
begin
  perform from rowseal_private.identity_providers as known
    where known.id = begin_provider_login.provider and known.enabled;
  if not found then
    status := 'disabled';
    return;
  end if;
  if begin_provider_login.links then
    select session.user_id, session.id
      into v_session
      from rowseal_private.shown_session(begin_provider_login.refresh_token) as session
     where session.scope is null and session.workspace_id is null;
    if v_session.id is null then
      status := 'sign_in_required';
      return;
    end if;
    perform rowseal_private.refuse_old_proofs(v_session.user_id, v_session.id);
  else
    select authentic.user_id, authentic.id
      into v_session
      from rowseal_private.authentic_session(begin_provider_login.refresh_token) as authentic
     where authentic.client_id is null;
  end if;
  -- Given back when the login comes back.
  retry_after := nullif(rowseal_private.record_attempt('provider_login_network', v_network), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  select * into v_request
    from rowseal_private.oauth_requests as request
   where request.id = begin_provider_login.request_id
     and request.browser_hash = sha256(begin_provider_login.browser_digest)
     and request.answered_at is null
     and request.expires_at > now();
  insert into rowseal_private.provider_logins (
    network, state_hash, browser_hash, provider, request_id, session_user_id, session_id, links, authenticated_since,
    expires_at)
  values (
    v_network, v_state_hash, sha256(begin_provider_login.browser_digest), begin_provider_login.provider,
    begin_provider_login.request_id, v_session.user_id, v_session.id, begin_provider_login.links,
    case
      when 'login' = any (v_request.prompt) then v_request.created_at
      else v_request.created_at - make_interval(secs => v_request.max_age)
    end,
    clock_timestamp() + interval '10 minutes'
  );
  status := 'ok';
  state := v_state;
  prompt := nullif(
    array_to_string(rowseal_private.array_intersection(v_request.prompt, array['login', 'select_account']), ' '), ''
  );
  max_age := v_request.max_age;
  acr_values := v_request.acr_values;
end
$$;

comment on function rowseal_private.begin_provider_login(
  text, bytea, uuid, rowseal_private.presented_refresh_token, boolean, inet
) is
$$Begins a login through a provider, in one browser. browser_digest is the SHA-256 of the value of the browser's cookie,
request_id the authorization request that waits for the login, refresh_token that of the user signed in there; links:
the identity is to be linked to their account.
Returns: a status: ok with the state parameter, of which only the hash is kept, and what the client of request_id asks
of the authentication (prompt, where it is login or select_account, max_age, acr_values); disabled, also for an unknown
provider; sign_in_required: links, and nobody is signed in with a session that is not limited; throttled with the time
to wait: too many have gone from this network and not come back.
Errors: RS050 links, and who is signed in has not just proved who they are.
Source: RFC 6749 section 10.12 (state), OpenID Connect Core section 3.1.2.1.$$;

revoke execute on function rowseal_private.begin_provider_login(
  text, bytea, uuid, rowseal_private.presented_refresh_token, boolean, inet) from public;
grant execute on function rowseal_private.begin_provider_login(
  text, bytea, uuid, rowseal_private.presented_refresh_token, boolean, inet) to rowseal_issuer;
