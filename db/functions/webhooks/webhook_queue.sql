create or replace function rowseal_private.webhook_queue(workspace_id uuid, webhook_id uuid) returns text
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  return pg_catalog.format(
    'webhooks of %s, %s', webhook_queue.workspace_id, pg_catalog.uuid_hash_extended(webhook_queue.webhook_id, 0) & 1
  );

comment on function rowseal_private.webhook_queue(uuid, uuid) is $$In which queue of the worker the deliveries to a
webhook wait. One job of a queue runs at a time, and a workspace has two of them, whatever number of webhooks: however
slowly its receivers answer, they keep no more of the worker from others.
Returns: its name.$$;

revoke execute on function rowseal_private.webhook_queue(uuid, uuid) from public;
