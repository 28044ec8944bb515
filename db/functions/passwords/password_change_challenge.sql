create or replace function rowseal.password_change_challenge(out salt bytea, out memory_kib integer, out iterations integer, out parallelism integer)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select mine.salt, mine.memory_kib, mine.iterations, mine.parallelism
    from rowseal_private.passwords as mine
   where mine.user_id = (select rowseal_private.require_account());
end;

comment on function rowseal.password_change_challenge() is
  'What the caller''s present password is derived with: salt and argon2id (RFC 9106) parameters; nulls where they have none. '
  'Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.';

revoke execute on function rowseal.password_change_challenge() from public;
grant execute on function rowseal.password_change_challenge() to rowseal_gateway;
