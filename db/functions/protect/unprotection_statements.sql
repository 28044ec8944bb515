create or replace function rowseal.unprotection_statements(relation regclass) returns setof text
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_member regclass;
  v_before jsonb;
  v_secret jsonb;
begin
  -- Parents first: refuse_unprotected_children.sql checks a child against its parent.
  for v_member in
    select family.member
      from rowseal_private.relation_family(unprotection_statements.relation)
             with ordinality as family (member, position)
     order by family.position desc
  loop
    continue when not exists (select from rowseal_private.policies_of_protect(v_member));
    v_before := coalesce(
      rowseal_private.protection_of(v_member) -> 'before', '{"enabled": false, "forced": false, "statistics": {}}');
    v_secret := rowseal_private.protection_of(v_member) -> 'secret';
    return query
      select format('drop policy %I on %s', name, v_member)
        from rowseal_private.policies_of_protect(v_member) as name
      union all
      select format('%s %s', held.command, v_before -> 'statistics' ->> held.key)
        from rowseal_private.holders_of_secrets(v_member, v_secret) as held
       where v_before -> 'statistics' ? held.key
      union all
      select format('revoke select on %s from rowseal_reader, rowseal_backup', v_member);
    if not (v_before -> 'forced')::boolean then
      return next format('alter table %s no force row level security', v_member);
    end if;
    if not (v_before -> 'enabled')::boolean then
      return next format('alter table %s disable row level security', v_member);
    end if;
  end loop;
end
$$;

comment on function rowseal.unprotection_statements(regclass) is $$What rowseal.unprotect runs. Changes nothing.
Caller: rowseal.unprotect.$$;

revoke execute on function rowseal.unprotection_statements(regclass) from public;
grant execute on function rowseal.unprotection_statements(regclass) to pg_database_owner, rowseal_developer;
