create or replace function rowseal_private.known_device(user_id uuid, devices bytea) returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- Whoever the user is, and whether there is one.
  if known_device.devices is null then
    return null;
  end if;
  return (
    -- By whom each token says it is of, and only then by whose is asked for: the work is the same where nobody is.
    select device.id
      from pg_catalog.generate_series(0, least(pg_catalog.length(known_device.devices) / 64, 10) - 1) as nth
     -- "offset 0", so that each is looked up by its key: PostgreSQL 16 and 17 take the series for a thousand.
     cross join lateral (
       select known.id, known.user_id, known.secret_hash
         from rowseal_private.devices as known
        where known.user_id = rowseal_private.uuid_at(known_device.devices, 64 * nth + 1)
          and known.id = rowseal_private.uuid_at(known_device.devices, 64 * nth + 17)
       offset 0
     ) as device
     where device.secret_hash = pg_catalog.sha256(pg_catalog.substr(known_device.devices, 64 * nth + 33, 32))
       and device.user_id is not distinct from known_device.user_id
     limit 1
  );
end
$$;

comment on function rowseal_private.known_device(uuid, bytea) is
$$The device of a user that one of the device tokens of a request belongs to. devices is what the server makes of at
most ten tokens (rsd_), 64 bytes each: user, device, SHA-256 of the secret; null: there are none.
Returns: null where it is none of the user's.$$;

revoke execute on function rowseal_private.known_device(uuid, bytea) from public;
