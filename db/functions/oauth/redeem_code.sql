create or replace function rowseal_private.redeem_code(
  code rowseal_private.presented_token, client_id text, redirect_uri text, verifier_digest bytea, resource text,
  ip inet, user_agent text, refresh_digest bytea default null,
  out status text, out claims rowseal_private.claims, out refreshable boolean, out granted jsonb
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := code.owner_id;
  v_session_id constant uuid := rowseal.uuidv7();
  v_code rowseal_private.oauth_codes;
begin
  status := 'invalid_grant';
  -- One statement decides: of many that come at once, one finds the code unused.
  update rowseal_private.oauth_codes as issued
     set session_id = v_session_id
   where issued.user_id = v_user_id
     and issued.id = code.id
     and issued.secret_hash = sha256(code.digest)
     and issued.client_id = redeem_code.client_id
     and issued.session_id is null
     and issued.expires_at > clock_timestamp()
     and issued.redirect_uri = coalesce(redeem_code.redirect_uri, issued.redirect_uri)
     and issued.code_challenge is not distinct from rowseal_private.pkce_challenge(redeem_code.verifier_digest)
     and (
       issued.code_challenge is not null
       or exists (select from rowseal_private.oauth_clients as client
         where client.id = issued.client_id and client.pkce_waived)
     )
     and coalesce(redeem_code.resource, issued.resource, '') = coalesce(issued.resource, '')
     and exists (select from rowseal.users as account where account.id = v_user_id and account.disabled_at is null)
  returning issued.* into v_code;
  if not found then
    perform rowseal_private.revoke_redeemed(redeem_code.code, redeem_code.ip);
    return;
  end if;

  status := 'ok';
  refreshable := 'offline_access' = any (string_to_array(v_code.identity_scope, ' '));
  claims := rowseal_private.open_session(
    v_user_id, v_code.workspace_id, v_code.scope, redeem_code.ip, redeem_code.user_agent,
    id => v_session_id, client_id => v_code.client_id, identity_scope => v_code.identity_scope,
    resource => v_code.resource, authenticated_at => v_code.authenticated_at, parent_id => v_code.parent_id,
    origin_id => v_code.origin_id, ends_at => v_code.ends_at,
    refresh_digest => case when refreshable then redeem_code.refresh_digest end, proofs => v_code.proofs
  );
  perform rowseal_private.record_event(
    'grant_made', v_user_id, v_code.workspace_id,
    jsonb_strip_nulls(jsonb_build_object(
      'session_id', v_session_id, 'client_id', v_code.client_id, 'parent_id', v_code.parent_id,
      'origin_id', v_code.origin_id
    )), redeem_code.ip
  );
  perform rowseal_private.join_session(v_code);
  granted := rowseal_private.granted_by_code(v_code);
end
$$;

comment on function rowseal_private.redeem_code(
  rowseal_private.presented_token, text, text, bytea, text, inet, text, bytea
) is
$$Exchanges an authorization code for a grant, for the client it was issued to, which has been authenticated.
verifier_digest is the SHA-256 of PKCE's verifier, null where none was sent, which only a code without a challenge
allows, of a client that may leave PKCE out; refresh_digest that of the secret of the refresh token; resource is what
the tokens shall be for: empty, this server; null, whatever was asked for at first.
Returns: a status: ok with sealed claims, whether there is a refresh token, which offline_access grants, and what was
granted (scope, resource, claims of the ID token); invalid_grant, and where the code had been used before, the grant it
was used for is revoked with it.
Source: RFC 6749 section 4.1.3, RFC 7636 (PKCE), RFC 9700 section 4.8.2 (no challenge), RFC 8707 (resource).$$;

revoke execute on function rowseal_private.redeem_code(
  rowseal_private.presented_token, text, text, bytea, text, inet, text, bytea) from public;
grant execute on function rowseal_private.redeem_code(
  rowseal_private.presented_token, text, text, bytea, text, inet, text, bytea) to rowseal_issuer;
