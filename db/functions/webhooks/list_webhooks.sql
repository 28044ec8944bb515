create or replace function rowseal.list_webhooks(after uuid default null, page_size integer default 100)
  returns table (
    id uuid, url text, kinds text[], enabled boolean, disabled_at timestamptz, disabled_because text,
    failing_since timestamptz, former_secret_ends_at timestamptz, created_at timestamptz, created_by uuid
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('webhooks:read');
begin
  return query
    select webhook.id, webhook.url, webhook.kinds, webhook.disabled_at is null, webhook.disabled_at,
           webhook.disabled_because, webhook.failing_since,
           case when webhook.former_until > clock_timestamp() then webhook.former_until end,
           webhook.created_at, webhook.created_by
      from rowseal_private.webhooks as webhook
     where webhook.workspace_id = v_workspace_id
       and webhook.id > coalesce(list_webhooks.after, '00000000-0000-0000-0000-000000000000')
     order by webhook.id
     limit rowseal_private.page_size(list_webhooks.page_size);
end
$$;

comment on function rowseal.list_webhooks(uuid, integer) is $$The webhooks of the workspace entered, oldest first, a
page at a time: after is the id of the last one on the page before (null: the first page), page_size how many at most,
1 to 1000. kinds: the only events that are told (null: all); disabled_because: asked, gone (it answered 410), failing
(nothing was taken for days), behind (too much waited) or recovered; failing_since: the first failure since something
was taken; former_secret_ends_at: until when two secrets sign.
Errors: RS006 lacks webhooks:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_webhooks(uuid, integer) from public;
grant execute on function rowseal.list_webhooks(uuid, integer) to rowseal_gateway;
