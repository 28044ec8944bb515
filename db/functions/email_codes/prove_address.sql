create or replace function rowseal_private.prove_address(user_id uuid, ip inet) returns boolean
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_address text;
begin
  select account.email
    into v_address
    from rowseal.users as account
   where account.id = prove_address.user_id and account.email_verified_at is null;
  if not found then
    return true;
  end if;
  if not rowseal_private.claim_address(prove_address.user_id, v_address) then
    return false;
  end if;
  perform rowseal_private.end_unproven(prove_address.user_id, prove_address.ip);
  update rowseal.users as account
     set email_verified_at = clock_timestamp()
   where account.id = prove_address.user_id;
  perform rowseal_private.record_event('email_verified', prove_address.user_id, null, '{}', prove_address.ip);
  return true;
end
$$;

comment on function rowseal_private.prove_address(uuid, inet) is $$Notes that a user reads the mailbox of their address.
The first time, all that was set up before ends (rowseal_private.end_unproven).
Caller: only rowseal_private.log_in_with_email_code, which has locked the user.
Returns: false: the address is not theirs to prove (rowseal_private.claim_address).$$;

revoke execute on function rowseal_private.prove_address(uuid, inet) from public;
