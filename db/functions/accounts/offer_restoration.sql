create or replace function rowseal_private.offer_restoration(
  user_id uuid, out erase_at timestamptz, out restore_token text
)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_address text;
begin
  select deletion.erase_at, account.email
    into erase_at, v_address
    from rowseal_private.account_deletions as deletion
    join rowseal.users as account on account.id = deletion.user_id
   where deletion.user_id = offer_restoration.user_id
     and deletion.erase_at > clock_timestamp()
     -- Not one that was disabled by an operator since.
     and account.disabled_at = deletion.requested_at;
  -- Half a login does one thing, and this is another: who has a second factor restores by the mail.
  if found and rowseal_private.account_level(offer_restoration.user_id) < 2 then
    restore_token := rowseal_private.issue_proof(
      'restore_account', offer_restoration.user_id, rowseal.uuidv7(), v_address);
  end if;
end
$$;

comment on function rowseal_private.offer_restoration(uuid) is
$$What somebody is offered who has just proved who they are, and has deleted their account.
Caller: rowseal_private.log_in, log_in_with_identity.
Returns: when it is erased, and a token that restores it, null for who has a second factor; nulls where it was not
deleted, or can be restored no more.$$;

revoke execute on function rowseal_private.offer_restoration(uuid) from public;
