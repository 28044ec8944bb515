create or replace function rowseal.explain_entry(
  principal uuid, relation regclass, command text, workspace uuid, ip inet,
  out gate text, out sqlstate text, out why text, out opens text, out user_id uuid, out workspace_id uuid,
  out scopes text[], out options jsonb, out parent regclass
)
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_audited constant uuid := rowseal_private.audited_workspace(explain_entry.workspace);
  v_command constant text := lower(explain_entry.command);
  v_scope constant text := rowseal_private.scope_for(explain_entry.relation, v_command);
  v_principal record;
  v_role text;
  v_granted text[];
  v_shut record;
begin
  options := rowseal_private.protection_of(explain_entry.relation);
  parent := rowseal_private.relation_named(options ->> 'parent');
  select * into v_principal from rowseal_private.principal_of(explain_entry.principal);
  user_id := v_principal.user_id;
  workspace_id := coalesce(v_audited, v_principal.workspace_id);
  select * into v_shut
    from rowseal_private.shut_workspace(workspace_id, user_id, explain_entry.principal, explain_entry.ip);
  select array_to_string(membership.role || membership.further_roles, ', '), string_to_array(effective.scope, ' '),
         rowseal_private.united_scopes(membership.workspace_id, '{}', membership.role || membership.further_roles)
    into v_role, scopes, v_granted
    from rowseal_private.effective_scope(user_id, workspace_id, v_principal.scope) as effective
    join rowseal.memberships as membership
      on membership.workspace_id = explain_entry.workspace_id and membership.user_id = explain_entry.user_id;
  if v_principal.kind in ('service', 'service_key') then
    select '', given, given into v_role, scopes, v_granted from string_to_array(v_principal.scope, ' ') as given;
  end if;
  -- Of people who are none of theirs, a workspace's administrators learn nothing.
  if v_principal.kind is null
     or rowseal.in_request_now() and (v_role is null or v_principal.workspace_id <> workspace_id)
  then
    gate := 'unknown_principal';
    why := 'There is no such user or credential.';
    user_id := null;
    scopes := null;
  elsif v_principal.gate is not null then
    select v_principal.gate, v_principal.sqlstate into gate, sqlstate;
  elsif not coalesce(explain_entry.ip <<= any (v_principal.networks), v_principal.networks is null) then
    gate := 'network';
    sqlstate := 'RS012';
  elsif v_principal.workspace_id <> workspace_id then
    gate := 'other_workspace';
    sqlstate := 'RS005';
  elsif workspace_id is null then
    gate := 'no_workspace';
    sqlstate := 'RS007';
  elsif v_role is null then
    gate := 'not_member';
    sqlstate := 'RS004';
  elsif v_shut.gate is not null then
    select v_shut.gate, v_shut.sqlstate into gate, sqlstate;
  elsif not rowseal_private.requests_may(explain_entry.relation, v_command) then
    gate := 'no_privilege';
    sqlstate := '42501';
    opens := format('grant %s on %s to rowseal_user', v_command, explain_entry.relation);
  elsif v_principal.reads_only and v_command <> 'select' then
    gate := 'reads_only';
    sqlstate := '42501';
  elsif v_scope is null then
    gate := 'shared';
    sqlstate := case
      when v_command = 'insert' then '42501'
      -- Which PostgreSQL evaluates first, of two gates that deny.
      when current_setting('server_version_num')::integer < 170000 and not options ->> 'select' = any (scopes)
        then 'RS006'
    end;
  else
    select missing.gate, missing.sqlstate, missing.why, missing.opens into gate, sqlstate, why, opens
      from rowseal_private.first_missing(
        v_command, options, scopes, v_granted, nullif(v_role, ''), workspace_id, user_id, explain_entry.principal,
        v_principal.kind) as missing;
  end if;
  why := coalesce(why, rowseal_private.reason_of(gate));
end
$$;

comment on function rowseal.explain_entry(uuid, regclass, text, uuid, inet) is $$The part of rowseal.explain that needs
no row: credential, membership, privilege, scope.
Caller: rowseal.explain.
Errors: those of rowseal.explain.$$;

revoke execute on function rowseal.explain_entry(uuid, regclass, text, uuid, inet) from public;
grant execute on function rowseal.explain_entry(uuid, regclass, text, uuid, inet)
  to rowseal_auditor, rowseal_user, pg_database_owner;
