create or replace function rowseal_private.compose_webhook(payload jsonb)
  returns table (
    webhook_id uuid, url text, secret_jwe text, former_secret_jwe text, event_id uuid, sent_at bigint, body text
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select webhook.id, webhook.url, webhook.secret_jwe,
         case when webhook.former_until > pg_catalog.clock_timestamp() then webhook.former_secret_jwe end,
         delivery.event_id, pg_catalog.floor(extract(epoch from pg_catalog.clock_timestamp()))::bigint,
         pg_catalog.jsonb_build_object(
           'type', delivery.kind,
           'timestamp', pg_catalog.to_char(delivery.event_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           'data', case delivery.kind
             when 'webhook_test' then pg_catalog.jsonb_build_object('webhook_id', webhook.id)
             else rowseal_private.identifiers_in(event.details)
               || pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
                 'event_id', event.id, 'actor_id', event.actor_id,
                 'user_id', coalesce(event.details ->> 'user_id', event.user_id::text))) end
             || pg_catalog.jsonb_build_object('workspace_id', webhook.workspace_id)
         )::text
    from rowseal_private.webhook_deliveries as delivery
    join rowseal_private.webhooks as webhook
      on webhook.workspace_id = delivery.workspace_id and webhook.id = delivery.webhook_id
     and (webhook.disabled_at is null or delivery.kind = 'webhook_test')
    join rowseal.workspaces as workspace on workspace.id = delivery.workspace_id and workspace.erase_at is null
    left join rowseal_private.audit_events as event
      on (event.workspace_id, event.at, event.id) = (delivery.workspace_id, delivery.event_at, delivery.event_id)
   where delivery.workspace_id = (compose_webhook.payload ->> 'workspace_id')::uuid
     and delivery.id = (compose_webhook.payload ->> 'delivery_id')::uuid
     and delivery.state = 'waiting'
     and (event.id is not null or delivery.kind = 'webhook_test');
end;

comment on function rowseal_private.compose_webhook(jsonb) is $$What a job "webhook" is to send now: where, signed by
what (the former secret where that has not ended yet), the id of the message, the moment in seconds since 1970, and the
text. The text is made of the event, and has its kind, its moment and ids alone; what is told is what
rowseal.list_events shows to who may read them.
Caller: the worker.
Returns: no row where there is nothing to tell any more: it was removed or disabled, its workspace is being deleted, or
the event was dropped.
Source: Standard Webhooks, "Payload".$$;

revoke execute on function rowseal_private.compose_webhook(jsonb) from public;
grant execute on function rowseal_private.compose_webhook(jsonb) to rowseal_worker;
