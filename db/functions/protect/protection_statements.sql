create or replace function rowseal.protection_statements(relation regclass, options jsonb) returns setof text
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_options constant jsonb := rowseal_private.completed_protection(
    protection_statements.relation, protection_statements.options);
  v_member regclass;
begin
  perform rowseal_private.refuse_protected_roles(member, v_options),
          rowseal_private.refuse_protected_grants(member, v_options),
          rowseal_private.refuse_secret_statistics(member, v_options)
     from rowseal_private.relation_family(protection_statements.relation) as member;
  perform rowseal_private.refuse_protected_keys(protection_statements.relation, v_options);
  for v_member in select member from rowseal_private.relation_family(protection_statements.relation) as member loop
    return query select * from rowseal_private.protected_member_statements(v_member, v_options);
  end loop;
  return query select * from rowseal_private.reader_statements(protection_statements.relation);
end
$$;

comment on function rowseal.protection_statements(regclass, jsonb) is $$What rowseal.protect runs, with its arguments
as an object. Changes nothing.
Caller: rowseal.protect.
Errors: those of rowseal.protect.$$;

revoke execute on function rowseal.protection_statements(regclass, jsonb) from public;
grant execute on function rowseal.protection_statements(regclass, jsonb) to pg_database_owner, rowseal_developer;
