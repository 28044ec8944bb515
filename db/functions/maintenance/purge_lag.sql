create or replace function rowseal_private.purge_lag() returns interval
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  v_settings rowseal_private.settings;
  v_lag interval;
begin
  select * into strict v_settings from rowseal_private.settings;
  -- Each is the first entry of the index that the purge of that table goes by.
  select max(now() - due.since)
    into v_lag
    from (
      select min(expires_at) + v_settings.kept_after_end from rowseal_private.sessions
      union all select min(revoked_at) + v_settings.kept_after_end from rowseal_private.sessions
      union all select min(least(expires_at, revoked_at)) + v_settings.kept_after_end
        from rowseal_private.personal_access_tokens
      union all select min(least(expires_at, revoked_at)) + v_settings.kept_after_end from rowseal_private.service_keys
      union all select min(expires_at) from rowseal_private.email_proofs
      union all select min(expires_at) from rowseal_private.pending_addresses
      union all select min(expires_at) from rowseal_private.data_exports
      union all select min(expires_at) from rowseal_private.former_addresses where secret_hash is not null
      union all select min(expires_at) from rowseal_private.former_addresses
      union all select min(expires_at) from rowseal_private.login_challenges
      union all select min(expires_at) from rowseal_private.passkey_challenges
      union all select min(expires_at) from rowseal_private.email_codes
      union all select min(expires_at) from rowseal_private.factor_recoveries
      union all select min(expires_at) from rowseal_private.oauth_requests
      union all select min(expires_at) from rowseal_private.logout_requests
      union all select min(expires_at) from rowseal_private.provider_logins
      union all select min(expires_at) from rowseal_private.oauth_codes where session_id is null
      union all select min(expires_at) from rowseal_private.oauth_assertions
      union all select min(expires_at) from rowseal_private.idempotency_keys
      union all select min(expires_at) from rowseal_private.service_assertions
      union all select min(coalesce(accepted_at, revoked_at, expires_at)) + v_settings.kept_after_end
        from rowseal.invitations
      union all select min(least(expires_at, revoked_at)) + v_settings.kept_after_end
        from rowseal_private.invitation_links
      union all select min(seen_at) + v_settings.known_network_lifetime from rowseal_private.known_networks
      union all select min(coalesce(seen_at, created_at)) + v_settings.known_device_lifetime
        from rowseal_private.devices
      union all select min(ended_at) + v_settings.audit_retention from rowseal_private.former_states
      union all
      select (
               select min(last_attempt_at) + limits.forgotten_after from rowseal_private.throttles as throttle
                where throttle.kind = limits.kind
             )
        from rowseal_private.throttle_limits as limits
    ) as due (since);
  return greatest(coalesce(v_lag, interval '0'), interval '0');
end
$$;

comment on function rowseal_private.purge_lag() is $$How far the purge is behind: the time for which what is due first
has been due, zero where nothing is.
Caller: the worker, for the metric rowseal_purge_lag_seconds.$$;

revoke execute on function rowseal_private.purge_lag() from public;
grant execute on function rowseal_private.purge_lag() to rowseal_worker;
