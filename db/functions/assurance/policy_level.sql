create or replace function rowseal_private.policy_level(user_id uuid, credential_id uuid) returns integer
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return coalesce(
    (select session.assurance::integer
       from rowseal_private.sessions as session
      where session.user_id = policy_level.user_id
        and session.id = policy_level.credential_id
        and session.client_id is null),
    rowseal_private.account_level(policy_level.user_id)
  );

comment on function rowseal_private.policy_level(uuid, uuid) is $$What counts of a credential where a policy asks for an
assurance: of a session what its person has proved in it; of whatever acts for them while they are away (a personal
access token, a grant, a login role) what they could prove: that they have the factor.$$;

revoke execute on function rowseal_private.policy_level(uuid, uuid) from public;
