create or replace function rowseal.delete_account(out status text, out erase_at timestamptz)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_fresh_proof();
  v_now constant timestamptz := clock_timestamp();
begin
  perform rowseal_private.lock_workspaces_of(v_user_id);
  perform from rowseal.users as account where account.id = v_user_id for no key update;
  -- Again: the caller may have been signed out or disabled while that was waited for.
  perform rowseal_private.require_account();
  if exists (select from rowseal_private.sole_ownerships(v_user_id)) then
    status := 'last_owner';
    return;
  end if;
  insert into rowseal_private.account_deletions as deletion (user_id, requested_at, erase_at)
  select v_user_id, v_now,
         -- Whoever may take the account back can do so until then.
         greatest(v_now + settings.account_grace, (
           select max(former.expires_at) from rowseal_private.former_addresses as former
            where former.user_id = v_user_id
         ))
    from rowseal_private.settings as settings
      -- What was asked before has no say: the account was enabled since.
      on conflict on constraint account_deletions_pkey do update
     set requested_at = excluded.requested_at, erase_at = excluded.erase_at, tried_at = null, kept_by = null
  returning deletion.erase_at into delete_account.erase_at;
  perform rowseal_private.record_event(
    'account_deleted', v_user_id, null, jsonb_build_object('erase_at', delete_account.erase_at));
  -- By a trigger every credential ends.
  update rowseal.users as account set disabled_at = v_now where account.id = v_user_id;
  perform rowseal_private.enqueue_mail(
    'account_deleted', jsonb_build_object('user_id', v_user_id, 'id', rowseal.uuidv7()), v_user_id::text);
  status := 'deleted';
end
$$;

comment on function rowseal.delete_account() is
$$Deletes the account of the caller: from its commit on it is disabled, and every credential of theirs has ended. Until
it is erased, after settings.account_grace, they can restore it (rowseal_private.restore_account), with the token that
is mailed to them or that signing in offers. Nobody is left as the owner of a workspace who has deleted their account.
Returns: a status: deleted, with when it is erased; last_owner: they are the only owner of a workspace
(rowseal.deletion_blockers), and nothing has changed.
Errors: RS008 nobody entered; RS010 a personal access token, a grant, or a limited session; RS050 a fresh proof is
needed.$$;

revoke execute on function rowseal.delete_account() from public;
grant execute on function rowseal.delete_account() to rowseal_gateway;
