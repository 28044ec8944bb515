create or replace function rowseal_private.tell_clients() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_told record;
begin
  -- In one order: the first job of a queue makes it, which others wait for.
  for v_told in
    with gone as (
      delete from rowseal_private.session_clients as known
       where known.user_id = old.user_id and known.session_id = old.id
      returning known.client_id, known.sid
    )
    select gone.client_id, gone.sid, client.registered_by_itself
      from gone
      join rowseal_private.oauth_clients as client on client.id = gone.client_id
     order by gone.client_id, gone.sid
  loop
    perform graphile_worker_rowseal.enqueue_logout(
      rowseal_private.traced_payload(
        jsonb_build_object('client_id', v_told.client_id, 'user_id', old.user_id, 'sid', v_told.sid)),
      case when v_told.registered_by_itself then 'logout' else 'logout ' || v_told.client_id end
    );
  end loop;
  return case tg_op when 'DELETE' then old else null end;
end
$$;

comment on function rowseal_private.tell_clients() is
$$Trigger of sessions: when a login is revoked or deleted while it lasts, by whatever SQL, a job for each client that
knows it comes about in the same commit, and the worker sends a logout token (rowseal_private.compose_logout). The jobs
name ids and no credential. A login that has expired ended by itself, and nobody is told.
Source: OpenID Connect Back-Channel Logout 1.0 section 2.3.$$;

revoke execute on function rowseal_private.tell_clients() from public;
