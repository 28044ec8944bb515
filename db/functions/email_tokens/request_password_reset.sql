create or replace function rowseal_private.request_password_reset(
  address text, ip inet default null, out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  retry_after := nullif(
    rowseal_private.record_attempt('reset_network', rowseal_private.network_of(request_password_reset.ip)), interval '0'
  );
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  perform rowseal_private.enqueue_mail_to_address(
    'reset_password', rowseal_private.normal_address(request_password_reset.address), rowseal.uuidv7());
  status := 'accepted';
end
$$;

comment on function rowseal_private.request_password_reset(text, inet) is
$$Has a reset token mailed for the password of an address. The work and the answer are the same whether anybody has the
address: the worker finds out.
Returns: a status: accepted; throttled with the time this network has to wait.
Errors: 23502 no address.$$;

revoke execute on function rowseal_private.request_password_reset(text, inet) from public;
grant execute on function rowseal_private.request_password_reset(text, inet) to rowseal_issuer;
