create or replace function rowseal_private.disable_webhook(
  workspace_id uuid, id uuid, because text, user_id uuid default null
) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  update rowseal_private.webhooks as webhook
     set disabled_at = clock_timestamp(), disabled_because = disable_webhook.because
   where webhook.workspace_id = disable_webhook.workspace_id and webhook.id = disable_webhook.id
     and webhook.disabled_at is null;
  if not found then
    return;
  end if;
  update rowseal_private.webhook_deliveries as delivery set state = 'dropped'
   where delivery.workspace_id = disable_webhook.workspace_id and delivery.webhook_id = disable_webhook.id
     and delivery.state = 'waiting';
  perform rowseal_private.record_event(
    'webhook_disabled', disable_webhook.user_id, disable_webhook.workspace_id,
    jsonb_build_object('webhook_id', disable_webhook.id, 'reason', disable_webhook.because));
  if disable_webhook.because in ('gone', 'failing', 'behind') then
    perform rowseal_private.enqueue_mail(
              'webhook_disabled',
              jsonb_build_object(
                'user_id', membership.user_id, 'workspace_id', membership.workspace_id, 'id', disable_webhook.id),
              membership.user_id::text || ' ' || disable_webhook.id::text)
       from rowseal.memberships as membership
      where membership.workspace_id = disable_webhook.workspace_id
        and 'owner' = any (membership.role || membership.further_roles);
  end if;
end
$$;

comment on function rowseal_private.disable_webhook(uuid, uuid, text, uuid) is $$Disables a webhook and drops what waits
to be told, with the audit event; owners are told by mail where nobody asked for it. because: as in
rowseal_private.webhooks.disabled_because; user_id: who does; null: an operator, or the worker.$$;

revoke execute on function rowseal_private.disable_webhook(uuid, uuid, text, uuid) from public;
