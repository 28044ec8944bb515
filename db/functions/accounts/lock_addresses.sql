create or replace function rowseal_private.lock_addresses(addresses text[]) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  perform from rowseal_private.locks as slot
    where slot.name = any (array(
      select 'address ' || (hashtext(address) & 63) from unnest(lock_addresses.addresses) as address
    ))
    order by slot.name
      for update;
end
$$;

comment on function rowseal_private.lock_addresses(text[]) is
$$Makes what gives somebody one of these addresses (in lower case) run one after the other, first logins through
providers too, until the transaction ends. Always in one order, and before any user is locked.$$;

revoke execute on function rowseal_private.lock_addresses(text[]) from public;
