create or replace function rowseal_private.purged_tables()
  returns table (relation text, ends text, ended text, kept interval)
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select purged.relation, purged.ends, purged.ended,
         case purged.kept
           when 'ended' then settings.kept_after_end
           when 'network' then settings.known_network_lifetime
           when 'device' then settings.known_device_lifetime
           when 'hour' then interval '1 hour'
           else interval '0'
         end
    from rowseal_private.settings as settings,
         (values
           ('rowseal.invitations', 'coalesce(accepted_at, revoked_at, expires_at)', 'true', 'ended'),
           ('rowseal_private.data_exports', 'expires_at', 'true', null),
           ('rowseal_private.devices', 'coalesce(seen_at, created_at)', 'true', 'device'),
           ('rowseal_private.email_codes', 'expires_at', 'true', null),
           ('rowseal_private.email_proofs', 'expires_at', 'true', null),
           ('rowseal_private.factor_recoveries', 'expires_at', 'true', null),
           ('rowseal_private.idempotency_keys', 'expires_at', 'true', null),
           ('rowseal_private.invitation_links', 'least(expires_at, revoked_at)', 'true', 'ended'),
           ('rowseal_private.known_networks', 'seen_at', 'true', 'network'),
           ('rowseal_private.login_challenges', 'expires_at', 'true', null),
           ('rowseal_private.logout_requests', 'expires_at', 'true', null),
           ('rowseal_private.oauth_assertions', 'expires_at', 'true', null),
           -- One that was redeemed goes with its grant: a replay ends that.
           ('rowseal_private.oauth_codes', 'expires_at', 'session_id is null', null),
           ('rowseal_private.oauth_requests', 'expires_at', 'true', null),
           ('rowseal_private.passkey_challenges', 'expires_at', 'true', null),
           ('rowseal_private.pending_addresses', 'expires_at', 'true', null),
           ('rowseal_private.personal_access_tokens', 'least(expires_at, revoked_at)', 'true', 'ended'),
           ('rowseal_private.policy_waivers', 'ends_at', 'true', null),
           ('rowseal_private.provider_logins', 'expires_at', 'true', null),
           ('rowseal_private.reading_servers', 'seen_at', 'true', 'hour'),
           ('rowseal_private.service_assertions', 'expires_at', 'true', null),
           ('rowseal_private.service_keys', 'least(expires_at, revoked_at)', 'true', 'ended'),
           ('rowseal_private.webhook_deliveries', 'expires_at', 'true', null)
         ) as purged (relation, ends, ended, kept);
end;

comment on function rowseal_private.purged_tables() is
$$The tables whose rows nobody needs some time after their end, and nothing else depends on: one line for each. Tables
that need more have a function of their own, rowseal_private.purge_*.
Caller: rowseal_private.purge_table, rowseal_private.purge_lag.
Returns: each table; the expression for when a row ends, which the index that the purge goes by has; a condition that
this index has besides; and for how long after its end a row is kept, by settings.$$;

revoke execute on function rowseal_private.purged_tables() from public;
