create or replace function rowseal_private.consume_provider_login(
  state_digest bytea, browser_digest bytea, provider text,
  out status text, out request_id uuid, out session_user_id uuid, out session_id uuid, out links boolean,
  out authenticated_since timestamptz
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_login rowseal_private.provider_logins;
begin
  perform rowseal_private.keep_to_reads();
  -- One statement decides: of many that come at once, one finds the login. In another browser it finds none, and spoils
  -- nobody's login; at another provider's callback it is used up, because somebody mixes providers up (RFC 9700 section
  -- 4.4).
  delete from rowseal_private.provider_logins as login
   where login.state_hash = sha256(consume_provider_login.state_digest)
     and login.browser_hash = sha256(consume_provider_login.browser_digest)
     and login.expires_at > clock_timestamp()
  returning * into v_login;
  perform rowseal_private.refund_attempt('provider_login_network', v_login.network);
  if v_login.state_hash is null or v_login.provider is distinct from consume_provider_login.provider then
    status := 'invalid';
    return;
  end if;
  if not exists (select from rowseal_private.identity_providers as known
    where known.id = v_login.provider and known.enabled) then
    status := 'disabled';
    return;
  end if;
  status := 'ok';
  request_id := v_login.request_id;
  session_user_id := v_login.session_user_id;
  session_id := v_login.session_id;
  links := v_login.links;
  authenticated_since := v_login.authenticated_since;
end
$$;

comment on function rowseal_private.consume_provider_login(bytea, bytea, text) is
$$Uses up a login that comes back from a provider, before anything that came along is evaluated. The digests are the
SHA-256 of the state parameter and of the value of the browser's cookie.
Returns: a status: ok with what rowseal_private.begin_provider_login was told, and the earliest authentication that the
client which waits has asked for (null: any); invalid: used, expired, of another
browser or of another provider, nobody can tell which; disabled.$$;

revoke execute on function rowseal_private.consume_provider_login(bytea, bytea, text) from public;
grant execute on function rowseal_private.consume_provider_login(bytea, bytea, text) to rowseal_issuer;
