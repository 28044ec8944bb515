create or replace function rowseal_private.queue_webhooks(most integer default 5000) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_last constant bigint := rowseal_private.last_sealed_event();
  v_from bigint;
  v_to bigint;
  v_told record;
begin
  -- Without a webhook nothing is read or written.
  select min(webhook.after_number) into v_from
    from rowseal_private.webhooks as webhook where webhook.disabled_at is null;
  if v_from is null then
    return false;
  end if;
  -- One worker at a time; another has nothing to do.
  select greatest(v_from, mark.number) into v_from from rowseal_private.webhook_marks as mark for update skip locked;
  if not found or v_from >= v_last then
    return false;
  end if;
  v_to := least(v_last, v_from + least(greatest(queue_webhooks.most, 1), 10000));
  for v_told in
    with made as (
      insert into rowseal_private.webhook_deliveries as delivery (workspace_id, webhook_id, event_id, event_at, kind)
      select webhook.workspace_id, webhook.id, event.id, event.at, event.kind
        from rowseal_private.sealed_events as sealed
        join rowseal_private.webhooks as webhook
          on webhook.workspace_id = sealed.workspace_id and webhook.disabled_at is null
         and webhook.after_number < sealed.number
        join rowseal.workspaces as workspace on workspace.id = webhook.workspace_id and workspace.erase_at is null
        join rowseal_private.audit_events as event
          on (event.workspace_id, event.at, event.id) = (sealed.workspace_id, sealed.at, sealed.id)
         and (webhook.kinds is null or event.kind = any (webhook.kinds))
       where sealed.number > v_from and sealed.number <= v_to
       order by sealed.number
      returning delivery.workspace_id, delivery.webhook_id, delivery.id
    )
    select made.workspace_id, made.webhook_id, array_agg(made.id order by made.id) as deliveries
      from made group by made.workspace_id, made.webhook_id
  loop
    perform graphile_worker_rowseal.enqueue_webhook(
              jsonb_build_object('workspace_id', v_told.workspace_id, 'delivery_id', delivery),
              rowseal_private.webhook_queue(v_told.workspace_id, v_told.webhook_id))
       from unnest(v_told.deliveries) as delivery;
    if rowseal_private.is_webhook_behind(v_told.workspace_id, v_told.webhook_id) then
      perform rowseal_private.disable_webhook(v_told.workspace_id, v_told.webhook_id, 'behind');
    end if;
  end loop;
  update rowseal_private.webhook_marks set number = v_to;
  return v_to < v_last;
end
$$;

comment on function rowseal_private.queue_webhooks(integer) is $$Makes deliveries of what was sealed since the last
call, at most so many events, each to the enabled webhooks of its workspace that want its kind, and a job for each. In
the order of sealing, so that none is missed which was written first and committed last; a workspace that is being
deleted is told nothing, and a webhook that has ten thousand waiting is disabled.
Caller: the worker, each second, in a transaction of its own: nobody who writes events waits for it.
Returns: whether there is more.$$;

revoke execute on function rowseal_private.queue_webhooks(integer) from public;
grant execute on function rowseal_private.queue_webhooks(integer) to rowseal_worker;
