create or replace function rowseal_private.announce_signing_keys() returns trigger
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_notify('rowseal_keys', '');
  return null;
end
$$;

comment on function rowseal_private.announce_signing_keys() is
$$Trigger of signing_keys: tells the servers, with the commit, that the keys have changed, by any means. It only hastens
what their poll would find.$$;

revoke execute on function rowseal_private.announce_signing_keys() from public;
