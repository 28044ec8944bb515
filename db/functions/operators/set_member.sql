create or replace function rowseal_audit.set_member(workspace uuid, "user" uuid, role text) returns text
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
  return rowseal_audit.set_member_roles(set_member.workspace, set_member.user, array[set_member.role]);

comment on function rowseal_audit.set_member(uuid, uuid, text) is $$Makes a user a member of a workspace, or gives a
member another role, in place of all that they have.
Caller: the database's owner, superusers.
Returns: added; changed; unchanged, it was so.
Errors: 23503 there is no such workspace, user or role there; RS014 the last owner stays one.$$;

revoke execute on function rowseal_audit.set_member(uuid, uuid, text) from public;
grant execute on function rowseal_audit.set_member(uuid, uuid, text) to pg_database_owner;
