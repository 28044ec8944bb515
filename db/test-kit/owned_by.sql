create or replace function rowseal_test.owned_by(relation regclass, owner_column name) returns text
  language plpgsql volatile parallel unsafe
as $$
declare
  v_protection constant jsonb := rowseal_test.protection(owned_by.relation);
  v_workspace constant uuid := (
    select tenants.id from rowseal_test.tenants_of(owned_by.relation, (v_protection ->> 'workspace')::name) as tenants
     limit 1);
  v_update constant text := (
    select quote_ident(name) from unnest(rowseal_test.columns_for(owned_by.relation, 'UPDATE')) as name limit 1);
  v_others constant text := format('%I is distinct from rowseal.user_id()', owned_by.owner_column);
  v_reached text[];
begin
  perform rowseal_test.as_user(
    rowseal_test.visitor(v_workspace, without => v_protection ->> 'override'), v_workspace::text);
  select array_agg(attempt.command)
    into v_reached
    from (values
      ('update', format('update %s set %s = %2$s where %s', owned_by.relation, v_update, v_others)),
      ('delete', format('delete from %s where %s', owned_by.relation, v_others)),
      ('select', format('select from %s where %s', owned_by.relation, v_others))
    ) as attempt (command, statement)
   where v_protection -> 'owned' ? attempt.command
     and attempt.statement is not null
     and rowseal_test.outcome(attempt.statement) not in ('0', '42501');
  perform rowseal_test.leave();
  return ok(
    v_workspace is not null and v_reached is null and v_protection ->> 'owner' = owned_by.owner_column,
    format('rows of %s are for the user in %s', owned_by.relation, owned_by.owner_column)
  ) || coalesce(E'\n' || diag('another member may ' || array_to_string(v_reached, ', ')), '');
end
$$;

comment on function rowseal_test.owned_by(regclass, name) is $$A pgTAP test: of the commands that rowseal.protect was
told to keep for the user in a column (owned), another member of the workspace with every scope, but the one that
overrides it, reaches no row.$$;

revoke execute on function rowseal_test.owned_by(regclass, name) from public;
