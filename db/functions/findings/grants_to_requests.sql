create or replace function rowseal_private.grants_to_requests(acl aclitem[], kind "char", owner oid)
  returns table (grantee text, privileges text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(pg_catalog.quote_ident(role.rolname), 'public'),
         pg_catalog.string_agg(distinct pg_catalog.lower(item.privilege_type), ', ')
    from pg_catalog.aclexplode(
      coalesce(grants_to_requests.acl, pg_catalog.acldefault(grants_to_requests.kind, grants_to_requests.owner))
    ) as item
    left join pg_catalog.pg_roles as role on role.oid = item.grantee
   where item.grantee <> grants_to_requests.owner
     and (
       item.grantee = 0
       or pg_catalog.pg_has_role('rowseal_gateway', item.grantee, 'usage')
       or pg_catalog.pg_has_role('rowseal_reader', item.grantee, 'usage')
     )
     and role.rolsuper is not true
   group by role.rolname;
end;

comment on function rowseal_private.grants_to_requests(aclitem[], "char", oid) is $$Which privileges of an object
requests hold, by PUBLIC, rowseal_user, rowseal_reader or a role that these have. kind: of pg_catalog.acldefault().$$;

revoke execute on function rowseal_private.grants_to_requests(aclitem[], "char", oid) from public;
