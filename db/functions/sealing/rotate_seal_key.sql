create or replace function rowseal_private.rotate_seal_key(at_once boolean default false) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_id constant text := encode(rowseal_private.random_bytes(4), 'hex');
begin
  -- Two at once would each leave a newest key. Readers do not wait for this.
  lock table rowseal_private.seal_keys in share row exclusive mode;
  update rowseal_private.seal_keys as older
     set retires_at = case
       when rotate_seal_key.at_once then clock_timestamp()
       else clock_timestamp() + settings.access_token_lifetime + interval '1 minute' end
    from rowseal_private.settings as settings
   where older.retires_at is null or rotate_seal_key.at_once and older.retires_at > clock_timestamp();
  insert into rowseal_private.seal_keys (id, inner_pad, outer_pad)
  select v_id, pads.inner_pad, pads.outer_pad
    from rowseal_private.hmac_pads(rowseal_private.random_bytes(32)) as pads;
  return v_id;
end
$$;

comment on function rowseal_private.rotate_seal_key(boolean) is
$$Makes a new seal key, which seals from now on; older keys verify until the last access token sealed under them has
expired. No server needs a restart. at_once is for a stolen key: from the commit on no older key counts, not even in
transactions that are under way. Nobody is signed out: an access token under an older key is refused (RS001), and its
client gets a new one with its refresh token, which does not depend on a seal key.
Returns: the new key's id.$$;

revoke execute on function rowseal_private.rotate_seal_key(boolean) from public;
grant execute on function rowseal_private.rotate_seal_key(boolean) to rowseal_worker;
