create or replace function rowseal_private.answer_authorization(
  request_id uuid, browser_digest bytea, refresh_token rowseal_private.presented_refresh_token,
  approved boolean default null, workspace_id uuid default null, workspaces_after uuid default null,
  out status text, out redirect_uri text, out state text, out error text, out code text, out details jsonb,
  out response_mode text
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_request rowseal_private.oauth_requests;
  v_client rowseal_private.oauth_clients;
  v_session constant rowseal_private.sessions := rowseal_private.shown_session(answer_authorization.refresh_token);
  v_missing text;
  v_asks boolean;
  v_choice jsonb;
  v_workspace_id uuid;
  v_scopes text[];
  v_is_hopeless boolean;
begin
  perform rowseal_private.keep_to_reads();
  select * into v_request
    from rowseal_private.oauth_requests as request
   where request.id = answer_authorization.request_id
     and request.browser_hash = sha256(answer_authorization.browser_digest)
     and request.answered_at is null
     and request.expires_at > now()
     for update;
  select * into v_client
    from rowseal_private.oauth_clients as client where client.id = v_request.client_id and client.disabled_at is null;
  if not found then
    status := 'expired';
    return;
  end if;
  redirect_uri := v_request.redirect_uri;
  state := v_request.state;
  response_mode := v_request.response_mode;
  details := jsonb_build_object('client', v_client.name, 'login_hint', v_request.login_hint);

  if answer_authorization.approved is false then
    error := 'access_denied';
  else
    select lacking.step, lacking.error into v_missing, error
      from rowseal_private.lacking_authentication(v_request, v_session) as lacking;
  end if;
  if error is null and v_missing is null then
    select chosen.choice, chosen.scope, chosen.workspace_id, chosen.scopes, chosen.is_hopeless
      into v_choice, v_request.scope, v_workspace_id, v_scopes, v_is_hopeless
      from rowseal_private.choose_workspace(
        v_request, v_session, answer_authorization.workspace_id, answer_authorization.workspaces_after
      ) as chosen;
    v_asks := rowseal_private.needs_consent(v_request, v_client, v_session.user_id, v_workspace_id, v_scopes);
    if v_is_hopeless then
      error := 'access_denied';
    elsif v_request.scope <> '' and v_scopes is null or answer_authorization.approved is not true and v_asks then
      v_missing := 'consent';
    end if;
  end if;
  if v_missing is not null then
    if 'none' <> all (v_request.prompt) then
      status := v_missing;
      details := details || case v_missing
        when 'consent' then rowseal_private.consent_details(v_request, v_client, v_session.user_id, v_choice)
          || jsonb_build_object('only_workspace', v_client.first_party and not v_asks)
        else '{}'
      end;
      return;
    end if;
    error := case v_missing when 'consent' then 'consent_required' else 'login_required' end;
  end if;

  update rowseal_private.oauth_requests as request set answered_at = clock_timestamp() where request.id = v_request.id;
  perform rowseal_private.refund_attempt('authorization_network', v_request.network);
  if error is null then
    code := rowseal_private.issue_code(
      v_request, v_client, v_session, case when v_request.scope <> '' then v_workspace_id end);
    error := case when code is null then 'access_denied' end;
  end if;
  status := case when error is null then 'ok' else 'error' end;
end
$$;

comment on function rowseal_private.answer_authorization(
  uuid, bytea, rowseal_private.presented_refresh_token, boolean, uuid, uuid
) is
$$Takes a pending authorization request one step further, in the browser it came from (browser_digest, the SHA-256 of
its cookie's value), for the user who is signed in there (refresh_token). approved and workspace_id are what the person
answered on the consent page; null: not asked yet.
Returns: a status: sign_in; step_up, who is signed in has to prove better who they are; consent, with details of what
to ask (client, user, identity, workspaces to choose from, scopes that the session has in one of them; only_workspace:
nothing but which workspace); ok with a code for redirect_uri, without scopes of the application where the session has
none of those asked for but the client may still learn who the user is; error with what to tell redirect_uri,
access_denied also where nothing at all is left, login_required also where another user has signed in than the client
asked for, unmet_authentication_requirements where the user cannot prove what the client asks for; expired, also for a
request of another browser or one that was answered. response_mode is how redirect_uri is told: query or form_post.$$;

revoke execute on function rowseal_private.answer_authorization(
  uuid, bytea, rowseal_private.presented_refresh_token, boolean, uuid, uuid) from public;
grant execute on function rowseal_private.answer_authorization(
  uuid, bytea, rowseal_private.presented_refresh_token, boolean, uuid, uuid) to rowseal_issuer;
