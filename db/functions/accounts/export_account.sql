create or replace function rowseal.export_account(
  owner_id uuid, id uuid, digest bytea, out status text, out data jsonb, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
begin
  -- One statement decides: of many that come at once, one finds it.
  delete from rowseal_private.data_exports as export
   where export.user_id = v_user_id
     and export.user_id = export_account.owner_id
     and export.id = export_account.id
     and export.session_id = rowseal.session_id()
     and export.secret_hash = sha256(export_account.digest)
     and export.expires_at > clock_timestamp();
  if not found then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure('proof_guess', v_user_id::text) as failure;
    return;
  end if;
  perform rowseal_private.record_event('data_exported', v_user_id, null, '{}');
  data := rowseal_private.account_data(v_user_id);
  status := 'ok';
end
$$;

comment on function rowseal.export_account(uuid, uuid, bytea) is
$$Everything that Rowseal keeps about the caller, as JSON, for a token of rowseal_private.create_export, once, in the
session that asked for it: owner_id, id and the SHA-256 of the secret in it. What applications keep, rowseal.export_rows
adds.
Returns: a status: ok; invalid; throttled, invalid like many before it from this user, with the time to wait.
Errors: RS008 nobody entered; RS010 a personal access token, a grant, or a limited session.$$;

revoke execute on function rowseal.export_account(uuid, uuid, bytea) from public;
grant execute on function rowseal.export_account(uuid, uuid, bytea) to rowseal_gateway;
