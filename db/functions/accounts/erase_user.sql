create or replace function rowseal_private.erase_user(user_id uuid, out status text, out kept_by text)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id uuid;
begin
  perform rowseal_private.lock_workspaces_of(erase_user.user_id);
  perform from rowseal.users as account where account.id = erase_user.user_id for update;
  if not found then
    status := 'unknown';
    return;
  end if;
  if exists (
    select from rowseal_private.former_addresses as former
     where former.user_id = erase_user.user_id and former.expires_at > clock_timestamp()
  ) then
    status := 'address_change_open';
    return;
  end if;
  select string_agg(blocking.slug, ', ') into kept_by
    from rowseal_private.sole_ownerships(erase_user.user_id) as blocking;
  if kept_by is not null then
    status := 'last_owner';
    return;
  end if;
  begin
    for v_workspace_id in
      select membership.workspace_id from rowseal.memberships as membership
       where membership.user_id = erase_user.user_id
       union
      select former.workspace_id from rowseal_private.former_states as former
        join rowseal.workspaces as workspace on workspace.id = former.workspace_id
       where former.user_id = erase_user.user_id and former.kind = 'membership'
    loop
      perform rowseal_private.run_hooks('member_removed', 'user_erased', v_workspace_id, erase_user.user_id);
    end loop;
    delete from rowseal.users as account where account.id = erase_user.user_id;
    status := 'erased';
  -- Whatever an application answers, nothing is done by half.
  exception when others then
    get stacked diagnostics kept_by = constraint_name;
    kept_by := coalesce(nullif(kept_by, ''), sqlstate);
    status := 'kept';
  end;
end
$$;

comment on function rowseal_private.erase_user(uuid) is
$$Erases a user, all or nothing: the row, by foreign keys their memberships, credentials and identities, the rows of
applications that refer to them with ON DELETE CASCADE (with SET NULL these lose the reference), by a trigger what no
foreign key leads to. Audit events keep the id, and lose the personal values when the worker has sealed the erasure
(rowseal_private.purge_personal_values).
Caller: rowseal_private.erase_account, rowseal_audit.erase_user.
Returns: a status: erased; unknown, there is no such user; address_change_open: somebody may take the account back;
last_owner of the workspaces kept_by; kept by a constraint or an error (SQLSTATE), kept_by.$$;

revoke execute on function rowseal_private.erase_user(uuid) from public;
