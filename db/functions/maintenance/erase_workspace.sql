create or replace function rowseal_private.erase_workspace() returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace rowseal.workspaces;
  v_kept_by text;
begin
  select * into v_workspace
    from rowseal.workspaces as due
   where due.erase_at < now()
     and coalesce(due.erased_at < clock_timestamp() - interval '1 day', true)
   order by due.erase_at
   limit 1
     for update skip locked;
  if not found then
    return 0;
  end if;
  begin
    delete from rowseal.workspaces as workspace where workspace.id = v_workspace.id;
    return 1;
  -- Whatever an application answers, the purge goes on.
  exception when others then
    get stacked diagnostics v_kept_by = constraint_name;
    v_kept_by := coalesce(nullif(v_kept_by, ''), sqlstate);
  end;
  update rowseal.workspaces as workspace
     set erased_at = clock_timestamp(), name = 'Erased', longest_session_age = null, networks = null,
         email_domains = null
   where workspace.id = v_workspace.id;
  delete from rowseal.invitations as invitation where invitation.workspace_id = v_workspace.id;
  delete from rowseal_private.invitation_links as link where link.workspace_id = v_workspace.id;
  delete from rowseal.memberships as membership where membership.workspace_id = v_workspace.id;
  delete from rowseal.roles as role where role.workspace_id = v_workspace.id;
  delete from rowseal_private.services as service where service.workspace_id = v_workspace.id;
  delete from rowseal_private.webhooks as webhook where webhook.workspace_id = v_workspace.id;
  if v_workspace.erased_at is null then
    perform rowseal_private.record_event(
      'workspace_erased', null, v_workspace.id,
      jsonb_build_object('slug', v_workspace.slug, 'kept_by', v_kept_by)
    );
  end if;
  return 1;
end
$$;

comment on function rowseal_private.erase_workspace() is $$Erases a workspace whose grace period is over: its row, and
by foreign keys its members, roles, invitations and tokens, and the rows of applications that refer to it with ON DELETE
CASCADE, as their owners and in this one transaction. What cannot be deleted (a foreign key without an action, an error
of an application) keeps the row of the workspace, emptied: a finding, tried again each day.
Caller: rowseal_private.purge.
Returns: 1; 0 where none is due.$$;

revoke execute on function rowseal_private.erase_workspace() from public;
