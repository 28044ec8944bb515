create or replace function rowseal.pending_address(out address text, out expires_at timestamptz)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select pending.email, pending.expires_at
    from rowseal_private.pending_addresses as pending
   where pending.user_id = (select rowseal_private.require_account())
     and pending.expires_at > pg_catalog.clock_timestamp();
end;

comment on function rowseal.pending_address() is
$$The address that the caller wants to have (rowseal.change_address) and has not confirmed yet, and until when they can.
Returns: nulls where there is none.
Errors: RS008 nobody entered; RS010 a personal access token, a grant, or a limited session.$$;

revoke execute on function rowseal.pending_address() from public;
grant execute on function rowseal.pending_address() to rowseal_gateway;
