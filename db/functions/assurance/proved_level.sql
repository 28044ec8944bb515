create or replace function rowseal_private.proved_level(
  user_id uuid, credential_id uuid, max_age interval default null, also text[] default '{}'
) returns integer
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return greatest(
    rowseal_private.assurance_level(
      proved_level.also || array(
        select proof.kind
          from rowseal_private.session_proofs as proof
         where proof.user_id = proved_level.user_id
           and proof.session_id = proved_level.credential_id
           and (
             proved_level.max_age is null
             or proof.proved_at >= clock_timestamp() - proved_level.max_age
               and exists (
                 select from rowseal_private.sessions as session
                  where session.user_id = proved_level.user_id
                    and session.id = proved_level.credential_id
                    and session.client_id is null
               )
           )
      )
    ),
    (select token.assurance::integer
       from rowseal_private.personal_access_tokens as token
      where token.user_id = proved_level.user_id
        and token.id = proved_level.credential_id
        and proved_level.max_age is null)
  );
end
$$;

comment on function rowseal_private.proved_level(uuid, uuid, interval, text[]) is $$The level of assurance that a
credential of a user has now, by proofs no older than max_age alone (null: of any age). also: kinds that the caller is
about to verify in the same transaction. A personal access token and a grant to an application have the level they were
made with, and are never fresh: nobody is there to prove anything.
Returns: 0 to 3, never null; 0 for a credential that there is none of.$$;

revoke execute on function rowseal_private.proved_level(uuid, uuid, interval, text[]) from public;
