create or replace function rowseal_private.note_login_network(user_id uuid, device_id uuid, ip inet) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_network constant text := rowseal_private.network_of(note_login_network.ip);
begin
  if note_login_network.device_id is null
     and rowseal_private.is_new_network(note_login_network.user_id, note_login_network.ip)
  then
    perform rowseal_private.enqueue_mail(
      'new_sign_in', jsonb_build_object('user_id', note_login_network.user_id, 'network', v_network),
      note_login_network.user_id || ' ' || v_network
    );
  end if;
  perform rowseal_private.remember_network(note_login_network.user_id, note_login_network.ip);
end
$$;

comment on function rowseal_private.note_login_network(uuid, uuid, inet) is
$$Remembers the network of a login that succeeded. A user who has logged in before, but never from there, is told by
mail, unless the login came from a device of theirs (device_id).
Caller: every function that logs somebody in.$$;

revoke execute on function rowseal_private.note_login_network(uuid, uuid, inet) from public;
