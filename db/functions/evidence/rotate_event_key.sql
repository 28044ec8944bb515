create or replace function rowseal_private.rotate_event_key(
  id text, public_jwk jsonb, private_jwe text, only_due boolean default false
) returns bigint
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_last rowseal_private.event_keys;
  v_first bigint;
begin
  -- Held by the worker that seals: no batch is sealed meanwhile, and of many that rotate one does at a time.
  perform from rowseal_private.event_marks for update;
  select * into v_last from rowseal_private.event_keys as key order by key.first_batch desc limit 1;
  if v_last.id is null or rotate_event_key.only_due and not rowseal_private.event_key_due(v_last.created_at) then
    return null;
  end if;
  -- The next batch is still signed by the key before, which says in it what comes after.
  v_first := greatest(
    v_last.first_batch + 1,
    2 + coalesce((select max(batch.number) from rowseal_private.event_batches as batch), 0)
  );
  insert into rowseal_private.event_keys (id, public_jwk, private_jwe, first_batch)
  values (rotate_event_key.id, rotate_event_key.public_jwk, rotate_event_key.private_jwe, v_first);
  perform rowseal_private.record_event(
    'event_key_rotated', null, null,
    jsonb_build_object('from', v_last.id, 'to', rotate_event_key.id, 'first_batch', v_first)
  );
  return v_first;
end
$$;

comment on function rowseal_private.rotate_event_key(text, jsonb, text, boolean) is
$$Makes another key sign sealed audit events, from the batch after the next one on: the next is signed by the key
before, which names its successor in it. id is the RFC 7638 thumbprint, private_jwe the encrypted private JWK; only_due:
where settings.event_key_rotation says that it is time.
Returns: the first batch that the key signs; null where it is not due, or there is no key yet.
Errors: 23514 a private member in public_jwk, or not a JWE; 23505 a key that was here before.
Source: RFC 7638 (thumbprint).$$;

revoke execute on function rowseal_private.rotate_event_key(text, jsonb, text, boolean) from public;
grant execute on function rowseal_private.rotate_event_key(text, jsonb, text, boolean) to rowseal_worker;
