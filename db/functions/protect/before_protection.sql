create or replace function rowseal_private.before_protection(relation regclass, options jsonb) returns jsonb
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select coalesce(
    rowseal_private.protection_of(before_protection.relation) -> 'before',
    pg_catalog.jsonb_build_object(
      -- An older version's policies say that it enabled row-level security.
      'enabled', class.relrowsecurity and not older.protected,
      'forced', class.relforcerowsecurity and not older.protected,
      'statistics', coalesce((
        select pg_catalog.jsonb_object_agg(attribute.attname, coalesce(attribute.attstattarget, -1))
          from pg_catalog.pg_attribute as attribute
         where attribute.attrelid = class.oid and before_protection.options -> 'secret' ? attribute.attname
      ), '{}')
    )
  )
    from pg_catalog.pg_class as class
   cross join lateral (
     select exists (
       select from pg_catalog.pg_policy
        where polrelid = class.oid and polname in ('rowseal_select', 'rowseal_guard')
     ) as protected
   ) as older
   where class.oid = before_protection.relation;
end;

comment on function rowseal_private.before_protection(regclass, jsonb) is
$$What of a table stood before rowseal.protect changed it, as its policies record it: row-level security, and the
statistics targets of secret columns.$$;

revoke execute on function rowseal_private.before_protection(regclass, jsonb) from public;
