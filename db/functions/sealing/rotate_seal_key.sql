create or replace function rowseal_private.rotate_seal_key() returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_id constant text := encode(substr(uuid_send(gen_random_uuid()), 1, 4), 'hex');
  v_key constant bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  v_inner bytea := decode(repeat('36', 64), 'hex');
  v_outer bytea := decode(repeat('5c', 64), 'hex');
begin
  for i in 0 .. 31 loop
    v_inner := set_byte(v_inner, i, get_byte(v_key, i) # 54);
    v_outer := set_byte(v_outer, i, get_byte(v_key, i) # 92);
  end loop;
  update rowseal_private.seal_keys
     set retires_at = clock_timestamp() + (select settings.access_token_lifetime from rowseal_private.settings as settings) + interval '1 minute'
   where retires_at is null;
  insert into rowseal_private.seal_keys (id, inner_pad, outer_pad) values (v_id, v_inner, v_outer);
  return v_id;
end
$$;

comment on function rowseal_private.rotate_seal_key() is
  'Makes a new seal key the one that seals from now on, and lets the older ones verify until the last access token sealed under them has '
  'expired. Returns the new key''s id. No server needs a restart. After a theft, also set retires_at of the stolen key to now(): every '
  'token under it is refused at once. The key is 256 bits hashed out of 366 random ones (gen_random_uuid).';

revoke execute on function rowseal_private.rotate_seal_key() from public;
grant execute on function rowseal_private.rotate_seal_key() to rowseal_worker;
