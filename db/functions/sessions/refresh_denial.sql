create or replace function rowseal_private.refresh_denial(
  session rowseal_private.sessions, settings rowseal_private.settings, token rowseal_private.presented_refresh_token
) returns text
  language sql volatile parallel restricted set search_path = ''
  return case
    when (refresh_denial.session).revoked_at is not null
      or not exists (select from rowseal.users as holder where holder.id = (refresh_denial.session).user_id and holder.disabled_at is null)
      then 'revoked'
    when (refresh_denial.session).expires_at <= pg_catalog.clock_timestamp()
      or (refresh_denial.session).rotated_at <= pg_catalog.clock_timestamp() - (refresh_denial.settings).refresh_idle_lifetime
      then 'expired'
    when (refresh_denial.session).refresh_hash = pg_catalog.sha256((refresh_denial.token).successor)
      and pg_catalog.clock_timestamp() < (refresh_denial.session).rotated_at + (refresh_denial.settings).refresh_window
      then 'retried'
    when (refresh_denial.token).generation < (refresh_denial.session).generation then 'reused'
    else 'invalid'
  end;

comment on function rowseal_private.refresh_denial(rowseal_private.sessions, rowseal_private.settings, rowseal_private.presented_refresh_token) is
  'What an authentic refresh token that did not rotate is: revoked, expired, retried, reused or invalid. The session is the locked row.';

revoke execute on function rowseal_private.refresh_denial(
  rowseal_private.sessions, rowseal_private.settings, rowseal_private.presented_refresh_token
) from public;
