create or replace function rowseal.list_invitation_links(after uuid default null, page_size integer default 100)
  returns table (
    id uuid, role text, email_domain text, max_uses integer, uses integer, created_by uuid, created_at timestamptz,
    expires_at timestamptz
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- Not in the query, where for a workspace without any the caller might never be asked for the scope.
  v_workspace_id constant uuid := rowseal.require_scope('members:read');
begin
  return query
    select link.id, link.role, link.email_domain, link.max_uses, link.uses, link.created_by, link.created_at,
           link.expires_at
      from rowseal_private.invitation_links as link
     where link.workspace_id = v_workspace_id
       and link.id > coalesce(list_invitation_links.after, '00000000-0000-0000-0000-000000000000')
       and link.revoked_at is null
     order by link.id
     limit rowseal_private.page_size(list_invitation_links.page_size);
end
$$;

comment on function rowseal.list_invitation_links(uuid, integer) is $$The invitation links of the workspace entered that
were not revoked, expired and used up ones included, oldest first, a page at a time. after is the id of the last one on
the page before (null: the first page), page_size how many at most, 1 to 1000. Who joined by which is in the events of
the workspace.
Errors: RS006 lacks members:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_invitation_links(uuid, integer) from public;
grant execute on function rowseal.list_invitation_links(uuid, integer) to rowseal_gateway;
