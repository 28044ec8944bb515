create or replace function rowseal_private.rotate_refresh_key() returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_id constant text := encode(rowseal_private.random_bytes(4), 'hex');
begin
  insert into rowseal_private.refresh_keys (id, inner_pad, outer_pad)
  select v_id, pads.inner_pad, pads.outer_pad
    from rowseal_private.hmac_pads(rowseal_private.random_bytes(32)) as pads;
  return v_id;
end
$$;

comment on function rowseal_private.rotate_refresh_key() is
  'Makes a new key the one that sessions begin with from now on. Running sessions keep theirs. Returns the new key''s id.';

revoke execute on function rowseal_private.rotate_refresh_key() from public;
grant execute on function rowseal_private.rotate_refresh_key() to rowseal_worker;
