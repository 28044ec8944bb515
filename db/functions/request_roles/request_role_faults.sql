create or replace function rowseal.request_role_faults(role name) returns table (fault text, remedy text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with named as (
    select role.*
      from pg_catalog.pg_roles as role
     where role.rolname = request_role_faults.role
  )
  select faults.fault, pg_catalog.format(faults.remedy, named.rolname, faults.object)
    from named
   cross join lateral (
     select 1 as rank, 'it may do more than log in' as fault,
            'alter role %I nosuperuser nobypassrls nocreaterole nocreatedb noreplication' as remedy, null as object
      where named.rolsuper or named.rolbypassrls or named.rolcreaterole or named.rolcreatedb or named.rolreplication
     union all
     select 2, 'it does not log in', 'alter role %I login', null
      where not named.rolcanlogin
     union all
     select 3, 'it belongs to Rowseal', 'make a role of the application beside %I', null
      where named.rolname ~ '^rowseal_'
     union all
     select 4, pg_catalog.format('it has the rights of the owner of %s', protected.name),
            'revoke %2$I from %1$I; or alter table … owner to another role', class.relowner::pg_catalog.regrole::text
       from rowseal_private.protected_relations() as protected
       join pg_catalog.pg_class as class on class.oid = protected.relation
      where pg_catalog.pg_has_role(named.oid, class.relowner, 'usage, set')
     union all
     -- By SET ROLE a session would step out of what is granted to requests.
     select 5, pg_catalog.format('it may take the role %s, or has its rights beyond tables', other.rolname),
            'revoke %2$I from %1$I; or grant it with inherit true, set false', other.rolname
       from pg_catalog.pg_roles as other
      where other.oid <> named.oid
        and not named.rolsuper
        and (
          pg_catalog.pg_has_role(named.oid, other.oid, 'set')
          or other.rolname ~ '^pg_' and other.rolname <> 'pg_database_owner'
             and pg_catalog.pg_has_role(named.oid, other.oid, 'usage')
          or other.rolname in ('rowseal_owner', 'rowseal_issuer', 'rowseal_worker', 'rowseal_backup')
             and pg_catalog.pg_has_role(named.oid, other.oid, 'usage')
        )
     union all
     select 6, pg_catalog.format('it may make %s', made.what), made.remedy, pg_catalog.current_database()
       from (values
         ('TEMPORARY', 'temporary objects', 'revoke temporary on database %2$I from %1$I, public'),
         ('CREATE', 'schemas', 'revoke create on database %2$I from %1$I, public')
       ) as made (privilege, what, remedy)
      where pg_catalog.has_database_privilege(named.oid, pg_catalog.current_database(), made.privilege)
     union all
     select 7, pg_catalog.format('it may make objects in the schema %I', schema.nspname),
            'revoke create on schema %2$I from %1$I, public', schema.nspname
       from pg_catalog.pg_namespace as schema
      where schema.nspname !~ '^pg_(toast|temp)'
        and pg_catalog.has_schema_privilege(named.oid, schema.oid, 'CREATE')
   ) as faults
   order by faults.rank, faults.fault;
end;

comment on function rowseal.request_role_faults(name) is $$Why a login role must not serve requests: SQL in a request
could do more than the policies allow, or leave something behind for the next request on its connection.
Returns: a row for each reason, with what mends it; none, also for a role that does not exist.$$;

revoke execute on function rowseal.request_role_faults(name) from public;
grant execute on function rowseal.request_role_faults(name) to rowseal_gateway, pg_database_owner;
