create or replace function rowseal.bind_role(
  role name, "user" uuid, workspace uuid, scopes text[] default null, expires_at timestamptz default null,
  writes boolean default false
) returns uuid
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_id constant uuid := rowseal.record_binding(
    bind_role.role, bind_role.user, bind_role.workspace, bind_role.scopes, bind_role.expires_at, bind_role.writes);
begin
  execute format('grant rowseal_reader to %I with inherit true, set false', bind_role.role);
  if bind_role.writes then
    execute format('grant rowseal_user to %I with inherit true, set false', bind_role.role);
  else
    perform rowseal.revoke_group(bind_role.role, 'rowseal_user');
  end if;
  perform rowseal.open_schemas();
  -- Under what else there is every statement of it is refused.
  perform rowseal.set_role_default(bind_role.role, 'default_transaction_isolation', 'read committed'),
  rowseal.set_role_default(
    bind_role.role, 'default_transaction_read_only', case when not bind_role.writes then 'on' end),
  -- What it has locked, others wait for.
  rowseal.set_role_default(
    bind_role.role, 'idle_in_transaction_session_timeout', case when bind_role.writes then '5min' end);
  perform rowseal.end_role_backends(bind_role.role);
  return v_id;
end
$$;

comment on function rowseal.bind_role(name, uuid, uuid, text[], timestamptz, boolean) is $$Makes a login role of
PostgreSQL a member of a workspace: psql, a BI tool or an agent's SQL tool logs in as that role and is that user
there, in every statement as rights are at that moment, without entering. scopes: what it is limited to (null: to
nothing but the role of the member); expires_at: null, as late as the workspace allows. The role may select from
protected tables (rowseal_reader), in transactions that are read-only, and with writes do what requests may
(rowseal_user); it enters as nobody else. Rowseal makes no role, and sees no password. Binding a role again replaces
what stood there and ends its sessions.
Caller: the administrator who installed Rowseal, or a superuser; the role was made before.
Returns: the id of the credential, as audit events and answers name it.
Errors: RS070 there is no such role, or it must not be bound (rowseal.bound_role_faults); RS071 no such member, an
unknown scope, or an end that the workspace does not allow; 42501.$$;

revoke execute on function rowseal.bind_role(name, uuid, uuid, text[], timestamptz, boolean) from public;
grant execute on function rowseal.bind_role(name, uuid, uuid, text[], timestamptz, boolean) to pg_database_owner;
