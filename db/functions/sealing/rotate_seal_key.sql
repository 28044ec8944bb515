create or replace function rowseal_private.rotate_seal_key() returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_id constant text := encode(rowseal_private.random_bytes(4), 'hex');
begin
  update rowseal_private.seal_keys
     set retires_at = clock_timestamp() + (select settings.access_token_lifetime from rowseal_private.settings as settings) + interval '1 minute'
   where retires_at is null;
  insert into rowseal_private.seal_keys (id, inner_pad, outer_pad)
  select v_id, pads.inner_pad, pads.outer_pad
    from rowseal_private.hmac_pads(rowseal_private.random_bytes(32)) as pads;
  return v_id;
end
$$;

comment on function rowseal_private.rotate_seal_key() is
  'Makes a new seal key the one that seals from now on, and lets the older ones verify until the last access token sealed under them has '
  'expired. Returns the new key''s id. No server needs a restart. After a theft, also set retires_at of the stolen key to now(): every '
  'token under it is refused at once.';

revoke execute on function rowseal_private.rotate_seal_key() from public;
grant execute on function rowseal_private.rotate_seal_key() to rowseal_worker;
