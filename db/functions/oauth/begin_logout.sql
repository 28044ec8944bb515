create or replace function rowseal_private.begin_logout(
  parameters jsonb, browser_digest bytea, ip inet default null, hint jsonb default null,
  out status text, out request_id uuid, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_given constant jsonb := coalesce(
    (select jsonb_object_agg(key, value) from jsonb_each(begin_logout.parameters) where value <> '""'), '{}'
  );
  v_client rowseal_private.oauth_clients;
  v_network constant text := rowseal_private.network_of(begin_logout.ip);
begin
  if exists (select from jsonb_each(v_given) where jsonb_typeof(value) = 'array' or length(value #>> '{}') > 8192) then
    status := 'repeated';
    return;
  end if;
  -- What cannot be verified is not used, and nothing that needs it is done.
  if v_given ? 'id_token_hint' and begin_logout.hint is null
    or v_given ->> 'client_id' <> begin_logout.hint ->> 'aud' then
    status := 'hint_refused';
    return;
  end if;
  select * into v_client
    from rowseal_private.oauth_clients as client
   where client.id = coalesce(begin_logout.hint ->> 'aud', v_given ->> 'client_id') and client.disabled_at is null;
  if not found and (v_given ? 'client_id' or begin_logout.hint is not null) then
    status := 'unknown_client';
    return;
  end if;
  if v_given ? 'post_logout_redirect_uri' and v_client.id is null then
    status := 'client_missing';
    return;
  end if;
  if v_given ? 'post_logout_redirect_uri'
    and not (v_given ->> 'post_logout_redirect_uri') = any (v_client.post_logout_redirect_uris) then
    status := 'redirect_uri_mismatch';
    return;
  end if;

  retry_after := nullif(rowseal_private.record_attempt('logout_network', v_network), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  insert into rowseal_private.logout_requests (
    network, browser_hash, client_id, redirect_uri, state, user_id, sid, expires_at
  )
  values (
    v_network, sha256(begin_logout.browser_digest), v_client.id, v_given ->> 'post_logout_redirect_uri',
    v_given ->> 'state', (begin_logout.hint ->> 'sub')::uuid, (begin_logout.hint ->> 'sid')::uuid,
    now() + interval '10 minutes'
  )
  returning id into request_id;
  status := 'ok';
end
$$;

comment on function rowseal_private.begin_logout(jsonb, bytea, inet, jsonb) is
$$Validates what an application asks with when it sends somebody to sign out, and keeps it for ten minutes, bound to the
browser that brought it. parameters as they came: texts, or an array of them where one came several times; hint is what
the verified id_token_hint says (aud, sub, sid), null where there is none or it is not one of ours; browser_digest is
the SHA-256 of the value of the browser's cookie.
Returns: a status: ok with the request's id; what only the person is told: hint_refused, also where client_id names
another client; unknown_client; client_missing, a post_logout_redirect_uri of nobody; redirect_uri_mismatch, one that is
not registered to the letter; repeated, a parameter came twice or is too long; throttled with the time to wait: too many
requests of this network have not been answered.
Source: OpenID Connect RP-Initiated Logout 1.0 sections 2, 3 and 4.$$;

revoke execute on function rowseal_private.begin_logout(jsonb, bytea, inet, jsonb) from public;
grant execute on function rowseal_private.begin_logout(jsonb, bytea, inet, jsonb) to rowseal_issuer;
