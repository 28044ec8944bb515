create or replace function rowseal_private.note_service_key_use(workspace_id uuid, id uuid, ip inet) returns void
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
begin atomic
  update rowseal_private.service_keys as key
     set last_used_at = pg_catalog.clock_timestamp(), last_used_ip = note_service_key_use.ip
    from (
      select due.workspace_id, due.id
        from rowseal_private.service_keys as due
       where due.workspace_id = note_service_key_use.workspace_id
         and due.id = note_service_key_use.id
         and coalesce(due.last_used_at < pg_catalog.clock_timestamp() - interval '1 minute', true)
         for update skip locked
    ) as due
   where key.workspace_id = due.workspace_id
     and key.id = due.id;
end;

comment on function rowseal_private.note_service_key_use(uuid, uuid, inet) is
$$Notes when and from where the key of a service was used, as rowseal_private.note_token_use does.$$;

revoke execute on function rowseal_private.note_service_key_use(uuid, uuid, inet) from public;
