create or replace function rowseal_private.encrypted_secrets()
  returns table (kind text, key_id text, secrets bigint)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select secret.kind, rowseal_private.jwe_key(secret.jwe), count(*)
    from (
      select 'signing_key' as kind, signing.private_jwe as jwe
        from rowseal_private.signing_keys as signing where signing.private_jwe is not null
      union all
      select 'event_key', event.private_jwe from rowseal_private.event_keys as event where event.private_jwe is not null
      union all
      select 'client_secret', provider.client_secret_jwe from rowseal_private.identity_providers as provider
      union all
      select 'totp_secret', factor.secret_jwe from rowseal_private.totp_factors as factor
      union all
      select 'email_code', code.code_jwe from rowseal_private.email_codes as code
       where code.expires_at > clock_timestamp()
      union all
      select 'webhook_secret', webhook.secret_jwe from rowseal_private.webhooks as webhook
      union all
      select 'former_webhook_secret', webhook.former_secret_jwe from rowseal_private.webhooks as webhook
       where webhook.former_secret_jwe is not null
    ) as secret
   group by 1, 2
   order by 1, 2;
end;

comment on function rowseal_private.encrypted_secrets() is
$$How many secrets of each kind are encrypted under which master key. key_id is null for those of earlier releases,
which say none.
Caller: rowseal keys status, and doctor.$$;

revoke execute on function rowseal_private.encrypted_secrets() from public;
grant execute on function rowseal_private.encrypted_secrets() to rowseal_worker;
