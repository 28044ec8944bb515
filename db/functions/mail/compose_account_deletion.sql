create or replace function rowseal_private.compose_account_deletion(user_id uuid, id uuid)
  returns table (recipient text, kind text, variables jsonb)
  language sql volatile parallel unsafe
begin atomic
  select account.email, 'account_deleted'::text,
         pg_catalog.jsonb_build_object(
           'token', rowseal_private.issue_proof(
             'restore_account', account.id, compose_account_deletion.id, account.email),
           'at', deletion.requested_at, 'erase_at', deletion.erase_at
         )
    from rowseal_private.account_deletions as deletion
    join rowseal.users as account on account.id = deletion.user_id
   where deletion.user_id = compose_account_deletion.user_id
     and deletion.erase_at > pg_catalog.clock_timestamp()
     and account.disabled_at = deletion.requested_at;
end;

comment on function rowseal_private.compose_account_deletion(uuid, uuid) is
$$The mail to somebody who has deleted their account: with a token that restores it.
Returns: no row where it is restored, erased, or disabled by an operator.$$;

revoke execute on function rowseal_private.compose_account_deletion(uuid, uuid) from public;
