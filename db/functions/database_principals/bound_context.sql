create or replace function rowseal_private.bound_context() returns bytea
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_body text;
  v_writes boolean;
begin
  -- Who is never bound is not looked up, and who is not bound in one word.
  if session_user in ('rowseal_gateway', 'rowseal_issuer', 'rowseal_worker') or not exists (
    select from rowseal_private.database_principals as bound where bound.role_name = session_user
  ) then
    return null;
  end if;
  select rowseal_private.context_body(
           bound.workspace_id, bound.user_id, bound.id, effective.scope, inet_client_addr(), null, entered.external_key,
           null),
         bound.writes and settings.maintenance_since is null
    into v_body, v_writes
    from rowseal_private.database_principals as bound
    join rowseal.users as account on account.id = bound.user_id
    join rowseal.workspaces as entered on entered.id = bound.workspace_id
   cross join rowseal_private.settings as settings
   cross join lateral rowseal_private.effective_scope(bound.user_id, bound.workspace_id, bound.scope) as effective
   where bound.role_name = session_user
     and bound.role_oid = (select role.oid from pg_catalog.pg_roles as role where role.rolname = session_user)
     and least(bound.expires_at, bound.created_at + entered.longest_token_lifetime) > clock_timestamp()
     and account.disabled_at is null
     -- The rules of the workspace, as rowseal_private.workspace_gate has them.
     and entered.erase_at is null
     and coalesce(inet_client_addr() <<= any (entered.networks), entered.networks is null)
     and (greatest(entered.required_assurance, settings.required_assurance) is null
       or rowseal_private.unmet_policy(bound.workspace_id, bound.user_id, bound.id) is null);
  if v_body is null then
    perform rowseal_private.refuse_bound_role();
    return null;
  end if;
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'the role % reads under read committed only, not under %', session_user,
      current_setting('transaction_isolation')
      using errcode = 'RS016', hint = 'Under the other levels what was revoked since the snapshot would still count.';
  elsif pg_has_role(session_user, 'rowseal_gateway', 'member') then
    raise exception 'the role % is bound to a user, and may enter as others', session_user
      using errcode = 'RS018', hint = format('revoke rowseal_gateway from %I', session_user);
  elsif not v_writes and current_setting('transaction_read_only') = 'off' then
    -- A function of the application may write with rights of its own, for whom this says.
    raise exception 'the role % is bound for reading, and this transaction may write', session_user
      using errcode = 'RS073', hint = 'begin read only, or: set default_transaction_read_only = on';
  end if;
  -- In the place of key and MAC stands nothing: this is never a setting.
  return convert_to(repeat('-', 72) || v_body, 'UTF8');
end
$$;

comment on function rowseal_private.bound_context() is $$The context of a session whose login role is bound to a user
(rowseal.bind_role), as rights are at this moment, where nobody entered: what rowseal_private.verified_context says, but
for the key and the MAC. Read anew for each call, so that a statement that begins after a revocation sees it.
Caller: rowseal_private.verified_context.
Returns: null where the login role is not bound.
Errors: RS072 the binding has ended, or its user is disabled; RS012 the workspace is not entered from this network;
RS016 an isolation level other than read committed; RS018 the role may enter as well; RS053 the workspace asks for a
factor that the account lacks; RS025 the workspace was deleted; RS073 the role is bound for reading, or
the installation is in maintenance mode, and the transaction is not read-only.$$;

revoke execute on function rowseal_private.bound_context() from public;
