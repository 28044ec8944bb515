create or replace function rowseal_private.list_clients()
  returns table (client_id text, name text, auth_method text, redirect_uris text[], scope text, first_party boolean,
    registered_by_itself boolean,
                 created_at timestamptz)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select client.id, client.name, client.auth_method, client.redirect_uris, client.scope, client.first_party,
         client.registered_by_itself,
         client.created_at
    from rowseal_private.oauth_clients as client
   where client.disabled_at is null
   order by client.created_at, client.id;
end;

comment on function rowseal_private.list_clients() is $$The registered applications, oldest first, without their
secrets.$$;

revoke execute on function rowseal_private.list_clients() from public;
grant execute on function rowseal_private.list_clients() to rowseal_worker;
