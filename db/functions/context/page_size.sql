create or replace function rowseal_private.page_size(wanted integer) returns integer
  language sql immutable parallel safe
  return least(greatest(coalesce(page_size.wanted, 100), 1), 1000);

comment on function rowseal_private.page_size(integer) is $$How many rows a page of a list holds: what is asked for,
from 1 to 1000; 100 for null. No SET clause, so that it is inlined into its callers.$$;

revoke execute on function rowseal_private.page_size(integer) from public;
