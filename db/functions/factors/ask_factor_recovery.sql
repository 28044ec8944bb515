create or replace function rowseal_private.ask_factor_recovery(
  address text, ip inet default null, out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  retry_after := nullif(
    rowseal_private.record_attempt('reset_network', rowseal_private.network_of(ask_factor_recovery.ip)), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  perform rowseal_private.enqueue_mail_to_address(
    'recover_factors', rowseal_private.normal_address(ask_factor_recovery.address), rowseal.uuidv7());
  status := 'accepted';
end
$$;

comment on function rowseal_private.ask_factor_recovery(text, inet) is $$Has a link mailed that begins to remove the
factors of somebody who has lost them all (rowseal_private.recover_factors). The work and the answer are the same
whether anybody has the address, or factors: the worker finds out.
Returns: a status: accepted; throttled with the time this network has to wait.
Errors: 23502 no address.$$;

revoke execute on function rowseal_private.ask_factor_recovery(text, inet) from public;
grant execute on function rowseal_private.ask_factor_recovery(text, inet) to rowseal_issuer;
