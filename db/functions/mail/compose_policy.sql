create or replace function rowseal_private.compose_policy(payload jsonb)
  returns table (recipient text, kind text, variables jsonb)
  language sql stable parallel restricted
begin atomic
  select account.email, compose_policy.payload ->> 'kind', notice.variables
    from rowseal.memberships as membership
    join rowseal.users as account on account.id = membership.user_id
    join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
   cross join lateral (
     select pg_catalog.jsonb_build_object(
              'workspace', workspace.name, 'level', workspace.required_assurance,
              'due_at', greatest(workspace.assurance_since, membership.created_at)
                + workspace.assurance_grace) as variables
      where compose_policy.payload ->> 'kind' = 'policy_set'
        and rowseal_private.account_level(membership.user_id) < workspace.required_assurance
      union all
     select pg_catalog.jsonb_build_object(
              'workspace', workspace.name, 'at', compose_policy.payload -> 'at', 'ends_at', waiver.ends_at)
       from rowseal_private.policy_waivers as waiver
      where compose_policy.payload ->> 'kind' = 'policy_waived'
        and waiver.workspace_id = membership.workspace_id and waiver.user_id = membership.user_id
   ) as notice
   where membership.workspace_id = (compose_policy.payload ->> 'workspace_id')::uuid
     and membership.user_id = (compose_policy.payload ->> 'user_id')::uuid
     and account.disabled_at is null
     and workspace.erase_at is null;
end;

comment on function rowseal_private.compose_policy(jsonb) is $$The mail that tells a member what their workspace asks of
them (policy_set), or that somebody has waived it for a day (policy_waived).
Caller: only rowseal_private.compose_mail.
Returns: no row where they have met it meanwhile, it is not asked for any more, or they are no member.$$;

revoke execute on function rowseal_private.compose_policy(jsonb) from public;
