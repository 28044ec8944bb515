create or replace function rowseal_private.allows_address(domains text[], address text) returns boolean
  language sql immutable parallel safe
  return coalesce(
    substring(allows_address.address from '[^@]*$') = any (allows_address.domains), allows_address.domains is null);

comment on function rowseal_private.allows_address(text[], text) is
$$Whether an address is of one of these domains (null: any).
Returns: never null. No SET clause, so that it is inlined into its callers.$$;

revoke execute on function rowseal_private.allows_address(text[], text) from public;
