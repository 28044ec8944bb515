create or replace function rowseal_private.before_protection(relation regclass, options jsonb) returns jsonb
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(
    earlier.before,
    pg_catalog.jsonb_build_object(
      -- An older version's policies say that it enabled row-level security.
      'enabled', class.relrowsecurity and not older.protected,
      'forced', class.relforcerowsecurity and not older.protected
    )
  ) || pg_catalog.jsonb_build_object(
    'statistics', coalesce((
      select pg_catalog.jsonb_object_agg(
               held.key, coalesce((earlier.before -> 'statistics' ->> held.key)::integer, held.target))
        from rowseal_private.holders_of_secrets(class.oid, before_protection.options -> 'secret') as held
    ), '{}')
  )
    from pg_catalog.pg_class as class
   cross join lateral (
     select rowseal_private.protection_of(before_protection.relation) -> 'before' as before
   ) as earlier
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
statistics targets of what holds secrets (rowseal_private.holders_of_secrets), by their keys.$$;

revoke execute on function rowseal_private.before_protection(regclass, jsonb) from public;
