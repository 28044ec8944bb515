create or replace function rowseal_private.is_address_proved(address text, user_id uuid) returns boolean
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from rowseal.users as account
     where account.email = is_address_proved.address
       and account.email_verified_at is not null
       and account.id is distinct from is_address_proved.user_id
  ) or rowseal_private.is_address_reserved(is_address_proved.address, is_address_proved.user_id);
end;

comment on function rowseal_private.is_address_proved(text, uuid) is
$$Whether another user (than user_id; null: anybody) has verified an address (in lower case), or had it until lately
(rowseal_private.is_address_reserved): nobody else verifies it, nor registers with it. The unique index of verified
addresses says the same of what forgets to ask.$$;

revoke execute on function rowseal_private.is_address_proved(text, uuid) from public;
