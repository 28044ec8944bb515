create or replace function rowseal_private.list_secrets(
  kind text, key_id text, after text default null, page_size integer default 500
) returns table (id text, jwe text)
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  case list_secrets.kind
    when 'signing_key' then
      return query
        select signing.id, signing.private_jwe from rowseal_private.signing_keys as signing
         where (list_secrets.after is null or signing.id > list_secrets.after) and signing.private_jwe is not null
           and rowseal_private.jwe_key(signing.private_jwe) is distinct from list_secrets.key_id
         order by signing.id limit list_secrets.page_size;
    when 'event_key' then
      return query
        select event.id, event.private_jwe from rowseal_private.event_keys as event
         where (list_secrets.after is null or event.id > list_secrets.after) and event.private_jwe is not null
           and rowseal_private.jwe_key(event.private_jwe) is distinct from list_secrets.key_id
         order by event.id limit list_secrets.page_size;
    when 'client_secret' then
      return query
        select provider.id, provider.client_secret_jwe from rowseal_private.identity_providers as provider
         where (list_secrets.after is null or provider.id > list_secrets.after)
           and rowseal_private.jwe_key(provider.client_secret_jwe) is distinct from list_secrets.key_id
         order by provider.id limit list_secrets.page_size;
    when 'totp_secret' then
      return query
        select concat(factor.user_id, '/', factor.id), factor.secret_jwe from rowseal_private.totp_factors as factor
         where (list_secrets.after is null or (factor.user_id, factor.id)
             > (split_part(list_secrets.after, '/', 1)::uuid, split_part(list_secrets.after, '/', 2)::uuid))
           and rowseal_private.jwe_key(factor.secret_jwe) is distinct from list_secrets.key_id
         order by factor.user_id, factor.id limit list_secrets.page_size;
    when 'webhook_secret' then
      return query
        select concat(webhook.workspace_id, '/', webhook.id), webhook.secret_jwe
          from rowseal_private.webhooks as webhook
         where (list_secrets.after is null or (webhook.workspace_id, webhook.id)
             > (split_part(list_secrets.after, '/', 1)::uuid, split_part(list_secrets.after, '/', 2)::uuid))
           and rowseal_private.jwe_key(webhook.secret_jwe) is distinct from list_secrets.key_id
         order by webhook.workspace_id, webhook.id limit list_secrets.page_size;
    when 'former_webhook_secret' then
      return query
        select concat(webhook.workspace_id, '/', webhook.id), webhook.former_secret_jwe
          from rowseal_private.webhooks as webhook
         where (list_secrets.after is null or (webhook.workspace_id, webhook.id)
             > (split_part(list_secrets.after, '/', 1)::uuid, split_part(list_secrets.after, '/', 2)::uuid))
           and webhook.former_secret_jwe is not null
           and rowseal_private.jwe_key(webhook.former_secret_jwe) is distinct from list_secrets.key_id
         order by webhook.workspace_id, webhook.id limit list_secrets.page_size;
  end case;
end
$$;

comment on function rowseal_private.list_secrets(text, text, text, integer) is
$$A page of the secrets of a kind that are not encrypted under a master key, as compact JWE: those after an id, in
order. kind is signing_key, event_key, client_secret, totp_secret, webhook_secret or former_webhook_secret; mailed codes
end within minutes, and are left.
Caller: the worker, while the master key is being replaced.
Errors: 20000 another kind.
Source: RFC 7516.$$;

revoke execute on function rowseal_private.list_secrets(text, text, text, integer) from public;
grant execute on function rowseal_private.list_secrets(text, text, text, integer) to rowseal_worker;
