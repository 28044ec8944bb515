create or replace function rowseal_private.workspace_choice(session rowseal_private.sessions, scope text) returns jsonb
  language sql stable parallel restricted set search_path = ''
  return (
    select coalesce(
             pg_catalog.jsonb_agg(
               pg_catalog.jsonb_build_object('id', workspace.id, 'name', workspace.name, 'role', membership.role) order by workspace.name
             ), '[]'
           )
      from rowseal.memberships as membership
      join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
     where membership.user_id = (workspace_choice.session).user_id
       and workspace.id = coalesce((workspace_choice.session).workspace_id, workspace.id)
       and workspace_choice.scope <> ''
  );

comment on function rowseal_private.workspace_choice(rowseal_private.sessions, text) is
  'The workspaces that a grant of these scopes could be for: those of the session''s user that the session can enter. None where no scope needs one.';

revoke execute on function rowseal_private.workspace_choice(rowseal_private.sessions, text) from public;
