create or replace function rowseal.unbind_role(role name) returns boolean
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_prepared constant text := (
    select string_agg(format('rollback prepared %L', prepared.gid), '; ' order by prepared.gid)
      from pg_catalog.pg_prepared_xacts as prepared
     where prepared.owner = unbind_role.role and prepared.database = current_database());
  -- A binding that ended by itself has left them.
  v_held constant boolean := unbind_role.role !~ '^rowseal_' and exists (
    select from pg_catalog.pg_auth_members as membership
     where membership.member = (
         select known.oid from pg_catalog.pg_roles as known where known.rolname = unbind_role.role)
       and pg_catalog.pg_get_userbyid(membership.roleid) in ('rowseal_reader', 'rowseal_user')
       -- ADMIN alone is the installer's.
       and (membership.inherit_option or membership.set_option));
  v_bound constant boolean := rowseal.remove_binding(unbind_role.role);
begin
  if not (v_bound or v_held) then
    return false;
  end if;
  perform rowseal.revoke_group(unbind_role.role, 'rowseal_reader');
  perform rowseal.revoke_group(unbind_role.role, 'rowseal_user');
  perform rowseal.set_role_default(unbind_role.role, known.setting, null)
    from unnest(array[
      'default_transaction_isolation', 'default_transaction_read_only', 'idle_in_transaction_session_timeout'
    ]) as known (setting);
  perform rowseal.end_role_backends(unbind_role.role);
  if v_prepared is not null then
    raise warning 'transactions that % has prepared can be committed still', unbind_role.role using hint = v_prepared;
  end if;
  return true;
end
$$;

comment on function rowseal.unbind_role(name) is $$Ends what rowseal.bind_role began: the role is nobody from the commit
on, has neither rowseal_reader nor rowseal_user nor the defaults that were set, and its sessions are ended; of
transactions that it has prepared a warning says how to roll them back. The same for a role whose binding has ended by
itself. The role itself, its password and what else it was granted stay.
Caller: the administrator who installed Rowseal, or a superuser.
Returns: false where it was not bound and had neither, and nothing was done; so too for the roles of Rowseal.$$;

revoke execute on function rowseal.unbind_role(name) from public;
grant execute on function rowseal.unbind_role(name) to pg_database_owner;
