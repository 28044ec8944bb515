create or replace function rowseal_private.remember_device(user_id uuid, known_id uuid, digest bytea) returns uuid
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  c_most constant integer := 100;
  v_id uuid;
begin
  if remember_device.known_id is not null then
    update rowseal_private.devices as device
       set seen_at = now()
     where device.user_id = remember_device.user_id
       and device.id = remember_device.known_id
       and (device.seen_at is null or device.seen_at < now() - interval '1 day');
    return null;
  end if;
  if remember_device.digest is null then
    return null;
  end if;
  -- A script that logs in every minute and keeps no token must not push out the browsers of its user: what never came
  -- back goes first. Few have so many, and counting is less than sorting.
  if (
    select count(*) from rowseal_private.devices as device where device.user_id = remember_device.user_id
  ) >= c_most then
    delete from rowseal_private.devices as device
     using (
       select one.id
         from rowseal_private.devices as one
        where one.user_id = remember_device.user_id
        order by one.seen_at desc nulls last, one.created_at desc, one.id desc
       offset c_most - 1
     ) as surplus
     where device.user_id = remember_device.user_id and device.id = surplus.id;
  end if;
  insert into rowseal_private.devices (user_id, secret_hash)
  values (remember_device.user_id, sha256(remember_device.digest))
  returning id into v_id;
  return v_id;
end
$$;

comment on function rowseal_private.remember_device(uuid, uuid, bytea) is
$$Remembers the device that somebody has just logged in from as one of theirs: the known one
(rowseal_private.known_device) as seen today, or a new one, whose token the server issues. digest is the SHA-256 of that
token's secret; null: the device keeps no token. A user has at most a hundred.
Returns: the id of a device that is new; null: there is no token to issue.$$;

revoke execute on function rowseal_private.remember_device(uuid, uuid, bytea) from public;
