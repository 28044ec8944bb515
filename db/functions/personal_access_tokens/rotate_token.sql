create or replace function rowseal_private.rotate_token(
  claims rowseal_private.claims, wanted text, id uuid, expires_at timestamptz, ip inet default null, out token text
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id uuid;
  v_secret constant bytea := rowseal_private.random_bytes(33);
  -- A variable of its own: what a statement takes as a parameter, auto_explain may log.
  v_hash constant bytea := sha256(sha256(v_secret));
  v_last_four text;
  v_caller record;
  v_token rowseal_private.personal_access_tokens;
  v_end timestamptz;
begin
  perform rowseal_private.enter_by_claims(rotate_token.claims, rotate_token.wanted, rotate_token.ip);
  v_workspace_id := rowseal.require_scope('tokens:write');
  if rowseal.user_id() is null then
    raise exception 'a service makes no personal access token' using errcode = 'RS010';
  end if;
  perform rowseal_private.refuse_old_maker();
  select * into v_caller
    from rowseal_private.delegate(
      rowseal.user_id(), rowseal.session_id(), v_workspace_id, held => rowseal.effective_scopes());
  select * into v_token
    from rowseal_private.personal_access_tokens as mine
   where mine.user_id = rowseal.user_id()
     and mine.id = rotate_token.id
     and mine.workspace_id = v_workspace_id
     and mine.revoked_at is null
     and mine.expires_at > clock_timestamp()
     and rowseal_private.manages(rowseal.session_id(), v_caller.parent_id is not null, mine.id, mine.parent_id)
     for update;
  if not found then
    raise exception 'there is no such token' using errcode = 'RS013';
  end if;
  perform rowseal_private.require_delegated(v_caller.effective, 'tokens:write');
  perform rowseal_private.require_delegated(v_caller.effective, v_token.scope);
  v_end := rowseal_private.token_expiry(v_workspace_id, rotate_token.expires_at);
  -- Its parent is the caller, or still bounds what the user's own session renews.
  if v_token.parent_id is not null
     and v_end > coalesce(
       (select parent.ends_at from rowseal_private.reach_of(v_token.user_id, v_token.parent_id) as parent), '-infinity')
  then
    raise exception 'a token cannot outlive the limited credential that made it' using errcode = 'RS011';
  end if;
  token := rowseal_private.format_token('rsp_', uuid_send(rowseal.user_id()) || uuid_send(rotate_token.id) || v_secret);
  v_last_four := right(token, 4);
  update rowseal_private.personal_access_tokens as mine
     set origin_id = v_caller.origin_id, secret_hash = v_hash, last_four = v_last_four,
         scope = coalesce(v_token.scope, v_caller.scope), expires_at = v_end, rotated_at = clock_timestamp(),
         assurance = rowseal_private.proved_level(v_token.user_id, rowseal.session_id())
   where mine.user_id = v_token.user_id and mine.id = v_token.id;
  perform rowseal_private.record_event(
    'token_rotated', rowseal.user_id(), v_workspace_id,
    jsonb_build_object('token_id', rotate_token.id, 'by', rowseal.session_id())
  );
end
$$;

comment on function rowseal_private.rotate_token(rowseal_private.claims, text, uuid, timestamptz, inet) is
$$Gives a token of the user whom the sealed claims name a new secret and expiry. The old secret stops working at once. A
limited session or a grant renews only what it has made. A token keeps its parent, and cannot outlive it.
Returns: the token, which cannot be seen again.
Errors: as rowseal_private.create_token, and RS013 no such live token of the caller here.$$;

revoke execute on function rowseal_private.rotate_token(rowseal_private.claims, text, uuid, timestamptz, inet)
  from public;
grant execute on function rowseal_private.rotate_token(rowseal_private.claims, text, uuid, timestamptz, inet)
  to rowseal_issuer;
