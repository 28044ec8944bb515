create or replace function rowseal.enter_with_token(token text, ip inet default null, wanted text default null) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  -- user (16 bytes), token (16), secret (33), checksum (4)
  v_bytes constant bytea := rowseal_private.token_bytes('rsp_', enter_with_token.token);
  v_user_id constant uuid := rowseal_private.uuid_at(v_bytes, 1);
  v_token_id constant uuid := rowseal_private.uuid_at(v_bytes, 17);
  v_workspace_id uuid;
  v_key_id text;
  v_inner bytea;
  v_outer bytea;
  v_context text;
  v_is_due boolean;
begin
  -- One statement, and one condition after it, because each is set up anew in every transaction: which of many reasons there is to refuse is
  -- looked into only where there is one.
  select token.workspace_id, key.id, key.inner_pad, key.outer_pad,
         rowseal_private.context_body(token.workspace_id, token.user_id, token.id, effective.scope),
         coalesce(token.last_used_at < clock_timestamp() - interval '1 minute', true)
    into v_workspace_id, v_key_id, v_inner, v_outer, v_context, v_is_due
    from rowseal_private.personal_access_tokens as token
    join rowseal.users as holder on holder.id = token.user_id
   cross join lateral rowseal_private.effective_scope(token.user_id, token.workspace_id, token.scope) as effective
    join rowseal_private.seal_keys as key on key.retires_at is null
   where token.user_id = v_user_id
     and token.id = v_token_id
     and token.secret_hash = case when rowseal_private.has_checksum('rsp_', v_bytes) then sha256(substr(v_bytes, 33, 33)) end
     and token.revoked_at is null
     and token.expires_at > clock_timestamp()
     and holder.disabled_at is null
     and coalesce(enter_with_token.ip <<= any (token.networks), token.networks is null);
  if v_context is null
     or enter_with_token.wanted is not null and rowseal_private.workspace_named(enter_with_token.wanted) is distinct from v_workspace_id
     or current_setting('rowseal.context', true) <> '' or current_setting('transaction_isolation') <> 'read committed'
  then
    perform rowseal_private.refuse_token(enter_with_token.token, enter_with_token.ip, enter_with_token.wanted);
  end if;
  -- Assigned, not performed: an expression costs a fraction of a query.
  v_context := set_config('rowseal.context', rowseal_private.sealed_context(v_key_id, v_inner, v_outer, v_context), true);
  if v_is_due and current_setting('transaction_read_only') = 'off' then
    perform rowseal_private.note_token_use(v_user_id, v_token_id, enter_with_token.ip);
  end if;
end
$$;

comment on function rowseal.enter_with_token(text, inet, text) is
  'Makes the holder of a personal access token (rsp_…) the principal of this transaction, in its workspace, as rowseal.enter does for an access '
  'token: user, membership and role are read as they are now. ip is the caller''s address; wanted, the id or slug of the workspace, may only repeat '
  'what the token is bound to. The use is noted at most once a minute. Errors: RS001 unknown, revoked, expired, or its user disabled; RS003 while a '
  'context stands; RS016 another isolation level than read committed; RS004 not a member; RS005 another workspace; RS012 another network; 22P02 wanted is neither an id nor a slug.';

revoke execute on function rowseal.enter_with_token(text, inet, text) from public;
grant execute on function rowseal.enter_with_token(text, inet, text) to rowseal_gateway;
