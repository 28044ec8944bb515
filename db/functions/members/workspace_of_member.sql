create or replace function rowseal_private.workspace_of_member(user_id uuid, name text) returns uuid
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_id constant uuid := rowseal_private.workspace_named(workspace_of_member.name);
begin
  return (
    select membership.workspace_id
      from rowseal.memberships as membership
     where membership.workspace_id = v_id and membership.user_id = workspace_of_member.user_id
  );
end
$$;

comment on function rowseal_private.workspace_of_member(uuid, text) is
$$The id of the workspace that somebody names by id or slug, if they are a member of it.
Returns: null where they are not, and for null.
Errors: 22P02 36 characters that are not an id.$$;

revoke execute on function rowseal_private.workspace_of_member(uuid, text) from public;
