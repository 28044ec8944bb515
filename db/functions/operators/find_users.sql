create or replace function rowseal_audit.find_users(
  search text default null, after uuid default null, page_size integer default 100
)
  returns table (
    id uuid, email text, name text, email_verified_at timestamptz, disabled_at timestamptz, created_at timestamptz
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select account.id, account.email, account.name, account.email_verified_at, account.disabled_at, account.created_at
    from rowseal.users as account
   where (
       find_users.search is null
       or account.email = rowseal_private.normal_address(find_users.search)
       or account.id = case
         when find_users.search ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then find_users.search::uuid end
     )
     and (find_users.after is null or account.id > find_users.after)
   order by account.id
   limit rowseal_private.page_size(find_users.page_size);
end;

comment on function rowseal_audit.find_users(text, uuid, integer) is
$$Accounts, by an address or an id, or all of them by pages. after: the last id of the page before; page_size: 1 to
1000.
Caller: auditors, the database's owner.$$;

revoke execute on function rowseal_audit.find_users(text, uuid, integer) from public;
grant execute on function rowseal_audit.find_users(text, uuid, integer) to rowseal_auditor, pg_database_owner;
