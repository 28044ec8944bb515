create or replace function rowseal_private.move_password(user_id uuid, address text) returns boolean
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  delete from rowseal_private.identities as identity
   where identity.user_id = move_password.user_id and identity.provider = 'password';
  if found then
    insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
    values (
      'password', rowseal_private.text_hash(move_password.address), move_password.address, move_password.user_id);
  end if;
  return true;
exception
  when unique_violation then
    return false;
end
$$;

comment on function rowseal_private.move_password(uuid, text) is
$$Has a user sign in by password with another address (in lower case) than before, if they sign in by password at all.
Returns: false, and nothing has changed: another user signs in with it.$$;

revoke execute on function rowseal_private.move_password(uuid, text) from public;
