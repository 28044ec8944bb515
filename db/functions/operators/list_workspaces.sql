create or replace function rowseal_audit.list_workspaces(
  search text default null, after uuid default null, page_size integer default 100
)
  returns table (
    id uuid, slug text, name text, external_key text, created_at timestamptz, members bigint, owners bigint
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select listed.id, listed.slug, listed.name, listed.external_key, listed.created_at, counted.members, counted.owners
    from (
      select * from rowseal.workspaces as workspace
       where (
           list_workspaces.search is null
           or workspace.id = rowseal_private.workspace_named(list_workspaces.search)
         )
         and (list_workspaces.after is null or workspace.id > list_workspaces.after)
       order by workspace.id
       limit rowseal_private.page_size(list_workspaces.page_size)
    ) as listed
   cross join lateral (
     select pg_catalog.count(*) as members, pg_catalog.count(*) filter (where membership.role = 'owner') as owners
       from rowseal.memberships as membership where membership.workspace_id = listed.id
   ) as counted
   order by listed.id;
end;

comment on function rowseal_audit.list_workspaces(text, uuid, integer) is $$Workspaces with the numbers of their members
and owners, by slug or id, or all of them by pages. after: the last id of the page before; page_size: 1 to 1000.
Caller: auditors, the database's owner.$$;

revoke execute on function rowseal_audit.list_workspaces(text, uuid, integer) from public;
grant execute on function rowseal_audit.list_workspaces(text, uuid, integer) to rowseal_auditor, pg_database_owner;
