create or replace function rowseal_audit.find_users(
  search text default null, after uuid default null, page_size integer default 100
)
  returns table (
    id uuid, email text, name text, email_verified_at timestamptz, disabled_at timestamptz, created_at timestamptz
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select account.id, account.email, account.name, account.email_verified_at, account.disabled_at, account.created_at
    from (
      -- Each by an index of its own: with "or" all users are read in the order of their ids.
      (
        select * from rowseal.users as listed
         where find_users.search is null
           and listed.id > coalesce(find_users.after, rowseal_private.no_workspace())
         order by listed.id
         limit rowseal_private.page_size(find_users.page_size)
      )
      union all
      select * from rowseal.users as addressed where addressed.email = rowseal_private.normal_address(find_users.search)
      union all
      select * from rowseal.users as named
       where named.id = case
           when find_users.search ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then find_users.search::uuid end
    ) as account
   where account.id > coalesce(find_users.after, rowseal_private.no_workspace())
   order by account.id
   limit rowseal_private.page_size(find_users.page_size);
end;

comment on function rowseal_audit.find_users(text, uuid, integer) is
$$Accounts, by an address or an id, or all of them by pages. after: the last id of the page before; page_size: 1 to
1000.
Caller: auditors, the database's owner.$$;

revoke execute on function rowseal_audit.find_users(text, uuid, integer) from public;
grant execute on function rowseal_audit.find_users(text, uuid, integer) to rowseal_auditor, pg_database_owner;
