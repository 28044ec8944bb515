create or replace function rowseal_private.forgive_login_attempts(user_id uuid, subject text) returns void
  language sql volatile parallel unsafe
begin atomic
  delete from rowseal_private.throttles as throttle
   where throttle.kind = 'login_account'
     and throttle.subject_hash = pg_catalog.sha256(pg_catalog.convert_to(forgive_login_attempts.subject, 'UTF8'));
  delete from rowseal_private.throttles as throttle
   using rowseal_private.known_networks as known
   where known.user_id = forgive_login_attempts.user_id
     and throttle.kind = 'login_account_at_home'
     and throttle.subject_hash = pg_catalog.sha256(pg_catalog.convert_to(forgive_login_attempts.subject || ' ' || known.network, 'UTF8'));
end;

comment on function rowseal_private.forgive_login_attempts(uuid, text) is
  'Forgets the failed logins of an account, at home and elsewhere: its owner has proved who they are. What a network tried stays counted. subject '
  'is as for rowseal_private.take_login_attempt.';

revoke execute on function rowseal_private.forgive_login_attempts(uuid, text) from public;
