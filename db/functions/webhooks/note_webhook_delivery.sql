create or replace function rowseal_private.note_webhook_delivery(
  payload jsonb, status integer, error text, is_last boolean
) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := (note_webhook_delivery.payload ->> 'workspace_id')::uuid;
  v_id constant uuid := (note_webhook_delivery.payload ->> 'delivery_id')::uuid;
  v_is_taken constant boolean := coalesce(note_webhook_delivery.status between 200 and 299, false);
  v_kind text;
  v_webhook rowseal_private.webhooks;
  v_outcome text;
begin
  select delivery.kind, delivery.webhook_id into v_kind, v_webhook.id
    from rowseal_private.webhook_deliveries as delivery
   where delivery.workspace_id = v_workspace_id and delivery.id = v_id;
  -- In the order of who disables it: first the webhook.
  select webhook.* into v_webhook
    from rowseal_private.webhooks as webhook
   where webhook.workspace_id = v_workspace_id and webhook.id = v_webhook.id
     for no key update;
  v_outcome := case
    when v_is_taken then 'delivered'
    when note_webhook_delivery.status is null and note_webhook_delivery.error is null then 'dropped'
    when note_webhook_delivery.status = 410 or note_webhook_delivery.is_last or v_kind = 'webhook_test' then 'failed'
    else 'waiting' end;
  update rowseal_private.webhook_deliveries as delivery
     set state = v_outcome, tries = delivery.tries + (v_outcome <> 'dropped')::integer,
         status = note_webhook_delivery.status, error = note_webhook_delivery.error, tried_at = clock_timestamp()
   where delivery.workspace_id = v_workspace_id and delivery.id = v_id and delivery.state = 'waiting';
  if not found then
    return 'dropped';
  elsif v_kind = 'webhook_test' or v_outcome = 'dropped' then
    return v_outcome;
  elsif v_is_taken then
    update rowseal_private.webhooks as webhook set failing_since = null
     where webhook.workspace_id = v_workspace_id and webhook.id = v_webhook.id and webhook.failing_since is not null;
  elsif note_webhook_delivery.status = 410 then
    perform rowseal_private.disable_webhook(v_workspace_id, v_webhook.id, 'gone');
  elsif v_webhook.failing_since < clock_timestamp() - interval '3 days' then
    perform rowseal_private.disable_webhook(v_workspace_id, v_webhook.id, 'failing');
    v_outcome := 'failed';
  elsif v_webhook.failing_since is null then
    update rowseal_private.webhooks as webhook set failing_since = clock_timestamp()
     where webhook.workspace_id = v_workspace_id and webhook.id = v_webhook.id;
  end if;
  return v_outcome;
end
$$;

comment on function rowseal_private.note_webhook_delivery(jsonb, integer, text, boolean) is $$Writes what became of a
try: status is what was answered (null: nothing, and error says why; neither: there was nothing to tell any more),
is_last whether no further try follows, as never after a test. An answer of 2xx takes it; 410 disables the webhook at
once, and three days without any that was taken do.
Caller: the worker.
Returns: delivered; waiting: to be tried again; failed: not any more; dropped: there was nothing to tell.
Source: Standard Webhooks, "Deliverability and reliability".$$;

revoke execute on function rowseal_private.note_webhook_delivery(jsonb, integer, text, boolean) from public;
grant execute on function rowseal_private.note_webhook_delivery(jsonb, integer, text, boolean) to rowseal_worker;
