create or replace function rowseal_private.lock_password(user_id uuid, proof bytea) returns boolean
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  perform from rowseal_private.passwords as password
    where password.user_id = lock_password.user_id and password.verifier = sha256(lock_password.proof)
      for share;
  return found;
end
$$;

comment on function rowseal_private.lock_password(uuid, bytea) is
$$Keeps a password that has just been proved until the transaction ends. A new password waits for the session that is
opened meanwhile, to end it with the others; or the login waits here for the new password, and is denied.
Caller: only rowseal_private.log_in.
Returns: false where it is another password by now.$$;

revoke execute on function rowseal_private.lock_password(uuid, bytea) from public;
