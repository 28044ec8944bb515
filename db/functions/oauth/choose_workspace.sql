create or replace function rowseal_private.choose_workspace(
  request rowseal_private.oauth_requests, session rowseal_private.sessions, wanted_id uuid, after uuid,
  out choice jsonb, out scope text, out workspace_id uuid, out scopes text[], out is_hopeless boolean
)
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_has_none boolean;
  v_workspace_id uuid;
begin
  choice := rowseal_private.workspace_choice(session, request.scope, after => choose_workspace.after);
  v_has_none := jsonb_array_length(choice) = 0 and choose_workspace.after is null;
  -- Nobody has to belong to a workspace to say who they are.
  scope := case when v_has_none and request.identity_scope <> '' then '' else request.scope end;
  v_workspace_id := case
    when jsonb_array_length(choice) = 1 and choose_workspace.after is null then (choice -> 0 ->> 'id')::uuid
    else choose_workspace.wanted_id
  end;
  scopes := rowseal_private.grantable_scopes(session, choose_workspace.scope, v_workspace_id);
  workspace_id := case when scopes is not null then v_workspace_id end;
  is_hopeless := scope <> '' and v_has_none;
end
$$;

comment on function rowseal_private.choose_workspace(
  rowseal_private.oauth_requests, rowseal_private.sessions, uuid, uuid
) is
$$Which workspace an authorization request is granted for: the only one that there is, or the one that the person chose
(wanted_id), on the page of the choice that follows after.
Returns: choice, the page of workspaces to choose from; scope, what the request can still ask for: no scopes of the
application where its user has no workspace and it asks who they are; workspace_id and scopes of the grant, null where
none is chosen; is_hopeless, the user has no workspace for what is asked.$$;

revoke execute on function rowseal_private.choose_workspace(
  rowseal_private.oauth_requests, rowseal_private.sessions, uuid, uuid) from public;
