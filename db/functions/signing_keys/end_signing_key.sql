create or replace function rowseal_private.end_signing_key(id text, reason text) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  update rowseal_private.signing_keys as key
     set state = 'gone', private_jwe = null, state_changed_at = now()
   where key.id = end_signing_key.id;
  perform rowseal_private.record_event(
    'signing_key_gone', null, null, jsonb_build_object('id', end_signing_key.id, 'reason', end_signing_key.reason)
  );
end
$$;

comment on function rowseal_private.end_signing_key(text, text) is
$$Makes a key count for nothing from the commit on, and forgets its private part.
Caller: revoke_signing_key and advance_signing_keys.$$;

revoke execute on function rowseal_private.end_signing_key(text, text) from public;
