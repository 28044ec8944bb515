create or replace function rowseal_private.idempotency_digest(key text) returns bytea
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_credential_id constant uuid := rowseal.session_id();
begin
  if v_credential_id is null then
    raise exception 'nobody entered this transaction' using errcode = 'RS008';
  end if;
  return sha256(uuid_send(v_credential_id) || convert_to(idempotency_digest.key, 'UTF8'));
end
$$;

comment on function rowseal_private.idempotency_digest(text) is $$What an idempotency key of the credential that entered
is kept under.
Errors: RS008 nobody entered.$$;

revoke execute on function rowseal_private.idempotency_digest(text) from public;
