create or replace function rowseal_private.is_webhook_behind(workspace_id uuid, id uuid) returns boolean
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select pg_catalog.count(*) > 10000
    from (
      select 1 from rowseal_private.webhook_deliveries as delivery
       where delivery.workspace_id = is_webhook_behind.workspace_id
         and delivery.webhook_id = is_webhook_behind.id and delivery.state = 'waiting'
       limit 10001
    ) as waiting;
end;

comment on function rowseal_private.is_webhook_behind(uuid, uuid) is $$Whether more than ten thousand deliveries to a
webhook wait.$$;

revoke execute on function rowseal_private.is_webhook_behind(uuid, uuid) from public;
