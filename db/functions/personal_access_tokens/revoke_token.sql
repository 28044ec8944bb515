create or replace function rowseal.revoke_token(id uuid) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('tokens:write');
begin
  update rowseal_private.personal_access_tokens as mine
     set revoked_at = clock_timestamp()
   where mine.user_id = rowseal.user_id()
     and mine.id = revoke_token.id
     and mine.workspace_id = v_workspace_id
     and mine.revoked_at is null;
  if not found then
    return false;
  end if;
  perform rowseal_private.record_event('token_revoked', rowseal.user_id(), v_workspace_id, jsonb_build_object('token_id', revoke_token.id));
  return true;
end
$$;

comment on function rowseal.revoke_token(uuid) is
  'Ends a token of the caller for good. False where there was nothing to end. Errors: RS006 lacks tokens:write; RS007, RS008 nobody entered a '
  'workspace.';

revoke execute on function rowseal.revoke_token(uuid) from public;
grant execute on function rowseal.revoke_token(uuid) to rowseal_gateway;
