create or replace function rowseal_private.advance_signing_keys() returns setof text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_settings rowseal_private.settings;
  v_id text;
begin
  lock table rowseal_private.signing_keys in share row exclusive mode;
  select * into strict v_settings from rowseal_private.settings;
  for v_id in
    select key.id from rowseal_private.signing_keys as key
     where key.state = 'retiring' and key.state_changed_at + v_settings.signing_key_retirement <= now()
  loop
    perform rowseal_private.end_signing_key(v_id, 'retired');
  end loop;
  for v_id in
    select key.id from rowseal_private.signing_keys as key
     where key.state = 'current' and key.state_changed_at + v_settings.signing_key_rotation <= now()
  loop
    perform rowseal_private.rotate_signing_key(v_id);
  end loop;
  delete from rowseal_private.signing_keys as key
   where key.state = 'gone' and key.state_changed_at + v_settings.kept_after_end <= now();
  return query
    select key.algorithm from rowseal_private.signing_keys as key where key.state = 'current'
    except
    select key.algorithm from rowseal_private.signing_keys as key where key.state = 'next';
end
$$;

comment on function rowseal_private.advance_signing_keys() is
$$Advances every key whose time has come: retiring keys end, current ones make room for the next, ended ones are
forgotten after kept_after_end. There is always to be a next key, published long before it is needed, so that a rotation
never has to wait.
Returns: the algorithms that lack a next key: the caller makes one, because the database cannot, and passes it to
add_signing_key.$$;

revoke execute on function rowseal_private.advance_signing_keys() from public;
grant execute on function rowseal_private.advance_signing_keys() to rowseal_worker;
