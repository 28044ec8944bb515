create or replace function rowseal.revoke_token(id uuid) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('tokens:write');
begin
  perform
    from rowseal_private.reach_of(rowseal.user_id(), rowseal.session_id()) as caller
    join rowseal_private.personal_access_tokens as mine
      on mine.user_id = rowseal.user_id()
     and mine.id = revoke_token.id
     and mine.workspace_id = v_workspace_id
   where rowseal_private.manages(rowseal.session_id(), caller.limited, mine.id, mine.parent_id);
  return found and rowseal_private.end_token(rowseal.user_id(), revoke_token.id, 'revoked_by_user');
end
$$;

comment on function rowseal.revoke_token(uuid) is $$Revokes a token of the caller, and everything that it is the parent
of. A credential that is limited revokes only itself and what it has made.
Returns: false where there was nothing to revoke.
Errors: RS006 lacks tokens:write; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.revoke_token(uuid) from public;
grant execute on function rowseal.revoke_token(uuid) to rowseal_gateway;
