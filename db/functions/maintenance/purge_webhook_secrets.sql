create or replace function rowseal_private.purge_webhook_secrets(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_purged integer;
begin
  update rowseal_private.webhooks as webhook
     set former_secret_jwe = null, former_until = null
   where (webhook.workspace_id, webhook.id) in (
     select due.workspace_id, due.id from rowseal_private.webhooks as due
      where due.former_until < clock_timestamp()
      order by due.former_until
      limit purge_webhook_secrets.batch
        for update skip locked);
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_webhook_secrets(integer) is
$$Forgets up to batch former secrets of webhooks that do not sign any more.
Caller: rowseal_private.purge.
Returns: how many.$$;

revoke execute on function rowseal_private.purge_webhook_secrets(integer) from public;
