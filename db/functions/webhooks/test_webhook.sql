create or replace function rowseal.test_webhook(id uuid) returns uuid
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_webhook rowseal_private.webhooks;
  v_delivery uuid;
begin
  perform rowseal_private.require_account();
  v_webhook := rowseal_private.changeable_webhook(test_webhook.id);
  select delivery.id into v_delivery
    from rowseal_private.webhook_deliveries as delivery
   where delivery.workspace_id = v_webhook.workspace_id and delivery.webhook_id = v_webhook.id
     and delivery.kind = 'webhook_test'
     and (delivery.state = 'waiting' or delivery.created_at > clock_timestamp() - interval '5 seconds')
   limit 1;
  if found then
    return v_delivery;
  end if;
  insert into rowseal_private.webhook_deliveries as delivery (workspace_id, webhook_id, event_id, event_at, kind)
  values (v_webhook.workspace_id, v_webhook.id, rowseal.uuidv7(), clock_timestamp(), 'webhook_test')
  returning delivery.id into v_delivery;
  perform graphile_worker_rowseal.enqueue_webhook(
    jsonb_build_object('workspace_id', v_webhook.workspace_id, 'delivery_id', v_delivery),
    rowseal_private.webhook_queue(v_webhook.workspace_id, v_webhook.id));
  return v_delivery;
end
$$;

comment on function rowseal.test_webhook(uuid) is $$Has a message of the kind webhook_test sent to a webhook of the
workspace entered, disabled or not, with its id alone, so that a receiver can be tried. Requires webhooks:write and a
session that is limited in nothing.
Returns: the delivery, which rowseal.list_webhook_deliveries tells the outcome of; where one waits, or was asked for
within five seconds, that one.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS010 a personal access token, a grant, a limited
session, or a service; RS013 no such webhook.$$;

revoke execute on function rowseal.test_webhook(uuid) from public;
grant execute on function rowseal.test_webhook(uuid) to rowseal_gateway;
