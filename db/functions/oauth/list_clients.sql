create or replace function rowseal_private.list_clients(after text default null, page_size integer default 100)
  returns table (client_id text, name text, auth_method text, redirect_uris text[], scope text, first_party boolean,
    registered_by_itself boolean,
                 created_at timestamptz)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select client.id, client.name, client.auth_method, client.redirect_uris, client.scope, client.first_party,
         client.registered_by_itself,
         client.created_at
    from rowseal_private.oauth_clients as client
   where client.id > coalesce(list_clients.after, '')
     and client.disabled_at is null
   order by client.id
   limit rowseal_private.page_size(list_clients.page_size);
end;

comment on function rowseal_private.list_clients(text, integer) is $$The registered applications without their secrets,
in the order of their client_id, a page at a time: after is the client_id of the last one on the page before (null: the
first page), page_size how many at most, 1 to 1000.$$;

revoke execute on function rowseal_private.list_clients(text, integer) from public;
grant execute on function rowseal_private.list_clients(text, integer) to rowseal_worker;
