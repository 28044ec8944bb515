create or replace function rowseal_private.take_login_attempt(user_id uuid, subject text, ip inet) returns interval
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_network constant text := rowseal_private.network_of(take_login_attempt.ip);
  v_wait interval;
begin
  if rowseal_private.is_known_network(take_login_attempt.user_id, take_login_attempt.ip) then
    return rowseal_private.take_attempt('login_account_at_home', take_login_attempt.subject || ' ' || v_network);
  end if;
  v_wait := rowseal_private.take_attempt('login_network', v_network);
  if v_wait > interval '0' then
    return v_wait;
  end if;
  v_wait := rowseal_private.take_attempt('login_account', take_login_attempt.subject);
  if v_wait > interval '0' then
    -- Not judged, so not charged: who hammers an account that is held up must not use up the attempts of everybody in their network.
    perform rowseal_private.refund_attempt('login_network', v_network);
  end if;
  return v_wait;
end
$$;

comment on function rowseal_private.take_login_attempt(uuid, text, inet) is
  'Charges a login before it is judged: to the network and to the account, or, from a network that this user has logged in from, to the two '
  'together and apart from strangers'' attempts. Zero: go on. More: how long to wait; neither was charged, and the login must not be judged.';

revoke execute on function rowseal_private.take_login_attempt(uuid, text, inet) from public;
