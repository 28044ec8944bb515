create or replace function rowseal.parse_token(
  token text, out kind text, out owner_id uuid, out id uuid, out generation integer
)
  language plpgsql immutable parallel safe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c_kinds constant jsonb := '{"rsr_": "refresh_token", "rsp_": "personal_access_token", "rsc_": "authorization_code",
                              "rsi_": "invitation", "rsv_": "email_proof", "rsd_": "device_token",
                              "rsl_": "login_challenge", "rss_": "service_key", "rsj_": "invitation_link"}';
  v_payload constant bytea := rowseal_private.token_payload(left(parse_token.token, 4), parse_token.token);
begin
  if v_payload is null then
    return;
  end if;
  kind := c_kinds ->> left(parse_token.token, 4);
  owner_id := rowseal_private.uuid_at(v_payload, 1);
  id := rowseal_private.uuid_at(v_payload, 17);
  if kind = 'refresh_token' then
    generation := ('x' || encode(substr(v_payload, 33, 4), 'hex'))::bit(32)::integer;
  end if;
end
$$;

comment on function rowseal.parse_token(text) is $$What a token says of itself, without looking at any table: its kind,
its owner (the user's id; of an invitation, an invitation link and the key of a service the workspace's), its own id,
and the generation of a refresh token. Not whether it is genuine or still valid. Scanners find tokens by
rsr_[A-Za-z0-9_-]{120} and rs[pcivdlsj]_[A-Za-z0-9_-]{92}.
Returns: all null for anything that is not a complete token.$$;

revoke execute on function rowseal.parse_token(text) from public;
grant execute on function rowseal.parse_token(text) to rowseal_auditor;
