create or replace function rowseal_private.require_delegated(effective text[], scope text) returns void
  language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
begin
  if not string_to_array(require_delegated.scope, ' ') <@ require_delegated.effective then
    raise exception 'a credential cannot exceed the scopes of who makes it' using errcode = 'RS006';
  end if;
end
$$;

comment on function rowseal_private.require_delegated(text[], text) is
$$Refuses unless all of these scopes (null: none) are among those that rowseal_private.delegate says a credential has
now.
Errors: RS006.$$;

revoke execute on function rowseal_private.require_delegated(text[], text) from public;
