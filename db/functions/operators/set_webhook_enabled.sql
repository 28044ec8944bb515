create or replace function rowseal_audit.set_webhook_enabled(workspace uuid, id uuid, enabled boolean) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform from rowseal_private.webhooks as webhook
   where webhook.workspace_id = set_webhook_enabled.workspace and webhook.id = set_webhook_enabled.id
     for update;
  if not found then
    return false;
  end if;
  if set_webhook_enabled.enabled then
    perform rowseal_private.enable_webhook(set_webhook_enabled.workspace, set_webhook_enabled.id, null);
  else
    perform rowseal_private.disable_webhook(set_webhook_enabled.workspace, set_webhook_enabled.id, 'asked');
  end if;
  return true;
end
$$;

comment on function rowseal_audit.set_webhook_enabled(uuid, uuid, boolean) is $$Enables a webhook of a workspace, from
the next event on, or disables it, which drops what waits.
Caller: the database's owner, superusers.
Returns: false where there is no such webhook.$$;

revoke execute on function rowseal_audit.set_webhook_enabled(uuid, uuid, boolean) from public;
grant execute on function rowseal_audit.set_webhook_enabled(uuid, uuid, boolean) to pg_database_owner;
