create or replace function rowseal.list_factors() returns jsonb
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select pg_catalog.jsonb_build_object(
           'assurance', rowseal_private.proved_level(caller.user_id, rowseal.session_id()),
           'factors', coalesce((
             select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                      'id', passkey.id, 'kind', 'passkey', 'added_at', passkey.created_at,
                      'last_used_at', passkey.last_used_at, 'name', passkey.name,
                      'verifies_user', passkey.is_verified, 'synced', passkey.backed_up) order by passkey.id)
               from rowseal_private.passkeys as passkey
              where passkey.user_id = caller.user_id
           ), '[]') || coalesce((
             select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                      'id', factor.id, 'kind', 'totp', 'added_at', factor.confirmed_at,
                      'last_used_at', factor.last_used_at, 'off', factor.failures >= 100))
               from rowseal_private.totp_factors as factor
              where factor.user_id = caller.user_id and factor.confirmed_at is not null
           ), '[]'),
           'recovery_codes', (
             select pg_catalog.count(*) from rowseal_private.recovery_codes as code
              where code.user_id = caller.user_id
           ),
           'recovery', (
             select pg_catalog.jsonb_build_object('requested_at', waiting.requested_at, 'ready_at', waiting.ready_at)
               from rowseal_private.factor_recoveries as waiting
              where waiting.user_id = caller.user_id and waiting.expires_at > pg_catalog.clock_timestamp()
           )
         )
    from (select rowseal_private.require_account() as user_id) as caller;
end;

comment on function rowseal.list_factors() is $$What the caller proves who they are with beside a password or a
provider: their factors, whether one is off after too many wrong codes, how many recovery codes are left, what this
session has proved (assurance), and whether somebody waits for the factors to be removed (recovery).
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.$$;

revoke execute on function rowseal.list_factors() from public;
grant execute on function rowseal.list_factors() to rowseal_gateway;
