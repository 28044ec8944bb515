create or replace function rowseal.enter_with_token(token text, ip inet default null, wanted text default null) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_payload constant bytea := rowseal_private.token_payload('rsp_', enter_with_token.token);
  v_user_id constant uuid := encode(substr(v_payload, 1, 16), 'hex')::uuid;
  v_token_id constant uuid := encode(substr(v_payload, 17, 16), 'hex')::uuid;
  v_workspace_id uuid;
  v_networks cidr[];
  v_last_used_at timestamptz;
  v_scope text;
  v_key rowseal_private.seal_keys;
begin
  if current_setting('rowseal.context', true) <> '' then
    raise exception 'this transaction has a principal already' using errcode = 'RS003';
  end if;

  select token.workspace_id, token.networks, token.last_used_at, effective.scope
    into v_workspace_id, v_networks, v_last_used_at, v_scope
    from rowseal_private.personal_access_tokens as token
    join rowseal.users as holder on holder.id = token.user_id
    left join rowseal_private.effective_scope(token.user_id, token.workspace_id, token.scope) as effective on true
   where token.user_id = v_user_id
     and token.id = v_token_id
     and token.secret_hash = sha256(substr(v_payload, 33, 33))
     and token.revoked_at is null
     and token.expires_at > clock_timestamp()
     and holder.disabled_at is null;
  if v_workspace_id is null then
    raise exception 'the personal access token is not valid' using errcode = 'RS001';
  end if;
  if not coalesce(enter_with_token.ip <<= any (v_networks), v_networks is null) then
    raise exception 'the personal access token does not serve this network' using errcode = 'RS012';
  end if;
  if enter_with_token.wanted is not null
     and rowseal_private.workspace_named(enter_with_token.wanted) is distinct from v_workspace_id
  then
    raise exception 'the credential is bound to another workspace' using errcode = 'RS005';
  end if;
  if v_scope is null then
    raise exception 'not a member of this workspace' using errcode = 'RS004';
  end if;

  select * into strict v_key from rowseal_private.seal_keys as key where key.retires_at is null;
  perform rowseal_private.write_context(
    v_key.id, v_key.inner_pad, v_key.outer_pad, v_workspace_id, v_user_id, v_token_id, v_scope
  );
  if coalesce(v_last_used_at < clock_timestamp() - interval '1 minute', true) and current_setting('transaction_read_only') = 'off' then
    perform rowseal_private.note_token_use(v_user_id, v_token_id, enter_with_token.ip);
  end if;
end
$$;

comment on function rowseal.enter_with_token(text, inet, text) is
  'Makes the holder of a personal access token (rsp_…) the principal of this transaction, in its workspace, as rowseal.enter does for an access '
  'token: user, membership and role are read as they are now. ip is the caller''s address; wanted, the id or slug of the workspace, may only repeat '
  'what the token is bound to. The use is noted at most once a minute. Errors: RS001 unknown, revoked, expired, or its user disabled; RS003 a second '
  'call; RS004 not a member; RS005 another workspace; RS012 another network; 22P02 wanted is neither an id nor a slug.';

revoke execute on function rowseal.enter_with_token(text, inet, text) from public;
grant execute on function rowseal.enter_with_token(text, inet, text) to rowseal_gateway;
