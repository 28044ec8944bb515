create or replace function rowseal.change_webhook(
  id uuid, url text default null, kinds text[] default null, enabled boolean default null
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
  v_was constant rowseal_private.webhooks := rowseal_private.changeable_webhook(change_webhook.id);
  v_is rowseal_private.webhooks;
begin
  if change_webhook.url <> v_was.url or change_webhook.kinds is not null
     or change_webhook.enabled and v_was.disabled_at is not null
  then
    perform rowseal_private.require_telling(v_was.workspace_id);
  end if;
  if change_webhook.enabled is false and v_was.disabled_at is null then
    perform rowseal_private.disable_webhook(v_was.workspace_id, v_was.id, 'asked', v_user_id);
  elsif change_webhook.enabled and v_was.disabled_at is not null then
    perform rowseal_private.enable_webhook(v_was.workspace_id, v_was.id, v_user_id);
  end if;
  update rowseal_private.webhooks as webhook
     set url = coalesce(change_webhook.url, webhook.url),
         kinds = nullif(coalesce(change_webhook.kinds, webhook.kinds), '{}')
   where webhook.workspace_id = v_was.workspace_id and webhook.id = v_was.id
  returning * into v_is;
  if (v_is.url, v_is.kinds) is not distinct from (v_was.url, v_was.kinds) then
    return;
  end if;
  perform rowseal_private.record_event(
    'webhook_changed', v_user_id, v_was.workspace_id,
    jsonb_build_object('webhook_id', v_was.id, 'url_changed', v_is.url <> v_was.url),
    before => jsonb_build_object('kinds', v_was.kinds), after => jsonb_build_object('kinds', v_is.kinds));
end
$$;

comment on function rowseal.change_webhook(uuid, text, text[], boolean) is $$Leads a webhook of the workspace entered
elsewhere, gives it other kinds of events (none: all), disables or enables it; null: as it is. What waits is told to the
new address, and by one that is disabled not at all; one that is enabled is told what happens from then on. Requires
webhooks:write and a session that is limited in nothing; for all but disabling, what making one requires.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS010 a personal access token, a grant, a limited
session, or a service; RS013 no such webhook; those of rowseal_private.require_telling; 23514 no such address, or no
list of kinds.$$;

revoke execute on function rowseal.change_webhook(uuid, text, text[], boolean) from public;
grant execute on function rowseal.change_webhook(uuid, text, text[], boolean) to rowseal_gateway;
