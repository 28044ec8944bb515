create or replace function rowseal_private.client_registration_open() returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return (select settings.client_registration_open from rowseal_private.settings as settings);

comment on function rowseal_private.client_registration_open() is
$$Whether OAuth clients may register themselves here: what the discovery documents say.
Source: RFC 7591.$$;

revoke execute on function rowseal_private.client_registration_open() from public;
grant execute on function rowseal_private.client_registration_open() to rowseal_issuer;
