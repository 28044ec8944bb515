create or replace function rowseal_private.note_token_use(user_id uuid, id uuid, ip inet) returns void
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
begin atomic
  update rowseal_private.personal_access_tokens as token
     set last_used_at = pg_catalog.clock_timestamp(), last_used_ip = note_token_use.ip
    from (
      select due.user_id, due.id
        from rowseal_private.personal_access_tokens as due
       where due.user_id = note_token_use.user_id
         and due.id = note_token_use.id
         and coalesce(due.last_used_at < pg_catalog.clock_timestamp() - interval '1 minute', true)
         for update skip locked
    ) as due
   where token.user_id = due.user_id
     and token.id = due.id;
end;

comment on function rowseal_private.note_token_use(uuid, uuid, inet) is
$$Notes when and from where a personal access token was used, unless that was done less than a minute ago or is being
done now: requests never wait for each other here.$$;

revoke execute on function rowseal_private.note_token_use(uuid, uuid, inet) from public;
