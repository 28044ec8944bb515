create or replace function rowseal_private.is_address_reserved(address text, user_id uuid) returns boolean
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from rowseal_private.former_addresses as former
     where former.email = is_address_reserved.address
       and former.expires_at > pg_catalog.clock_timestamp()
       and former.user_id is distinct from is_address_reserved.user_id
  );
end;

comment on function rowseal_private.is_address_reserved(text, uuid) is
$$Whether an address (in lower case) was another user's (user_id; null: anybody's) until lately, who may still take it
back. Functions that give somebody an address ask this under its lock (rowseal_private.lock_addresses), or in a
statement after the one that gave it, so that of two at once one sees the other.$$;

revoke execute on function rowseal_private.is_address_reserved(text, uuid) from public;
