create or replace function rowseal_audit.remove_webhook(workspace uuid, id uuid) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- Its deliveries go with the row, by foreign key.
  delete from rowseal_private.webhooks as webhook
   where webhook.workspace_id = remove_webhook.workspace and webhook.id = remove_webhook.id;
  if not found then
    return false;
  end if;
  perform rowseal_private.record_event(
    'webhook_removed', null, remove_webhook.workspace, jsonb_build_object('webhook_id', remove_webhook.id));
  return true;
end
$$;

comment on function rowseal_audit.remove_webhook(uuid, uuid) is $$Removes a webhook of a workspace.
Caller: the database's owner, superusers.
Returns: false where there is no such webhook.$$;

revoke execute on function rowseal_audit.remove_webhook(uuid, uuid) from public;
grant execute on function rowseal_audit.remove_webhook(uuid, uuid) to pg_database_owner;
