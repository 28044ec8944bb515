create or replace function rowseal_private.stored_version(kind text, workspace_id uuid, id uuid) returns text
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select pg_catalog.left(
           pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(known.state::text, 'UTF8')), 'hex'), 32)
    from (
      -- Nothing whose text depends on settings of the session.
      select pg_catalog.jsonb_build_array(
               workspace.id, workspace.slug, workspace.name, workspace.networks, workspace.email_domains,
               extract(epoch from workspace.longest_token_lifetime),
               extract(epoch from workspace.longest_session_age), extract(epoch from workspace.erase_at)
             ) as state
        from rowseal.workspaces as workspace
       where stored_version.kind = 'workspace' and workspace.id = stored_version.workspace_id
       union all
      select pg_catalog.jsonb_build_array(
               membership.user_id, membership.role, membership.further_roles, extract(epoch from membership.created_at))
        from rowseal.memberships as membership
       where stored_version.kind = 'member'
         and membership.workspace_id = stored_version.workspace_id and membership.user_id = stored_version.id
       union all
      select pg_catalog.jsonb_build_array(role.id, role.name, role.scopes)
        from rowseal.roles as role
       where stored_version.kind = 'role'
         and role.workspace_id in (stored_version.workspace_id, rowseal_private.no_workspace())
         and role.id = stored_version.id
       union all
      select pg_catalog.jsonb_build_array(service.id, service.name, service.scopes, service.disabled_at is null)
        from rowseal_private.services as service
       where stored_version.kind = 'service'
         and service.workspace_id = stored_version.workspace_id and service.id = stored_version.id
       union all
      select pg_catalog.jsonb_build_array(webhook.id, webhook.url, webhook.kinds, webhook.disabled_at is null)
        from rowseal_private.webhooks as webhook
       where stored_version.kind = 'webhook'
         and webhook.workspace_id = stored_version.workspace_id and webhook.id = stored_version.id
    ) as known;
end;

comment on function rowseal_private.stored_version(text, uuid, uuid) is $$A digest of what clients may change of a
workspace (whose id is not looked at), or of a member, role, service or webhook of it.
Returns: null where there is no such thing.$$;

revoke execute on function rowseal_private.stored_version(text, uuid, uuid) from public;
