create or replace function rowseal_private.answer_logout(
  request_id uuid, browser_digest bytea, refresh_token rowseal_private.presented_refresh_token,
  approved boolean default null, ip inet default null,
  out status text, out redirect_uri text, out state text, out client text, out address text, out trusted boolean
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_request rowseal_private.logout_requests;
  v_client rowseal_private.oauth_clients;
  v_session rowseal_private.sessions;
begin
  select * into v_request
    from rowseal_private.logout_requests as request
   where request.id = answer_logout.request_id
     and request.browser_hash = sha256(answer_logout.browser_digest)
     and request.answered_at is null
     and request.expires_at > now()
     for update;
  if not found then
    status := 'expired';
    return;
  end if;
  select * into v_client from rowseal_private.oauth_clients as registered where registered.id = v_request.client_id;
  -- However old the token: who shows it may end the session, as by rowseal_private.log_out.
  select login.*
    into v_session
    from rowseal_private.authentic_session(answer_logout.refresh_token) as authentic
    join rowseal_private.sessions as login on login.user_id = authentic.user_id and login.id = authentic.id
   where login.client_id is null and login.revoked_at is null and login.expires_at > now();
  redirect_uri := case when v_client.disabled_at is null then v_request.redirect_uri end;
  state := v_request.state;
  client := v_client.name;
  address := (select account.email from rowseal.users as account where account.id = v_session.user_id);

  if v_session.id is not null and answer_logout.approved is null and not (
    v_request.sid is not null and v_request.user_id = v_session.user_id and (
      v_request.sid = v_session.id
      or exists (
        select from rowseal_private.session_clients as known
         where known.user_id = v_session.user_id and known.session_id = v_session.id
           and known.client_id = v_request.client_id and known.sid = v_request.sid
      )
    )
  ) then
    status := 'confirm';
    return;
  end if;
  update rowseal_private.logout_requests as request set answered_at = clock_timestamp() where request.id = v_request.id;
  perform rowseal_private.refund_attempt('logout_network', v_request.network);
  trusted := v_request.sid is not null or answer_logout.approved is true or v_client.registered_by_itself is false;
  status := case when answer_logout.approved is false then 'kept' else 'ended' end;
  if status = 'ended' and v_session.id is not null then
    perform rowseal_private.revoke_session(v_session.user_id, v_session.id, 'logged_out', answer_logout.ip);
  end if;
end
$$;

comment on function rowseal_private.answer_logout(
  uuid, bytea, rowseal_private.presented_refresh_token, boolean, inet
) is
$$Takes a pending logout request one step further, in the browser it came from (browser_digest, the SHA-256 of its
cookie's value), for the user who is signed in there (refresh_token). approved is what the person answered; null: not
asked yet. Nobody is asked where the application has shown an ID token of this very session.
Returns: a status: confirm, with the client's name, the user's address and where it goes on; ended, nobody is signed in
there any more, with redirect_uri and state (trusted: the browser may be sent there without a click, which it may not
for a client that nobody here vouched for and that has shown nothing); kept, the person goes on; expired, also for a
request of another browser or one that was answered.
Source: OpenID Connect RP-Initiated Logout 1.0 sections 2 and 3.$$;

revoke execute on function rowseal_private.answer_logout(
  uuid, bytea, rowseal_private.presented_refresh_token, boolean, inet) from public;
grant execute on function rowseal_private.answer_logout(
  uuid, bytea, rowseal_private.presented_refresh_token, boolean, inet) to rowseal_issuer;
