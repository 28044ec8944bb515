create or replace function rowseal_private.manages(
  credential_id uuid, credential_limited boolean, other_id uuid, other_parent_id uuid
) returns boolean
  language sql immutable parallel safe
  return not manages.credential_limited
    or manages.credential_id in (manages.other_id, coalesce(manages.other_parent_id, manages.other_id));

comment on function rowseal_private.manages(uuid, boolean, uuid, uuid) is
$$Whether a credential may list, renew and revoke another of its user, by what rowseal_private.reach_of says of it: a
limited one, only itself and what it is the parent of. No SET clause, so that it is inlined into its callers.$$;

revoke execute on function rowseal_private.manages(uuid, boolean, uuid, uuid) from public;
