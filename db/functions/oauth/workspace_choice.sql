create or replace function rowseal_private.workspace_choice(session rowseal_private.sessions, scope text) returns jsonb
  language sql stable parallel restricted set search_path = ''
  return (
    select coalesce(
             pg_catalog.jsonb_agg(
               pg_catalog.jsonb_build_object('id', workspace.id, 'name', workspace.name, 'role', effective.role, 'scopes', had.scopes)
               order by workspace.name
             ), '[]'
           )
      from rowseal.memberships as membership
      join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
     cross join lateral rowseal_private.effective_scope(
       membership.user_id, membership.workspace_id, (workspace_choice.session).scope
     ) as effective
     cross join lateral (
       select rowseal_private.array_intersection(
                pg_catalog.string_to_array(effective.scope, ' '), pg_catalog.string_to_array(workspace_choice.scope, ' ')
              )
     ) as had (scopes)
     where membership.user_id = (workspace_choice.session).user_id
       and workspace.id = coalesce((workspace_choice.session).workspace_id, workspace.id)
       and pg_catalog.cardinality(had.scopes) > 0
  );

comment on function rowseal_private.workspace_choice(rowseal_private.sessions, text) is
  'The workspaces that a grant of these scopes could be for, and with which of them: those that the session can enter, and where it has at least one of '
  'the scopes now. None where no scope needs one.';

revoke execute on function rowseal_private.workspace_choice(rowseal_private.sessions, text) from public;
