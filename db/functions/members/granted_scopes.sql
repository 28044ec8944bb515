create or replace function rowseal_private.granted_scopes(workspace_id uuid, scopes text[], further_roles text[])
  returns text[]
  language sql stable parallel restricted
  return case when granted_scopes.further_roles is null then granted_scopes.scopes
    else rowseal_private.united_scopes(
      granted_scopes.workspace_id, granted_scopes.scopes, granted_scopes.further_roles) end;

comment on function rowseal_private.granted_scopes(uuid, text[], text[]) is
$$What the roles of a member grant: scopes are those of the first, further_roles the others, as rowseal.memberships has
them. No SET clause, so that it is inlined into its callers, and costs who has one role nothing.$$;

revoke execute on function rowseal_private.granted_scopes(uuid, text[], text[]) from public;
