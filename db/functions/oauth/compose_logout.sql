create or replace function rowseal_private.compose_logout(payload jsonb)
  returns table (uri text, client_id text, subject text, sid text, algorithm text, registered_by_itself boolean)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select client.backchannel_logout_uri, client.id, compose_logout.payload ->> 'user_id',
         compose_logout.payload ->> 'sid', client.id_token_algorithm, client.registered_by_itself
    from rowseal_private.oauth_clients as client
   where client.id = compose_logout.payload ->> 'client_id'
     and client.disabled_at is null
     and client.backchannel_logout_uri is not null;
end;

comment on function rowseal_private.compose_logout(jsonb) is
$$What a job "logout" is to send now: to where, for which client, of whom and which session, signed by which algorithm.
payload is as rowseal_private.tell_clients made it.
Returns: no row when there is nobody to tell any more.
Source: OpenID Connect Back-Channel Logout 1.0 section 2.4.$$;

revoke execute on function rowseal_private.compose_logout(jsonb) from public;
grant execute on function rowseal_private.compose_logout(jsonb) to rowseal_worker;
