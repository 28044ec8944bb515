create or replace function rowseal_private.refresh_denial(
  session rowseal_private.sessions, settings rowseal_private.settings, token rowseal_private.presented_refresh_token,
  ip inet, user_agent text
) returns text
  language sql volatile parallel restricted set search_path = pg_catalog, pg_temp
  return case
    when (refresh_denial.session).revoked_at is not null
      or not exists (select from rowseal.users as account
        where account.id = (refresh_denial.session).user_id and account.disabled_at is null)
      then 'revoked'
    when (refresh_denial.session).expires_at <= pg_catalog.clock_timestamp()
      or (refresh_denial.session).rotated_at
        <= pg_catalog.clock_timestamp() - (refresh_denial.settings).refresh_idle_lifetime
      then 'expired'
    when (refresh_denial.session).refresh_hash = pg_catalog.sha256((refresh_denial.token).successor)
      and pg_catalog.clock_timestamp() < (refresh_denial.session).rotated_at + interval '10 seconds'
      then 'retried'
    when (refresh_denial.session).refresh_hash = pg_catalog.sha256((refresh_denial.token).successor)
      and pg_catalog.clock_timestamp()
        < (refresh_denial.session).rotated_at + (refresh_denial.settings).refresh_retry_window
      and (refresh_denial.session).successor_shown_at is null
      and rowseal_private.network_of((refresh_denial.session).ip) = rowseal_private.network_of(refresh_denial.ip)
      and refresh_denial.ip is not null
      and (refresh_denial.session).user_agent = pg_catalog."left"(refresh_denial.user_agent, 500)
      and coalesce((refresh_denial.session).late_retry_at <= pg_catalog.clock_timestamp() - interval '24 hours', true)
      then 'retried_late'
    when (refresh_denial.token).generation < (refresh_denial.session).generation then 'reused'
    else 'invalid'
  end;

comment on function rowseal_private.refresh_denial(
  rowseal_private.sessions, rowseal_private.settings, rowseal_private.presented_refresh_token, inet, text
) is
$$What an authentic refresh token that did not rotate is. The session is the locked row.
Returns: revoked; expired; retried, the rotation is ten seconds old at most; retried_late, its answer was lost in an
outage, as far as anybody can tell: it came from this network and user agent, nobody has used the successor, and this
has not happened in the last 24 hours (decision 0027 has the model); reused; invalid.$$;

revoke execute on function rowseal_private.refresh_denial(
  rowseal_private.sessions, rowseal_private.settings, rowseal_private.presented_refresh_token, inet, text
) from public;
