create or replace function rowseal_private.remove_client(client_id text) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  delete from rowseal_private.oauth_clients as client where client.id = remove_client.client_id;
  if found then
    perform rowseal_private.record_event(
      'client_removed', null, null, jsonb_build_object('client_id', remove_client.client_id));
    return true;
  end if;
  return false;
end
$$;

comment on function rowseal_private.remove_client(text) is
$$Removes an application, and with it every grant, code and consent of it, at once.
Returns: false where there is none of that id.$$;

revoke execute on function rowseal_private.remove_client(text) from public;
grant execute on function rowseal_private.remove_client(text) to rowseal_worker;
