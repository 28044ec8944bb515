create or replace function rowseal_private.service_me() returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select jsonb_build_object(
           'user', null, 'service', jsonb_build_object('id', service.id, 'name', service.name),
           'session_id', entered.credential_id,
           'workspace', here.shown || jsonb_build_object('scopes', entered.scopes),
           'workspaces', jsonb_build_array(here.shown || jsonb_build_object('erase_at', null)), 'next', null
         )
    from rowseal_private.entered() as entered
    join rowseal_private.services as service
      on service.workspace_id = entered.workspace_id and service.id = entered.service_id
    join rowseal.workspaces as workspace on workspace.id = entered.workspace_id
   cross join lateral (
     select jsonb_build_object('id', workspace.id, 'slug', workspace.slug, 'name', workspace.name, 'role', null,
              'roles', null)
   ) as here (shown);
end;

comment on function rowseal_private.service_me() is $$What rowseal.me says of a service: no user, and no role.
Caller: rowseal.me.
Returns: null where no service entered.$$;

revoke execute on function rowseal_private.service_me() from public;
