create or replace function rowseal_private.effective_scope(user_id uuid, workspace_id uuid, credential_scope text)
  returns table (role text, scope text)
  language sql stable parallel restricted
begin atomic
  select membership.role,
         pg_catalog.array_to_string(
           case when membership.further_roles is not null
             then rowseal_private.united_scopes(
               membership.workspace_id, role.scopes, membership.further_roles,
               pg_catalog.string_to_array(effective_scope.credential_scope, ' '))
             when effective_scope.credential_scope is null
             then role.scopes
             else rowseal_private.array_intersection(
               role.scopes, pg_catalog.string_to_array(effective_scope.credential_scope, ' '))
           end, ' '
         )
    from rowseal.memberships as membership
    join rowseal.roles as role
      on role.workspace_id = membership.role_workspace_id
     and role.name = membership.role
   where membership.workspace_id = effective_scope.workspace_id
     and membership.user_id = effective_scope.user_id;
end;

comment on function rowseal_private.effective_scope(uuid, uuid, text) is
$$THE permission rule: which scopes of a credential (a space-separated list; null: not limited) the user's roles in the
workspace grant now, any of them. No SET clause, so that it is inlined into the one query of its callers; who has one
role pays for no others.
Returns: no row where the user is not a member; role: the first.
Source: RFC 6749 section 3.3 (the list of scopes).$$;

revoke execute on function rowseal_private.effective_scope(uuid, uuid, text) from public;
