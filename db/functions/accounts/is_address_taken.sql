create or replace function rowseal_private.is_address_taken(address text, user_id uuid) returns boolean
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from rowseal_private.identities as identity
     where identity.provider = 'password'
       and identity.subject_hash = rowseal_private.text_hash(is_address_taken.address)
       and identity.user_id <> is_address_taken.user_id
  ) or rowseal_private.is_address_proved(is_address_taken.address, is_address_taken.user_id);
end;

comment on function rowseal_private.is_address_taken(text, uuid) is
$$Whether an address (in lower case) is somebody else's than a user's: they sign in with it, have verified it, or had it
until lately (rowseal_private.is_address_reserved).$$;

revoke execute on function rowseal_private.is_address_taken(text, uuid) from public;
