create or replace function rowseal_private.enable_webhook(workspace_id uuid, id uuid, user_id uuid) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  update rowseal_private.webhooks as webhook
     set disabled_at = null, disabled_because = null, failing_since = null,
         after_number = rowseal_private.last_sealed_event()
   where webhook.workspace_id = enable_webhook.workspace_id and webhook.id = enable_webhook.id
     and webhook.disabled_at is not null;
  if found then
    perform rowseal_private.record_event(
      'webhook_enabled', enable_webhook.user_id, enable_webhook.workspace_id,
      jsonb_build_object('webhook_id', enable_webhook.id));
  end if;
end
$$;

comment on function rowseal_private.enable_webhook(uuid, uuid, uuid) is $$Enables a webhook, from the next event on, and
writes the audit event. user_id: who does; null: an operator.$$;

revoke execute on function rowseal_private.enable_webhook(uuid, uuid, uuid) from public;
