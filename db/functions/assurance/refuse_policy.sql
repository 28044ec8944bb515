create or replace function rowseal_private.refuse_policy(workspace_id uuid, user_id uuid, credential_id uuid)
  returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_level constant integer := rowseal_private.unmet_policy(
    refuse_policy.workspace_id, refuse_policy.user_id, refuse_policy.credential_id);
begin
  if v_level is not null then
    perform rowseal_private.refuse_level(refuse_policy.user_id, refuse_policy.credential_id, v_level);
  end if;
end
$$;

comment on function rowseal_private.refuse_policy(uuid, uuid, uuid) is $$Refuses a credential of a member where a policy
of assurance shuts it out of a workspace.
Errors: those of rowseal_private.refuse_level.$$;

revoke execute on function rowseal_private.refuse_policy(uuid, uuid, uuid) from public;
