create or replace function rowseal_private.change_roles(was rowseal.memberships, roles text[], actor_id uuid)
  returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_was constant text[] := (change_roles.was).role || (change_roles.was).further_roles;
begin
  update rowseal.memberships as membership
     set role = change_roles.roles[1], further_roles = nullif(change_roles.roles[2:], '{}')
   where membership.workspace_id = (change_roles.was).workspace_id
     and membership.user_id = (change_roles.was).user_id;
  perform rowseal_private.record_event(
    'member_role_changed', change_roles.actor_id, (change_roles.was).workspace_id,
    jsonb_build_object('user_id', (change_roles.was).user_id, 'from', v_was[1], 'to', change_roles.roles[1]),
    before => jsonb_build_object('roles', v_was), after => jsonb_build_object('roles', change_roles.roles)
  );
end
$$;

comment on function rowseal_private.change_roles(rowseal.memberships, text[], uuid) is
$$Gives a member other roles (rowseal_private.ordered_roles), and records who did so. Checks nothing that triggers of
memberships do not.
Caller: what gives and takes roles, in a workspace that is locked.
Errors: RS006, RS014 those of the triggers; 23503 no such role; 23514 more than twenty.$$;

revoke execute on function rowseal_private.change_roles(rowseal.memberships, text[], uuid) from public;
