create or replace function rowseal.keep_idempotency_key(key text, id uuid) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if keep_idempotency_key.id is null then
    delete from rowseal_private.idempotency_keys as known
     where known.key_digest = rowseal_private.idempotency_digest(keep_idempotency_key.key)
       and known.made_id is null;
    return;
  end if;
  update rowseal_private.idempotency_keys as known
     set made_id = keep_idempotency_key.id
   where known.key_digest = rowseal_private.idempotency_digest(keep_idempotency_key.key)
     and known.made_id is null;
end
$$;

comment on function rowseal.keep_idempotency_key(text, uuid) is $$Remembers what was made under a key that
rowseal.use_idempotency_key has let through, in the commit of what made it, once; null: nothing was made, and the key is
forgotten.
Caller: the server, after a function that makes something, in the same statement.
Errors: RS008 nobody entered.$$;

revoke execute on function rowseal.keep_idempotency_key(text, uuid) from public;
grant execute on function rowseal.keep_idempotency_key(text, uuid) to rowseal_gateway, rowseal_issuer;
