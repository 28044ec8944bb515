create or replace function rowseal_private.changeable_webhook(id uuid) returns rowseal_private.webhooks
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal_private.require_live_scope('webhooks:write');
  v_webhook rowseal_private.webhooks;
begin
  select * into v_webhook
    from rowseal_private.webhooks as webhook
   where webhook.workspace_id = v_workspace_id and webhook.id = changeable_webhook.id
     for update;
  if not found then
    raise exception 'there is no such webhook' using errcode = 'RS013';
  end if;
  return v_webhook;
end
$$;

comment on function rowseal_private.changeable_webhook(uuid) is
$$A webhook of the workspace entered, locked, if the caller may change it: with webhooks:write. The workspace is locked
before it.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such webhook; RS040 a service.$$;

revoke execute on function rowseal_private.changeable_webhook(uuid) from public;
