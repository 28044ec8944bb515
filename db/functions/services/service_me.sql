create or replace function rowseal_private.service_me() returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(found.shown, rowseal_private.refuse_ended(entered.credential_id))
    from rowseal_private.entered() as entered
    left join lateral (
      select jsonb_build_object(
               'user', null, 'service', jsonb_build_object('id', service.id, 'name', service.name),
               'session_id', entered.credential_id,
               'workspace', here.shown || jsonb_build_object('scopes', entered.scopes),
               'workspaces', jsonb_build_array(here.shown || jsonb_build_object('erase_at', null)), 'next', null
             ) as shown
        from rowseal_private.services as service
        join rowseal.workspaces as workspace on workspace.id = service.workspace_id
       cross join lateral (
         select jsonb_build_object('id', workspace.id, 'slug', workspace.slug, 'name', workspace.name, 'role', null,
                  'roles', null)
       ) as here (shown)
       where service.workspace_id = entered.workspace_id and service.id = entered.service_id
    ) as found on true;
end;

comment on function rowseal_private.service_me() is $$What rowseal.me says where no credential of a user is found:
of a service, with no user and no role.
Caller: rowseal.me.
Returns: null where nobody entered.
Errors: RS002 the credential, or its service, has ended since it entered.$$;

revoke execute on function rowseal_private.service_me() from public;
