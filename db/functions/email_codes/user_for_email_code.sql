create or replace function rowseal_private.user_for_email_code(address text) returns uuid
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return (
    select found.user_id
      from (
        select account.id as user_id, 1 as preference, account.created_at
          from rowseal.users as account
         where account.email = user_for_email_code.address
           and account.email_verified_at is not null
           and account.disabled_at is null
         union all
        select account.id, 2, account.created_at
          from rowseal_private.identities as identity
          join rowseal.users as account on account.id = identity.user_id
         where identity.provider = 'password'
           and identity.subject_hash = rowseal_private.text_hash(user_for_email_code.address)
           and account.email = user_for_email_code.address
           and account.disabled_at is null
           and not rowseal_private.is_address_reserved(user_for_email_code.address, account.id)
      ) as found
     order by found.preference, found.created_at
     limit 1
  );

comment on function rowseal_private.user_for_email_code(text) is $$Whom a code for an address (in lower case) signs in:
the user who has verified it, or else the one who registered with it, and proves by the code that it is theirs
(rowseal_private.end_unproven). An address that somebody may take back is of nobody else.
Returns: null where there is none, or the user is disabled.$$;

revoke execute on function rowseal_private.user_for_email_code(text) from public;
