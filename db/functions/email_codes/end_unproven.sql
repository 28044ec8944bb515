create or replace function rowseal_private.end_unproven(user_id uuid, ip inet) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  delete from rowseal_private.passwords as password where password.user_id = end_unproven.user_id;
  perform rowseal_private.unlink_unproven_identities(end_unproven.user_id, end_unproven.ip, 'address_proved');
  perform rowseal_private.end_factors(end_unproven.user_id);
  perform rowseal_private.end_credentials(end_unproven.user_id, 'address_proved', false);
  perform rowseal_private.void_proofs(end_unproven.user_id);
  delete from rowseal_private.devices as device where device.user_id = end_unproven.user_id;
end
$$;

comment on function rowseal_private.end_unproven(uuid, inet) is $$Ends all that was set up in an account before anybody
proved that its address is theirs: the password, identities of other providers, factors, credentials, and devices.
Who made the account did so in the name of another, or is the one who proves it now, and sets a new password by mail.
Caller: only rowseal_private.log_in_with_email_code, which has locked the user.$$;

revoke execute on function rowseal_private.end_unproven(uuid, inet) from public;
