create or replace function rowseal_audit.list_webhooks(workspace uuid)
  returns table (
    id uuid, url text, kinds text, state text, failing_since timestamptz, waiting bigint, failed bigint,
    delivered_at timestamptz
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select webhook.id, webhook.url, pg_catalog.array_to_string(webhook.kinds, ' '),
         coalesce('disabled: ' || webhook.disabled_because, 'live'), webhook.failing_since, told.waiting, told.failed,
         told.delivered_at
    from rowseal_private.webhooks as webhook
   cross join lateral (
     select pg_catalog.count(*) filter (where delivery.state = 'waiting') as waiting,
            pg_catalog.count(*) filter (where delivery.state = 'failed') as failed,
            pg_catalog.max(delivery.tried_at) filter (where delivery.state = 'delivered') as delivered_at
       from rowseal_private.webhook_deliveries as delivery
      where delivery.workspace_id = webhook.workspace_id and delivery.webhook_id = webhook.id
   ) as told
   where webhook.workspace_id = list_webhooks.workspace
   order by webhook.id;
end;

comment on function rowseal_audit.list_webhooks(uuid) is $$The webhooks of a workspace, with how many deliveries wait
and have failed within fourteen days, and when one was taken last.
Caller: auditors, the database's owner.$$;

revoke execute on function rowseal_audit.list_webhooks(uuid) from public;
grant execute on function rowseal_audit.list_webhooks(uuid) to rowseal_auditor, pg_database_owner;
