create or replace function rowseal_private.offers_email_codes() returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return (select settings.email_codes from rowseal_private.settings as settings);

comment on function rowseal_private.offers_email_codes() is $$Whether people may sign in by a code that is mailed to
them (settings.email_codes).$$;

revoke execute on function rowseal_private.offers_email_codes() from public;
grant execute on function rowseal_private.offers_email_codes() to rowseal_issuer;
