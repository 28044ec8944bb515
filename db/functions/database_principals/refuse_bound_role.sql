create or replace function rowseal_private.refuse_bound_role() returns void
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_bound record;
begin
  select bound.workspace_id, bound.user_id, bound.id, account.disabled_at, entered.erase_at,
         least(bound.expires_at, bound.created_at + entered.longest_token_lifetime) as ends_at
    into v_bound
    from rowseal_private.database_principals as bound
    join rowseal.users as account on account.id = bound.user_id
    join rowseal.workspaces as entered on entered.id = bound.workspace_id
   where bound.role_name = session_user
     and bound.role_oid = (select role.oid from pg_catalog.pg_roles as role where role.rolname = session_user);
  if not found then
    return;
  elsif v_bound.ends_at <= clock_timestamp() or v_bound.disabled_at is not null then
    raise exception 'the role % is nobody any more: its binding has ended, or its user is disabled', session_user
      using errcode = 'RS072', hint = 'The administrator may bind it anew, by rowseal.bind_role.';
  elsif v_bound.erase_at is not null then
    raise exception 'the workspace was deleted' using errcode = 'RS025', hint = 'An owner may restore it.';
  end if;
  perform rowseal_private.refuse_policy(v_bound.workspace_id, v_bound.user_id, v_bound.id);
  raise exception 'the workspace is not entered from this network' using errcode = 'RS012';
end
$$;

comment on function rowseal_private.refuse_bound_role() is $$Says why a login role that is bound to a user is nobody
now, where it is bound.
Errors: RS072, RS012, RS025, RS053 of rowseal_private.bound_context.$$;

revoke execute on function rowseal_private.refuse_bound_role() from public;
