create or replace function rowseal_private.forgive_login_attempts(subject text) returns void
  language sql volatile parallel unsafe
begin atomic
  delete from rowseal_private.throttles as throttle
   where throttle.kind = 'login_account'
     and throttle.subject_hash = rowseal_private.text_hash(forgive_login_attempts.subject);
end;

comment on function rowseal_private.forgive_login_attempts(text) is
$$Forgets the failed logins of an account: its owner has proved who they are. What a network tried stays counted.
subject is as for rowseal_private.record_login_attempt.$$;

revoke execute on function rowseal_private.forgive_login_attempts(text) from public;
