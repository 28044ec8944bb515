create or replace function rowseal_private.require_scopes_within(scopes text[]) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if not require_scopes_within.scopes <@ rowseal_private.live_scopes() then
    raise exception 'nobody can give a service scopes above their own' using errcode = 'RS006';
  end if;
end
$$;

comment on function rowseal_private.require_scopes_within(text[]) is
$$Refuses unless the caller has all of these scopes at this moment (rowseal_private.live_scopes): anybody who makes a
service, gives it scopes, or gets a key of it could do as much themselves.
Errors: RS006.$$;

revoke execute on function rowseal_private.require_scopes_within(text[]) from public;
