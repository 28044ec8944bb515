create or replace function rowseal_private.policy_terms(workspace_id uuid, user_id uuid)
  returns table (level integer, due_at timestamptz)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select workspace.required_assurance::integer,
         greatest(
           greatest(workspace.assurance_since, membership.created_at) + workspace.assurance_grace, waiver.ends_at)
    from rowseal.workspaces as workspace
    join rowseal.memberships as membership on membership.workspace_id = workspace.id
    left join rowseal_private.policy_waivers as waiver
      on waiver.workspace_id = membership.workspace_id and waiver.user_id = membership.user_id
   where workspace.id = policy_terms.workspace_id
     and membership.user_id = policy_terms.user_id
     and workspace.required_assurance is not null
   union all
  select settings.required_assurance::integer,
         greatest(settings.assurance_since, account.created_at) + settings.assurance_grace
    from rowseal_private.settings as settings
    join rowseal.users as account on account.id = policy_terms.user_id
   where settings.required_assurance is not null;
end;

comment on function rowseal_private.policy_terms(uuid, uuid) is $$The levels of assurance that a workspace and the
installation ask of a member, and each from when on: when they were told (when it was set; if they came later, when they
joined or registered) and had their grace period, and when a waiver has ended.$$;

revoke execute on function rowseal_private.policy_terms(uuid, uuid) from public;
