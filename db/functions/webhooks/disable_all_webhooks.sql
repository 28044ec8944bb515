create or replace function rowseal_private.disable_all_webhooks() returns bigint
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_disabled bigint;
begin
  update rowseal_private.webhooks as webhook
     set disabled_at = clock_timestamp(), disabled_because = 'recovered'
   where webhook.disabled_at is null;
  get diagnostics v_disabled = row_count;
  update rowseal_private.webhook_deliveries as delivery set state = 'dropped' where delivery.state = 'waiting';
  return v_disabled;
end
$$;

comment on function rowseal_private.disable_all_webhooks() is $$Disables every webhook, after changes of the database
were lost: each may have been removed, or led elsewhere. What waits is dropped.
Caller: rowseal_audit.recover, whose event says it.
Returns: how many.$$;

revoke execute on function rowseal_private.disable_all_webhooks() from public;
