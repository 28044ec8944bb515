create or replace function rowseal_private.refund_login_attempt(user_id uuid, subject text, ip inet) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_network constant text := rowseal_private.network_of(refund_login_attempt.ip);
begin
  if rowseal_private.is_known_network(refund_login_attempt.user_id, refund_login_attempt.ip) then
    delete from rowseal_private.throttles as throttle
     where throttle.kind = 'login_account_at_home'
       and throttle.subject_hash = sha256(convert_to(refund_login_attempt.subject || ' ' || v_network, 'UTF8'));
  else
    perform rowseal_private.refund_attempt('login_network', v_network);
    perform rowseal_private.refund_attempt('login_account', refund_login_attempt.subject);
  end if;
  perform rowseal_private.remember_network(refund_login_attempt.user_id, refund_login_attempt.ip);
end
$$;

comment on function rowseal_private.refund_login_attempt(uuid, text, inet) is
  'Takes back the charge of a login that turned out well, and remembers the network as one of the user''s, seen today. What strangers tried stays '
  'counted.';

revoke execute on function rowseal_private.refund_login_attempt(uuid, text, inet) from public;
