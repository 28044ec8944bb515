create or replace function rowseal_private.hook_faults(function oid, name text, owner name) returns setof text
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select fault.text
    from (select 1) as always
    left join pg_catalog.pg_proc as known on known.oid = hook_faults.function
    left join pg_catalog.pg_roles as maker on maker.oid = known.proowner
    left join pg_catalog.pg_namespace as schema on schema.oid = known.pronamespace
   cross join lateral (values
     ('it is gone', known.oid is null),
     ('it was renamed, or is another one since a restore',
      known.oid::pg_catalog.regprocedure::text <> hook_faults.name),
     ('its owner has changed', maker.rolname <> hook_faults.owner),
     ('its owner is not the owner of its schema', schema.nspowner <> known.proowner),
     ('its owner is a superuser, bypasses row-level security, or is a role of Rowseal',
      maker.rolsuper or maker.rolbypassrls or maker.rolname ~ '^rowseal_'),
     ('its owner has rowseal_owner', pg_catalog.pg_has_role(known.proowner, 'rowseal_owner', 'member')),
     ('it is no function that returns void and takes (text, uuid, uuid)',
      known.prokind <> 'f' or known.prorettype <> 'void'::pg_catalog.regtype or known.proretset
        or known.proargtypes::text <> pg_catalog.concat_ws(
          ' ', 'text'::pg_catalog.regtype::oid, 'uuid'::pg_catalog.regtype::oid, 'uuid'::pg_catalog.regtype::oid)),
     ('it is not SECURITY DEFINER', not known.prosecdef),
     ('its search_path is not pinned with pg_temp at its end, or it sets more than that',
      (pg_catalog.cardinality(known.proconfig) = 1 and known.proconfig[1] ~ '^search_path=.*, pg_temp$') is not true),
     ('others than rowseal_owner may execute it', exists (
       select from pg_catalog.aclexplode(coalesce(known.proacl, pg_catalog.acldefault('f', known.proowner))) as item
        where item.grantee <> known.proowner
          and item.grantee is distinct from (
            select ours.oid from pg_catalog.pg_roles as ours where ours.rolname = 'rowseal_owner'))),
     ('rowseal_owner may not execute it',
      not pg_catalog.has_function_privilege('rowseal_owner', known.oid, 'execute')
        or not pg_catalog.has_schema_privilege('rowseal_owner', known.pronamespace, 'usage'))
   ) as fault (text, applies)
   where fault.applies;
end;

comment on function rowseal_private.hook_faults(oid, text, name) is $$Why a function must not be called as a hook by
this name and of this owner: asked when it is registered, at each call, and by findings.
Returns: no row where it may.$$;

revoke execute on function rowseal_private.hook_faults(oid, text, name) from public;
