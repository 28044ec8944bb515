create or replace function rowseal.list_services(after uuid default null, page_size integer default 100)
  returns table (
    id uuid, name text, scopes text[], enabled boolean, created_at timestamptz, created_by uuid, created_by_email text
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- Not in the query, where for a workspace without any the caller might never be asked for the scope.
  v_workspace_id constant uuid := rowseal.require_scope('services:read');
begin
  return query
    select service.id, service.name, rowseal_private.scopes_of_service(service.scopes), service.disabled_at is null,
           service.created_at, service.created_by, maker.email
      from rowseal_private.services as service
      -- Only of somebody who is a member now: the address of anybody else is nobody's business here.
      left join lateral (
        select account.email
          from rowseal.memberships as membership
          join rowseal.users as account on account.id = membership.user_id
         where membership.workspace_id = v_workspace_id and membership.user_id = service.created_by
           and rowseal.has_scope('members:read')
      ) as maker on true
     where service.workspace_id = v_workspace_id
       and service.id > coalesce(list_services.after, '00000000-0000-0000-0000-000000000000')
     order by service.id
     limit rowseal_private.page_size(list_services.page_size);
end
$$;

comment on function rowseal.list_services(uuid, integer) is $$The services of the workspace entered, oldest first, a
page at a time: after is the id of the last one on the page before (null: the first page), page_size how many at most,
1 to 1000. scopes: what each may do now, of those that it was given. created_by is who made it, whom it outlives, with
their address while they are a member and the caller may see members.
Errors: RS006 lacks services:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_services(uuid, integer) from public;
grant execute on function rowseal.list_services(uuid, integer) to rowseal_gateway;
