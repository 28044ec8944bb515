create or replace function rowseal_private.workspace_choice(
  session rowseal_private.sessions, scope text, only_id uuid default null, after uuid default null
) returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return (
    select coalesce(
             pg_catalog.jsonb_agg(
               pg_catalog.jsonb_build_object(
                 'id', choice.id, 'name', choice.name, 'role', choice.role, 'roles', choice.roles,
                 'scopes', choice.scopes
               )
               order by choice.id
             ), '[]'
           )
      from (
        select workspace.id, workspace.name, effective.role, had.scopes,
               membership.role || membership.further_roles as roles
          from rowseal.memberships as membership
          join rowseal.workspaces as workspace
            on workspace.id = membership.workspace_id and workspace.erase_at is null
         cross join lateral rowseal_private.effective_scope(
           membership.user_id, membership.workspace_id, (workspace_choice.session).scope
         ) as effective
         cross join lateral (
           select rowseal_private.array_intersection(
                    pg_catalog.string_to_array(effective.scope, ' '),
                    pg_catalog.string_to_array(workspace_choice.scope, ' ')
                  )
         ) as had (scopes)
         where membership.user_id = (workspace_choice.session).user_id
           and membership.workspace_id > coalesce(workspace_choice.after, '00000000-0000-0000-0000-000000000000')
           and membership.workspace_id = coalesce((workspace_choice.session).workspace_id, membership.workspace_id)
           and membership.workspace_id = coalesce(workspace_choice.only_id, membership.workspace_id)
           and pg_catalog.cardinality(had.scopes) > 0
         order by membership.workspace_id
         limit 101
      ) as choice
  );

comment on function rowseal_private.workspace_choice(rowseal_private.sessions, text, uuid, uuid) is $$The workspaces
that a grant of these scopes could be for, and with which of them: those that the session can enter, and where it has at
least one of the scopes now. None where no scope needs one. Oldest first, a hundred and one at most: the last says that
there are more. only_id: this one or none; after: those after this one.$$;

revoke execute on function rowseal_private.workspace_choice(rowseal_private.sessions, text, uuid, uuid) from public;
