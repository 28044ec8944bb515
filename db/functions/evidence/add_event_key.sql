create or replace function rowseal_private.add_event_key(id text, public_jwk jsonb, private_jwe text) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- Held by the worker that seals, so that of many that begin one makes the key.
  perform from rowseal_private.event_marks for update;
  if exists (select from rowseal_private.event_keys) then
    return false;
  end if;
  insert into rowseal_private.event_keys (id, public_jwk, private_jwe)
  values (add_event_key.id, add_event_key.public_jwk, add_event_key.private_jwe);
  perform rowseal_private.record_event(
    'event_key_added', null, null, jsonb_build_object('id', add_event_key.id)
  );
  return true;
end
$$;

comment on function rowseal_private.add_event_key(text, jsonb, text) is
$$Adds the key that signs sealed audit events, where there is none. id is the RFC 7638 thumbprint, private_jwe the
encrypted private JWK.
Returns: false where there was one.
Errors: 23514 a private member in public_jwk, or not a JWE.
Source: RFC 7638 (thumbprint).$$;

revoke execute on function rowseal_private.add_event_key(text, jsonb, text) from public;
grant execute on function rowseal_private.add_event_key(text, jsonb, text) to rowseal_worker;
