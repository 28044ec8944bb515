create or replace function rowseal_private.redeem_code(
  code text, client_id text, redirect_uri text, verifier text, resource text, ip inet, user_agent text,
  out status text, out claims rowseal_private.claims, out refresh_token text, out granted jsonb
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_payload constant bytea := rowseal_private.token_payload('rsc_', redeem_code.code);
  v_user_id constant uuid := encode(substr(v_payload, 1, 16), 'hex')::uuid;
  v_code_id constant uuid := encode(substr(v_payload, 17, 16), 'hex')::uuid;
  v_session_id constant uuid := rowseal.uuidv7();
  v_code rowseal_private.oauth_codes;
  v_opened record;
begin
  status := 'invalid_grant';
  -- One statement decides: of many that come at once, one finds the code unused.
  update rowseal_private.oauth_codes as issued
     set session_id = v_session_id
   where issued.user_id = v_user_id
     and issued.id = v_code_id
     and issued.secret_hash = sha256(substr(v_payload, 33, 33))
     and issued.client_id = redeem_code.client_id
     and issued.session_id is null
     and issued.expires_at > clock_timestamp()
     and issued.redirect_uri = coalesce(redeem_code.redirect_uri, issued.redirect_uri)
     and issued.code_challenge = rowseal_private.pkce_challenge(redeem_code.verifier)
     and coalesce(redeem_code.resource, issued.resource, '') = coalesce(issued.resource, '')
     and exists (select from rowseal.users as holder where holder.id = v_user_id and holder.disabled_at is null)
  returning issued.* into v_code;
  if not found then
    perform rowseal_private.revoke_session(issued.user_id, issued.session_id, 'authorization_code_replayed', redeem_code.ip)
       from rowseal_private.oauth_codes as issued
      where issued.user_id = v_user_id
        and issued.id = v_code_id
        and issued.secret_hash = sha256(substr(v_payload, 33, 33))
        and issued.session_id is not null;
    return;
  end if;

  select * into v_opened
    from rowseal_private.open_session(
      v_user_id, v_code.workspace_id, v_code.scope, redeem_code.ip, redeem_code.user_agent,
      id => v_session_id, client_id => v_code.client_id, identity_scope => v_code.identity_scope, resource => v_code.resource,
      authenticated_at => v_code.authenticated_at
    );
  status := 'ok';
  claims := v_opened.claims;
  if 'offline_access' = any (string_to_array(v_code.identity_scope, ' ')) then
    refresh_token := v_opened.refresh_token;
  end if;
  granted := jsonb_build_object(
    'scope', concat_ws(' ', nullif(v_code.identity_scope, ''), nullif(v_code.scope, '')),
    'resource', v_code.resource,
    'identity', case when 'openid' = any (string_to_array(v_code.identity_scope, ' ')) then
      rowseal_private.identity_claims(v_user_id, v_code.identity_scope) || jsonb_strip_nulls(jsonb_build_object(
        'nonce', v_code.nonce, 'auth_time', floor(extract(epoch from v_code.authenticated_at))::bigint, 'sid', v_session_id
      ))
    end
  );
end
$$;

comment on function rowseal_private.redeem_code(text, text, text, text, text, inet, text) is
  'Exchanges an authorization code for a grant (RFC 6749 section 4.1.3), for the client it was issued to, which has been authenticated; verifier is '
  'PKCE''s (RFC 7636); resource is what the tokens shall be for (RFC 8707): empty, this server; null, whatever was asked for at first. Returns a status: ok with sealed claims, a refresh token where offline_access was granted, and what was granted (scope, resource, '
  'claims of the ID token); invalid_grant, and where the code had been used before, the grant it was used for is revoked with it.';

revoke execute on function rowseal_private.redeem_code(text, text, text, text, text, inet, text) from public;
grant execute on function rowseal_private.redeem_code(text, text, text, text, text, inet, text) to rowseal_issuer;
