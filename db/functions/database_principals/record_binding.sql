create or replace function rowseal.record_binding(
  role name, "user" uuid, workspace uuid, scopes text[], expires_at timestamptz, writes boolean
) returns uuid
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_oid constant oid := (select known.oid from pg_catalog.pg_roles as known where known.rolname = record_binding.role);
  v_longest constant interval := (
    select entered.longest_token_lifetime
      from rowseal.memberships as membership
      join rowseal.workspaces as entered on entered.id = membership.workspace_id and entered.erase_at is null
      join rowseal.users as account on account.id = membership.user_id and account.disabled_at is null
     where membership.workspace_id = record_binding.workspace and membership.user_id = record_binding.user);
  v_end constant timestamptz := coalesce(record_binding.expires_at, now() + v_longest);
  v_unknown constant text := (
    select string_agg(coalesce(wanted, 'null'), ', ') from unnest(record_binding.scopes) as wanted
     where not exists (select from rowseal.scopes as known where known.name = wanted));
  v_found record;
  v_id uuid;
begin
  if v_oid is null then
    raise exception 'there is no role %', record_binding.role
      using errcode = 'RS070', hint = format('create role %I login', record_binding.role);
  end if;
  select * into v_found from rowseal.bound_role_faults(record_binding.role) limit 1;
  if found then
    raise exception 'the role % must not be bound to a user: %', record_binding.role, v_found.fault
      using errcode = 'RS070', hint = v_found.remedy;
  elsif v_longest is null then
    raise exception 'there is no such member, or the account or the workspace is closed' using errcode = 'RS071';
  elsif v_unknown is not null then
    raise exception 'there is no scope %', v_unknown using errcode = 'RS071';
  elsif record_binding.writes is null or (v_end > now() and v_end <= now() + v_longest) is not true then
    raise exception 'a binding ends in the future, within % as the workspace says', v_longest using errcode = 'RS071';
  end if;
  perform rowseal.remove_binding(record_binding.role, 'bound_anew');
  insert into rowseal_private.database_principals as bound (
    role_name, role_oid, user_id, workspace_id, scope, writes, expires_at
  )
  values (
    record_binding.role, v_oid, record_binding.user, record_binding.workspace,
    array_to_string(record_binding.scopes, ' '), record_binding.writes, v_end
  )
  returning bound.id into v_id;
  perform rowseal_private.record_event(
    'database_role_bound', record_binding.user, record_binding.workspace,
    jsonb_build_object('binding_id', v_id, 'database_role', record_binding.role, 'writes', record_binding.writes));
  return v_id;
end
$$;

comment on function rowseal.record_binding(name, uuid, uuid, text[], timestamptz, boolean) is $$Writes down whom a login
role is, in place of what stood there. Gives the role nothing.
Caller: rowseal.bind_role.
Errors: those of rowseal.bind_role.$$;

revoke execute on function rowseal.record_binding(name, uuid, uuid, text[], timestamptz, boolean) from public;
grant execute on function rowseal.record_binding(name, uuid, uuid, text[], timestamptz, boolean) to pg_database_owner;
