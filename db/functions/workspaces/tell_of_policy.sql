create or replace function rowseal_private.tell_of_policy(workspace_id uuid) returns void
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
begin atomic
  select rowseal_private.enqueue_mail(
           'policy_set',
           pg_catalog.jsonb_build_object('user_id', membership.user_id, 'workspace_id', membership.workspace_id),
           membership.workspace_id::text || ' ' || membership.user_id::text
         )
    from rowseal.memberships as membership
    join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
   where membership.workspace_id = tell_of_policy.workspace_id
     and rowseal_private.account_level(membership.user_id) < workspace.required_assurance;
end;

comment on function rowseal_private.tell_of_policy(uuid) is $$Has every member of a workspace told by mail who lacks the
factor that its policy asks for, and until when they have time.$$;

revoke execute on function rowseal_private.tell_of_policy(uuid) from public;
