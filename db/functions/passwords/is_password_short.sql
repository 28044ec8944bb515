create or replace function rowseal_private.is_password_short(user_id uuid, length integer) returns boolean
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select from rowseal_private.passwords as password
     where password.user_id = is_password_short.user_id and password.least_length < 15
  ) then
    return false;
  elsif is_password_short.length >= 15 then
    -- Not where another login of the same person holds it: both would wait for each other. Then the next one notes it.
    update rowseal_private.passwords as password
       set least_length = 15
     where password.user_id in (
       select free.user_id from rowseal_private.passwords as free
        where free.user_id = is_password_short.user_id
          for no key update skip locked
     );
    return false;
  elsif rowseal_private.account_level(is_password_short.user_id) > 1 then
    return false;
  end if;
  -- Lifting the rule waits for this login, and ends what it opens (rowseal_private.sign_out_short_passwords).
  perform from rowseal_private.settings as settings for share;
  return (select rules.least_length > 8 from rowseal_private.password_rules() as rules);
end
$$;

comment on function rowseal_private.is_password_short(uuid, integer) is
$$Whether a password that is right no longer does alone: it was chosen where everybody had to have a second factor, it
has fewer characters than are asked for now (length; null: unknown), and its user has no other factor. They choose
another one by a mailed link.
Caller: rowseal_private.log_in, once it has locked the password.$$;

revoke execute on function rowseal_private.is_password_short(uuid, integer) from public;
