create or replace function rowseal_private.refuse_protected_grants(relation regclass, options jsonb) returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_grant record;
begin
  select coalesce(nullif(acl.grantee, 0)::regrole::text, 'PUBLIC') as grantee,
         string_agg(distinct acl.privilege_type, ', ') as privileges
    into v_grant
    from pg_catalog.pg_class as class
   cross join lateral (
     select * from pg_catalog.aclexplode(class.relacl)
     union all
     select column_acl.*
       from pg_catalog.pg_attribute as attribute
      cross join lateral pg_catalog.aclexplode(attribute.attacl) as column_acl
      where attribute.attrelid = class.oid
   ) as acl
    left join pg_catalog.pg_roles as role on role.oid = acl.grantee
   where class.oid = refuse_protected_grants.relation
     and acl.grantee <> class.relowner
     and role.rolsuper is not true
     and not refuse_protected_grants.options -> 'keep' ? coalesce(role.rolname, '')
     and (coalesce(role.rolname, '') not in ('rowseal_reader', 'rowseal_backup') or acl.privilege_type <> 'SELECT')
     and (
       coalesce(role.rolname, '') <> 'rowseal_user'
       or acl.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
     )
   group by acl.grantee
   order by acl.grantee
   limit 1;
  if found then
    raise exception '% holds % on %', v_grant.grantee, v_grant.privileges, refuse_protected_grants.relation
      using errcode = 'RS114',
            hint = format(
              'revoke %s on %s from %s%s', v_grant.privileges, refuse_protected_grants.relation, v_grant.grantee,
              case when v_grant.grantee in ('PUBLIC', 'rowseal_user', 'rowseal_gateway') then ''
                else format('; or keep => ''{%s}'', which goes on seeing every row', v_grant.grantee) end);
  end if;
end
$$;

comment on function rowseal_private.refuse_protected_grants(regclass, jsonb) is
$$Refuses to protect a table that roles may use which no policy names, or for what row-level security does not cover
(TRUNCATE, REFERENCES, TRIGGER, MAINTAIN).
Errors: RS114, with the role and the privileges.$$;

revoke execute on function rowseal_private.refuse_protected_grants(regclass, jsonb) from public;
