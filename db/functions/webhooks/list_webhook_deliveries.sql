create or replace function rowseal.list_webhook_deliveries(
  webhook uuid default null, after uuid default null, page_size integer default 100
)
  returns table (
    id uuid, webhook_id uuid, event_id uuid, kind text, state text, tries integer, status integer, error text,
    created_at timestamptz, tried_at timestamptz
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('webhooks:read');
begin
  return query
    select delivery.id, delivery.webhook_id, delivery.event_id, delivery.kind, delivery.state, delivery.tries,
           delivery.status, delivery.error, delivery.created_at, delivery.tried_at
      from rowseal_private.webhook_deliveries as delivery
     where delivery.workspace_id = v_workspace_id
       and (list_webhook_deliveries.webhook is null or delivery.webhook_id = list_webhook_deliveries.webhook)
       and delivery.id < coalesce(list_webhook_deliveries.after, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
     order by delivery.id desc
     limit rowseal_private.page_size(list_webhook_deliveries.page_size);
end
$$;

comment on function rowseal.list_webhook_deliveries(uuid, uuid, integer) is $$What was, is or could not be told to a
webhook of the workspace entered (null: to any), the latest first, for fourteen days, a page at a time: after is the id
of the last one on the page before (null: the first page), page_size how many at most, 1 to 1000. state: waiting,
delivered, failed (no try is left) or dropped; status: what the last try was answered; error: why it was not
(address_refused, unreachable, timed_out, unreadable_secret).
Errors: RS006 lacks webhooks:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_webhook_deliveries(uuid, uuid, integer) from public;
grant execute on function rowseal.list_webhook_deliveries(uuid, uuid, integer) to rowseal_gateway;
