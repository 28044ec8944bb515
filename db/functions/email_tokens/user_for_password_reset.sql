create or replace function rowseal_private.user_for_password_reset(address text) returns uuid
  language sql stable parallel restricted
  return (
    select found.user_id
      from (
        select identity.user_id, 2 as preference, identity.created_at
          from rowseal_private.identities as identity
          join rowseal.users as account on account.id = identity.user_id
         where identity.provider = 'password'
           and identity.subject_hash = rowseal_private.text_hash(user_for_password_reset.address)
           and account.disabled_at is null
         union all
        -- Nothing is joined to these: of addresses there are no statistics, so the planner expects thousands, and would
        -- read all users for them.
        select account.id, 1, account.created_at
          from rowseal.users as account
         where account.email = user_for_password_reset.address
           and account.email_verified_at is not null
           and account.disabled_at is null
      ) as found
     order by found.preference, found.created_at
     limit 1
  );

comment on function rowseal_private.user_for_password_reset(text) is
$$The user whose password an address (in lower case) may reset: the one who has verified it, or else the one who signs
in with it.
Returns: null where there is none, or the user is disabled.$$;

revoke execute on function rowseal_private.user_for_password_reset(text) from public;
