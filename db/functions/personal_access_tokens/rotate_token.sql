create or replace function rowseal.rotate_token(id uuid, expires_at timestamptz, out token text)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('tokens:write');
  v_secret constant bytea := rowseal_private.random_bytes(33);
  v_scope text;
begin
  select mine.scope
    into v_scope
    from rowseal_private.personal_access_tokens as mine
   where mine.user_id = rowseal.user_id()
     and mine.id = rotate_token.id
     and mine.workspace_id = v_workspace_id
     and mine.revoked_at is null
     for update;
  if not found then
    raise exception 'there is no such token' using errcode = 'RS013';
  end if;
  token := rowseal_private.format_token('rsp_', uuid_send(rowseal.user_id()) || uuid_send(rotate_token.id) || v_secret);
  update rowseal_private.personal_access_tokens as mine
     set secret_hash = sha256(v_secret),
         last_four = right(token, 4),
         scope = rowseal_private.grantable_scope(v_scope),
         expires_at = rowseal_private.token_expiry(v_workspace_id, rotate_token.expires_at)
   where mine.user_id = rowseal.user_id() and mine.id = rotate_token.id;
  perform rowseal_private.record_event('token_rotated', rowseal.user_id(), v_workspace_id, jsonb_build_object('token_id', rotate_token.id));
end
$$;

comment on function rowseal.rotate_token(uuid, timestamptz) is
  'Gives a token of the caller a new secret and expiry, and returns it: the only time it can be seen. The old secret ends at once. '
  'Errors: as rowseal.create_token, and RS013 no such token of the caller here.';

revoke execute on function rowseal.rotate_token(uuid, timestamptz) from public;
grant execute on function rowseal.rotate_token(uuid, timestamptz) to rowseal_gateway;
