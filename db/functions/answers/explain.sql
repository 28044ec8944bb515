create or replace function rowseal.explain(
  principal uuid, relation regclass, command text, key jsonb default null, workspace uuid default null,
  ip inet default null,
  out allowed boolean, out gate text, out sqlstate text, out why text, out opens text
)
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_entry record;
  v_row jsonb;
  v_pair record;
  v_parent jsonb;
begin
  select * into v_entry
    from rowseal.explain_entry(
      explain.principal, explain.relation, explain.command, explain.workspace, explain.ip);
  gate := v_entry.gate;
  sqlstate := v_entry.sqlstate;
  why := v_entry.why;
  opens := v_entry.opens;
  allowed := gate is null;
  if lower(explain.command) = 'insert' and allowed and v_entry.parent is not null then
    -- The row that it refers to has to be found.
    select denied.* into allowed, gate, sqlstate, why, opens
      from rowseal.explain(
        explain.principal, v_entry.parent, 'select', null, v_entry.workspace_id, explain.ip) as denied;
  end if;
  if not allowed or explain.key is null or lower(explain.command) = 'insert' then
    return;
  end if;

  v_row := rowseal.read_row(explain.relation, explain.key);
  if v_row is null or v_row = 'null' then
    gate := case when v_row is null then 'row_unseen' else 'row_absent' end;
    allowed := case when v_row is not null then false end;
  else
    gate := rowseal.explain_row(
      explain.relation, lower(explain.command), v_row, v_entry.user_id, v_entry.workspace_id, v_entry.scopes);
    if gate is null and v_entry.parent is not null then
      select jsonb_object_agg(pair ->> 'parent', v_row -> (pair ->> 'child'))
        into v_parent from jsonb_array_elements(v_entry.options -> 'parent_key') as pair;
      select * into v_pair
        from rowseal.explain(
          explain.principal, v_entry.parent, 'select', v_parent, v_entry.workspace_id,
          explain.ip);
      if v_pair.allowed is not true then
        allowed := v_pair.allowed;
        gate := v_pair.gate;
        sqlstate := v_pair.sqlstate;
        why := format('Of the parent %s: %s', v_entry.parent, v_pair.why);
        opens := v_pair.opens;
        return;
      end if;
    end if;
    allowed := gate is null;
    if rowseal.has_own_policies(explain.relation, allowed) then
      gate := 'own_policies';
      allowed := null;
    end if;
  end if;
  why := rowseal.explain_gate(gate);
end
$$;

comment on function rowseal.explain(uuid, regclass, text, jsonb, uuid, inet) is
$$Whether a principal may select, insert, update or delete rows of a protected table, or the row of a key, and if not,
which gate denies it first and what would open it. principal: the id of a user, a session, a personal access token, the
binding of a login role, a service or its key; key: the columns of a key with their values, {"id": "…"}; workspace:
where a credential is bound to none; ip: for tokens that networks limit. Ids only, never a secret. An update and a
delete of a key read it, and so need the scope for reading too.
Caller: auditors and the database's owner; in a request those with audit:read, about members and services of their
workspace. The row is read with the caller's own rights.
Returns: allowed, null where the caller cannot see the row or other policies of the table decide too; gate:
unknown_principal, disabled, revoked, expired, other_resource, network, other_workspace, no_workspace, not_member,
no_privilege, reads_only, shared, credential_scope, role_scope, service_scope, assurance, row_absent, row_unseen,
row_workspace, row_owner, own_policies; sqlstate: the error, null where a statement finds no row.
Errors: 22023 no such command, or a key without columns; 42703 no such column; RS005, RS006, RS007, RS008 in a request;
RS127 the table is not protected.$$;

revoke execute on function rowseal.explain(uuid, regclass, text, jsonb, uuid, inet) from public;
grant execute on function rowseal.explain(uuid, regclass, text, jsonb, uuid, inet)
  to rowseal_auditor, rowseal_user, pg_database_owner;
