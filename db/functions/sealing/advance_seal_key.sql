create or replace function rowseal_private.advance_seal_key() returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select from rowseal_private.seal_keys as key
     cross join rowseal_private.settings as settings
     where key.retires_at is null and key.created_at + settings.seal_key_rotation > now()
  ) then
    return false;
  end if;
  perform rowseal_private.rotate_seal_key();
  return true;
end
$$;

comment on function rowseal_private.advance_seal_key() is
$$Makes a new seal key where the one that seals is as old as settings.seal_key_rotation. Nobody notices
(rowseal_private.rotate_seal_key).
Caller: the worker, each hour.
Returns: whether it has made one.$$;

revoke execute on function rowseal_private.advance_seal_key() from public;
grant execute on function rowseal_private.advance_seal_key() to rowseal_worker;
