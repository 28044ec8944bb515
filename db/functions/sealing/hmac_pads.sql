create or replace function rowseal_private.hmac_pads(key bytea, out inner_pad bytea, out outer_pad bytea)
  language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
begin
  inner_pad := decode(repeat('36', 64), 'hex');
  outer_pad := decode(repeat('5c', 64), 'hex');
  for i in 0 .. length(hmac_pads.key) - 1 loop
    inner_pad := set_byte(inner_pad, i, get_byte(inner_pad, i) # get_byte(hmac_pads.key, i));
    outer_pad := set_byte(outer_pad, i, get_byte(outer_pad, i) # get_byte(hmac_pads.key, i));
  end loop;
end
$$;

comment on function rowseal_private.hmac_pads(bytea) is $$A key of at most 64 bytes in the form that
rowseal_private.hmac_sha256 expects: K xor ipad and K xor opad.
Source: RFC 2104.$$;

revoke execute on function rowseal_private.hmac_pads(bytea) from public;
