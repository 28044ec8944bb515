create or replace function rowseal_private.sign_out_short_passwords() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.revoke_sessions(password.user_id, 'password_too_short')
     from rowseal_private.passwords as password
    where password.least_length < 15 and rowseal_private.account_level(password.user_id) < 2;
  return null;
end
$$;

comment on function rowseal_private.sign_out_short_passwords() is
$$A trigger: where passwords of 8 characters are enough no more, people are signed out who may have one and no other
factor. What it had opened reached no workspace, and now would.$$;

revoke execute on function rowseal_private.sign_out_short_passwords() from public;
