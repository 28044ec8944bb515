create or replace function rowseal_private.may_step_up(user_id uuid, credential_id uuid, fresh boolean) returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return exists (
    select from rowseal_private.sessions as session
     where session.user_id = may_step_up.user_id
       and session.id = may_step_up.credential_id
       -- A grant that is agreed to anew may have a higher level, and is no fresher.
       and (session.client_id is null or not may_step_up.fresh)
  );

comment on function rowseal_private.may_step_up(uuid, uuid, boolean) is $$Whether the person of a credential can do
something about a level that it lacks: of a session, by a step-up; of a grant, by agreeing to a new one, which is no
fresher. Behind a personal access token there is nobody.$$;

revoke execute on function rowseal_private.may_step_up(uuid, uuid, boolean) from public;
