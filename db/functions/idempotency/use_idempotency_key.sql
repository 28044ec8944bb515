create or replace function rowseal.use_idempotency_key(key text, request bytea) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_key_digest constant bytea := rowseal_private.idempotency_digest(use_idempotency_key.key);
  v_request_digest constant bytea := sha256(
    convert_to(coalesce(rowseal.workspace_id()::text, '-') || use_idempotency_key.key, 'UTF8')
    || use_idempotency_key.request);
  v_known rowseal_private.idempotency_keys;
begin
  -- Waits for another transaction that has just used it. What is not free is locked, so that it is not purged either.
  insert into rowseal_private.idempotency_keys as known (key_digest, credential_id, request_digest)
  values (v_key_digest, rowseal.session_id(), v_request_digest)
      on conflict (key_digest) do update
     set request_digest = excluded.request_digest, made_id = null, expires_at = excluded.expires_at
   where known.made_id is null or known.expires_at < clock_timestamp();
  if found then
    perform rowseal_private.refuse_idempotency_keys();
    return true;
  end if;
  select * into v_known from rowseal_private.idempotency_keys as known where known.key_digest = v_key_digest;
  if (v_known.request_digest = v_request_digest) is not true then
    raise exception 'the key was used for another request' using errcode = 'RS048';
  end if;
  raise exception 'what was asked under this key has been done' using errcode = 'RS047', detail = v_known.made_id;
end
$$;

comment on function rowseal.use_idempotency_key(text, bytea) is $$Refuses what the credential that entered has had done
under the same key within a day, before it is done again. key is any text of the client; request a digest of what is
asked, to which the workspace entered is added. One that is being done is waited for. A key under which nothing came
about is free.
Caller: the server, before a function that makes something, in the same statement; rowseal.keep_idempotency_key after.
Returns: true.
Errors: RS008 nobody entered; RS046 the credential has used a thousand keys within a day: the detail is how many seconds
it has to wait; RS047 it was done: the detail is the id of what was made; RS048 the key was used for
another request.
Source: draft-ietf-httpapi-idempotency-key-header section 2.$$;

revoke execute on function rowseal.use_idempotency_key(text, bytea) from public;
grant execute on function rowseal.use_idempotency_key(text, bytea) to rowseal_gateway;
