create or replace function rowseal_private.restore_account(
  token rowseal_private.presented_token, ip inet default null, out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := token.owner_id;
begin
  -- Whatever changes an account takes its row first; not for whoever knows only ids.
  perform
    from rowseal.users as account
    join rowseal_private.email_proofs as proof on proof.user_id = account.id
   where account.id = v_user_id and proof.id = token.id and proof.secret_hash = sha256(token.digest)
     for no key update of account;
  delete from rowseal_private.account_deletions as deletion
   using rowseal_private.email_proofs as proof, rowseal.users as account
   where deletion.user_id = v_user_id
     and deletion.erase_at > clock_timestamp()
     and account.id = v_user_id
     and account.disabled_at = deletion.requested_at
     and proof.user_id = v_user_id
     and proof.id = token.id
     and proof.purpose = 'restore_account'
     and proof.secret_hash = sha256(token.digest)
     and proof.proof_version = account.proof_version
     and proof.expires_at > clock_timestamp();
  if not found then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure('proof_guess', rowseal_private.network_of(restore_account.ip)) as failure;
    return;
  end if;
  -- By a trigger every token that was mailed is void.
  update rowseal.users as account set disabled_at = null where account.id = v_user_id;
  perform rowseal_private.record_event('account_restored', v_user_id, null, '{}', restore_account.ip);
  status := 'ok';
end
$$;

comment on function rowseal_private.restore_account(rowseal_private.presented_token, inet) is
$$Restores an account that was deleted (rowseal.delete_account) and is not erased yet, with the token that was mailed,
or offered at a sign-in, once. It is as before, but for its credentials: their owner signs in.
Returns: a status: ok; invalid; throttled, invalid like many before it from this network, with the time to wait.$$;

revoke execute on function rowseal_private.restore_account(rowseal_private.presented_token, inet) from public;
grant execute on function rowseal_private.restore_account(rowseal_private.presented_token, inet) to rowseal_issuer;
