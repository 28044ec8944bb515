create or replace function rowseal_private.refuse_protected_roles(relation regclass, options jsonb) returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_allowed constant boolean := refuse_protected_roles.options -> 'allow' ? 'owner_bypasses';
  v_role record;
begin
  select named.rolname::text as name, named.is_owner, named.rolbypassrls and not named.rolsuper as bypasses
    into v_role
    from (
      select role.*, role.oid = class.relowner as is_owner
        from pg_catalog.pg_class as class
        join pg_catalog.pg_roles as role
          on role.oid = class.relowner or refuse_protected_roles.options -> 'keep' ? role.rolname
       where class.oid = refuse_protected_roles.relation
    ) as named
   where not named.rolsuper
     and (
       named.rolname ~ '^rowseal_'
       or pg_catalog.pg_has_role(named.oid, 'rowseal_user', 'usage, set')
       or pg_catalog.pg_has_role(named.oid, 'rowseal_reader', 'usage, set')
       or named.is_owner and named.rolbypassrls and not v_allowed
     )
   limit 1;
  if v_role.bypasses then
    raise exception '% belongs to %, which bypasses row-level security: its views and functions would show every row',
      refuse_protected_roles.relation, v_role.name
      using errcode = 'RS118',
            hint = format('alter role %I nobypassrls; or allow => ''{owner_bypasses}''', v_role.name);
  elsif v_role is not null then
    raise exception '% would be subject to the policies of requests, because it has or may take rowseal_user or '
      'rowseal_reader', v_role.name
      using errcode = 'RS118', hint = format('revoke rowseal_user, rowseal_reader from %I', v_role.name);
  end if;
  select quote_ident(missing) as name
    into v_role
    from jsonb_array_elements_text(refuse_protected_roles.options -> 'keep') as missing
   where not exists (select from pg_catalog.pg_roles where rolname = missing);
  if found then
    raise exception 'there is no role %', v_role.name using errcode = 'RS118';
  end if;
end
$$;

comment on function rowseal_private.refuse_protected_roles(regclass, jsonb) is
$$Refuses to protect a table whose owner, or a role that it keeps, would be in a request all along or steps around
policies.
Errors: RS118.$$;

revoke execute on function rowseal_private.refuse_protected_roles(regclass, jsonb) from public;
