create or replace function rowseal.unprotection_statements(relation regclass) returns setof text
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  v_member regclass;
  v_before jsonb;
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
    return query
      select format('drop policy %I on %s', name, v_member)
        from rowseal_private.policies_of_protect(v_member) as name
      union all
      select format('alter table %s alter column %I set statistics %s', v_member, statistics.key, statistics.value)
        from jsonb_each_text(v_before -> 'statistics') as statistics
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
