create or replace function rowseal_private.principals_at(workspace_id uuid, user_id uuid, at timestamptz)
  returns table (user_id uuid, role text, kind text, id uuid, scopes text[], granted text[], disabled boolean,
    reads_only boolean, roles text[])
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select member.user_id, member.role, 'person', member.user_id,
         case when member.disabled then '{}' else member.scopes end, member.scopes, member.disabled,
         false, member.roles
    from rowseal_private.memberships_at(principals_at.workspace_id, principals_at.user_id, principals_at.at) as member
  union all
  select member.user_id, member.role, credential.kind, credential.id,
         case when member.disabled then '{}' when credential.scope is null then member.scopes
           else rowseal_private.array_intersection(
             member.scopes, pg_catalog.string_to_array(credential.scope, ' ')) end,
         member.scopes, member.disabled, credential.reads_only, member.roles
    from rowseal_private.memberships_at(principals_at.workspace_id, principals_at.user_id, principals_at.at) as member
   cross join lateral rowseal_private.credentials_at(
     member.user_id, principals_at.workspace_id, principals_at.at) as credential
  union all
  select null, null, service.kind, service.id, case when service.disabled then '{}' else service.scopes end,
         service.scopes, service.disabled, false, null
    from rowseal_private.services_at(principals_at.workspace_id, principals_at.user_id, principals_at.at) as service;
end;

comment on function rowseal_private.principals_at(uuid, uuid, timestamptz) is
$$The members and services of a workspace at a moment and their credentials that were good then; user_id: one of them, a
member or a service, null: all. scopes: those in force; granted: of the roles.$$;

revoke execute on function rowseal_private.principals_at(uuid, uuid, timestamptz) from public;
