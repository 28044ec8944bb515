create or replace function rowseal_private.erase_account() returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
  v_due rowseal_private.account_deletions;
  v_outcome record;
  v_kept_by text;
begin
  select due.user_id into v_user_id
    from rowseal_private.account_deletions as due
   where rowseal_private.is_erasure_due(due)
     -- By the index, which that does not say: else each minute all that wait are looked at.
     and due.erase_at < now()
   order by due.erase_at
   limit 1;
  -- In the order of everybody who changes an account, and looked at again: whoever restores it may have come first.
  perform rowseal_private.lock_workspaces_of(v_user_id);
  perform from rowseal.users as account where account.id = v_user_id for update;
  select * into v_due
    from rowseal_private.account_deletions as due
   where due.user_id = v_user_id and rowseal_private.is_erasure_due(due)
     for update;
  if not found then
    return 0;
  end if;
  select * into v_outcome from rowseal_private.erase_user(v_due.user_id);
  v_kept_by := coalesce(v_outcome.kept_by, v_outcome.status);
  if v_outcome.status <> 'erased' then
    update rowseal_private.account_deletions as due
       set tried_at = clock_timestamp(), kept_by = v_kept_by
     where due.user_id = v_due.user_id;
    if v_due.kept_by is distinct from v_kept_by then
      perform rowseal_private.record_event(
        'account_kept', v_due.user_id, null, jsonb_build_object('kept_by', v_kept_by));
    end if;
  end if;
  return 1;
end
$$;

comment on function rowseal_private.erase_account() is
$$Erases an account whose grace period is over. What cannot be erased (a foreign key of an application without an
action, an error) stays as it is, is an audit event, and is tried again each day.
Caller: rowseal_private.purge.
Returns: 1; 0 where none is due.$$;

revoke execute on function rowseal_private.erase_account() from public;
