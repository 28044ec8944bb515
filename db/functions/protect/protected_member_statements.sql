create or replace function rowseal_private.protected_member_statements(relation regclass, options jsonb)
  returns setof text
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_options constant jsonb := protected_member_statements.options;
  v_class record;
begin
  select * into v_class from pg_catalog.pg_class where oid = protected_member_statements.relation;
  if not v_class.relrowsecurity then
    return next format('alter table %s enable row level security', protected_member_statements.relation);
  end if;
  if not v_class.relforcerowsecurity then
    return next format('alter table %s force row level security', protected_member_statements.relation);
  end if;
  return query
    select format('drop policy %I on %s', name, protected_member_statements.relation)
      from rowseal_private.policies_of_protect(protected_member_statements.relation) as name
    union all
    select format('create policy %I on %s %s', policy.name, protected_member_statements.relation, policy.definition)
      from rowseal_private.protection_policies(protected_member_statements.relation, v_options) as policy;
  return next format(
    'comment on policy rowseal_guard on %s is %L', protected_member_statements.relation,
    'Each row once more, by an equality that nothing in a statement can take the place of (db/decisions/0021 of '
    'Rowseal). What rowseal.protect was called with, and what stood before: '
    || (
      jsonb_strip_nulls(v_options) || jsonb_build_object(
        'before', rowseal_private.before_protection(protected_member_statements.relation, v_options))
    )::text
  );
  return next format(
    'comment on policy rowseal_gate_select on %s is %L', protected_member_statements.relation,
    'One subquery, compared twice, is judged before the first row is looked at (db/decisions/0036 of Rowseal).'
  );
  return next format('select rowseal.record_protection(%L)', protected_member_statements.relation);
  return query select * from rowseal_private.secrecy_statements(protected_member_statements.relation, v_options);
  return next format('grant select on %s to rowseal_backup', protected_member_statements.relation);
end
$$;

comment on function rowseal_private.protected_member_statements(regclass, jsonb) is
$$The statements that protect one table, partition or child.$$;

revoke execute on function rowseal_private.protected_member_statements(regclass, jsonb) from public;
