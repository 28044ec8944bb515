create or replace function rowseal_private.end_token(user_id uuid, token_id uuid, reason text) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id uuid;
  v_parent_id uuid;
begin
  update rowseal_private.personal_access_tokens as token
     set revoked_at = clock_timestamp()
   where token.user_id = end_token.user_id
     and token.id = end_token.token_id
     and token.revoked_at is null
  returning token.workspace_id, token.parent_id into v_workspace_id, v_parent_id;
  if not found then
    return false;
  end if;
  perform rowseal_private.record_event(
    'token_revoked', end_token.user_id, v_workspace_id,
    jsonb_strip_nulls(jsonb_build_object(
      'token_id', end_token.token_id, 'reason', end_token.reason, 'parent_id', v_parent_id))
  );
  return true;
end
$$;

comment on function rowseal_private.end_token(uuid, uuid, text) is
$$Revokes a personal access token, and by a trigger everything that it is the parent of. reason goes into the audit
event, in the same commit.
Returns: false where there was nothing to revoke.$$;

revoke execute on function rowseal_private.end_token(uuid, uuid, text) from public;
