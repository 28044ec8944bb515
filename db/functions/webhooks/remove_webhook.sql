create or replace function rowseal.remove_webhook(id uuid) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
  v_webhook constant rowseal_private.webhooks := rowseal_private.changeable_webhook(remove_webhook.id);
begin
  -- Its deliveries go with the row, by foreign key.
  delete from rowseal_private.webhooks as webhook
   where webhook.workspace_id = v_webhook.workspace_id and webhook.id = v_webhook.id;
  perform rowseal_private.record_event(
    'webhook_removed', v_user_id, v_webhook.workspace_id, jsonb_build_object('webhook_id', v_webhook.id));
end
$$;

comment on function rowseal.remove_webhook(uuid) is $$Removes a webhook of the workspace entered: nothing is sent to it
from the commit on, but what is being sent. Requires webhooks:write and a session that is limited in nothing.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS010 a personal access token, a grant, a limited
session, or a service; RS013 no such webhook.$$;

revoke execute on function rowseal.remove_webhook(uuid) from public;
grant execute on function rowseal.remove_webhook(uuid) to rowseal_gateway;
