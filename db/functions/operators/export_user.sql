create or replace function rowseal_audit.export_user("user" uuid) returns jsonb
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_data constant jsonb := rowseal_private.account_data(export_user.user);
begin
  if v_data is not null then
    perform rowseal_private.record_event('data_exported', export_user.user, null, '{}');
  end if;
  return v_data;
end
$$;

comment on function rowseal_audit.export_user(uuid) is
$$Everything that Rowseal keeps about a user, as JSON, for somebody who has asked an operator for it. The audit event
names the login role.
Caller: the database's owner, superusers.
Returns: null where there is no such user.$$;

revoke execute on function rowseal_audit.export_user(uuid) from public;
grant execute on function rowseal_audit.export_user(uuid) to pg_database_owner;
