create or replace function rowseal_private.record_login_attempt(
  device_id uuid, subject text, ip inet, out wait interval, out by_device boolean
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_network constant text := rowseal_private.network_of(record_login_attempt.ip);
begin
  by_device := record_login_attempt.device_id is not null
    and rowseal_private.record_attempt('login_device', record_login_attempt.device_id::text) = interval '0';
  if by_device then
    wait := interval '0';
    return;
  end if;
  wait := rowseal_private.record_attempt('login_network', v_network);
  if wait > interval '0' then
    return;
  end if;
  wait := rowseal_private.record_attempt('login_account', record_login_attempt.subject);
  if wait > interval '0' then
    -- Not evaluated, so not charged: who hammers an account that is held up must not use up the attempts of everybody
    -- in their network.
    perform rowseal_private.refund_attempt('login_network', v_network);
  end if;
end
$$;

comment on function rowseal_private.record_login_attempt(uuid, text, inet) is
$$Charges a login before it is evaluated: to the network and to the account, or, on a device of the user
(rowseal_private.known_device; null: none), to the device, apart from what others try elsewhere. A device that has
failed too often counts as unknown until its wait is over.
Returns: wait zero: go on; more: how long to wait, nothing was charged, and the login must not be evaluated. by_device:
whether the device was charged.$$;

revoke execute on function rowseal_private.record_login_attempt(uuid, text, inet) from public;
