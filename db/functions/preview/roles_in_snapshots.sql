create or replace function rowseal_private.roles_in_snapshots(before jsonb, after jsonb)
  returns table (workspace_id uuid, name text, was text[], becomes text[], several text[])
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with role as (
    select shown.workspace_id, shown.name, shown.scopes as was, coalesce(later.scopes, '{}') as becomes
      from pg_catalog.jsonb_to_recordset(roles_in_snapshots.before -> 'roles') as shown (
        workspace_id uuid, name text, scopes text[])
      left join pg_catalog.jsonb_to_recordset(roles_in_snapshots.after -> 'roles') as later (
        workspace_id uuid, name text, scopes text[])
        on later.workspace_id = shown.workspace_id and later.name = shown.name
  )
  select role.workspace_id, role.name, role.was, role.becomes, null
    from role
  union all
  select held.workspace_id, pg_catalog.array_to_string(held.roles, ', '),
         array(select distinct pg_catalog.unnest(role.was) from role
                where role.name = any (held.roles)
                  and role.workspace_id = rowseal_private.role_home(role.name, held.workspace_id)
                order by 1),
         array(select distinct pg_catalog.unnest(role.becomes) from role
                where role.name = any (held.roles)
                  and role.workspace_id = rowseal_private.role_home(role.name, held.workspace_id)
                order by 1),
         held.roles
    from (
      select distinct membership.workspace_id, membership.role || membership.further_roles as roles
        from rowseal.memberships as membership
       where membership.further_roles is not null
    ) as held;
end;

comment on function rowseal_private.roles_in_snapshots(jsonb, jsonb) is
$$What the roles in two of rowseal_audit.snapshot granted and grant: each of them, and those that a member has together,
in each workspace (several; null: one role alone).
Caller: rowseal_audit.compare_snapshots.$$;

revoke execute on function rowseal_private.roles_in_snapshots(jsonb, jsonb) from public;
