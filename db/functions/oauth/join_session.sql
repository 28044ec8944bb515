create or replace function rowseal_private.join_session(code rowseal_private.oauth_codes) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_login_id constant uuid := coalesce(code.parent_id, code.origin_id);
begin
  insert into rowseal_private.session_clients (user_id, session_id, client_id, sid)
  select code.user_id, v_login_id, client.id, v_login_id
    from rowseal_private.oauth_clients as client
   where client.id = code.client_id
     and client.backchannel_logout_uri is not null
     and v_login_id is not null
     and 'openid' = any (string_to_array(code.identity_scope, ' '))
  on conflict on constraint session_clients_pkey do nothing;
end
$$;

comment on function rowseal_private.join_session(rowseal_private.oauth_codes) is
$$Notes that a client which gets an ID token is to be told when the login ends that agreed to it, if it has said where.
Caller: only rowseal_private.redeem_code, while it locks the code, which the end of the login waits for.
Source: OpenID Connect Back-Channel Logout 1.0 section 2.3.$$;

revoke execute on function rowseal_private.join_session(rowseal_private.oauth_codes) from public;
