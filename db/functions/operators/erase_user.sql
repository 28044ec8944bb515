create or replace function rowseal_audit.erase_user("user" uuid, out status text, out kept_by text)
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
begin atomic
  select erasure.status, erasure.kept_by from rowseal_private.erase_user(erase_user.user) as erasure;
end;

comment on function rowseal_audit.erase_user(uuid) is
$$Erases a user at once, whether they have deleted their account or not. The audit event names the login role.
Caller: the database's owner, superusers.
Returns: as rowseal_private.erase_user.$$;

revoke execute on function rowseal_audit.erase_user(uuid) from public;
grant execute on function rowseal_audit.erase_user(uuid) to pg_database_owner;
