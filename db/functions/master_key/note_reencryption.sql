create or replace function rowseal_private.note_reencryption(key_id text, secrets integer) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.record_event(
    'secrets_reencrypted', null, null,
    jsonb_build_object('key_id', note_reencryption.key_id, 'secrets', note_reencryption.secrets)
  );
end
$$;

comment on function rowseal_private.note_reencryption(text, integer) is
$$Writes the audit event of a pass that has encrypted secrets anew, under which master key and how many.
Caller: the worker.$$;

revoke execute on function rowseal_private.note_reencryption(text, integer) from public;
grant execute on function rowseal_private.note_reencryption(text, integer) to rowseal_worker;
