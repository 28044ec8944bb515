create or replace function rowseal_private.require_account() returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if rowseal.session_id() is null then
    raise exception 'nobody entered this transaction' using errcode = 'RS008';
  end if;
  if not exists (select from rowseal_private.reach_of(rowseal.user_id(), rowseal.session_id()) as caller
    where not caller.limited) then
    raise exception 'an account is managed by a session that is limited neither in scope nor in workspace'
      using errcode = 'RS010';
  end if;
  return rowseal.user_id();
end
$$;

comment on function rowseal_private.require_account() is $$The user of this transaction, if they came with a session
that is limited neither in scope nor in workspace: only such a session may manage the account itself, its sessions and
its password, and join a workspace.
Errors: RS008 nobody entered; RS010 a personal access token, a grant, a limited session, or a service; 28000 bad
context.$$;

revoke execute on function rowseal_private.require_account() from public;
