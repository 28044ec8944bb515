create or replace function rowseal.revoke_group(role name, revoked name) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_membership record;
begin
  for v_membership in
    select pg_catalog.pg_get_userbyid(membership.grantor) as grantor
      from pg_catalog.pg_auth_members as membership
     where membership.member = (
         select known.oid from pg_catalog.pg_roles as known where known.rolname = revoke_group.role)
       and membership.roleid = (
         select known.oid from pg_catalog.pg_roles as known where known.rolname = revoke_group.revoked)
  loop
    begin
      execute format('revoke %I from %I granted by %I', revoke_group.revoked, revoke_group.role, v_membership.grantor);
    exception when insufficient_privilege then
      raise warning '% has to run: revoke % from %', v_membership.grantor, revoke_group.revoked, revoke_group.role;
    end;
  end loop;
end
$$;

comment on function rowseal.revoke_group(name, name) is $$Takes a login role out of rowseal_reader or rowseal_user, with
all that granted it.
Caller: rowseal.bind_role, rowseal.unbind_role: the caller's own rights decide.$$;

revoke execute on function rowseal.revoke_group(name, name) from public;
grant execute on function rowseal.revoke_group(name, name) to pg_database_owner;
