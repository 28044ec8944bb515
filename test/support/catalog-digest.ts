import type postgres from 'postgres';

/**
 * What a database says of schemas: everything that an installation makes there, with its rights, and what it has recorded of itself.
 *
 * @param sql - a superuser's connection.
 * @param schemas - a regular expression.
 * @returns lines, sorted, in which no OID is.
 */
export async function catalogLines(sql: postgres.Sql, schemas = '^rowseal'): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    with ours as (select oid, nspname, nspacl, nspowner from pg_namespace where nspname ~ ${schemas})
    select concat_ws(' | ', 'function', oid::regprocedure, proowner::regrole, proacl, prosrc, pg_get_function_sqlbody(oid), proconfig, prosecdef,
                     provolatile, proparallel, pg_get_function_arguments(oid), pg_get_function_result(oid), obj_description(oid, 'pg_proc')) as line
      from pg_proc where pronamespace in (select oid from ours)
    union all
    select concat_ws(' | ', 'relation', oid::regclass, relkind, relowner::regrole, relacl, relrowsecurity, relforcerowsecurity,
                     obj_description(oid, 'pg_class'), case when relkind = 'v' then pg_get_viewdef(oid) end)
      from pg_class where relnamespace in (select oid from ours) and relname !~ '^taken_grants' and relkind <> 'S'
    union all
    select concat_ws(' | ', 'column', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, attacl,
                     (select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = attrelid and adnum = attnum))
      from pg_attribute join pg_class on pg_class.oid = attrelid
     where relnamespace in (select oid from ours) and relname !~ '^taken_grants' and attnum > 0 and not attisdropped
    union all
    select concat_ws(' | ', 'constraint', conrelid::regclass, contypid::regtype, conname, pg_get_constraintdef(oid))
      from pg_constraint where connamespace in (select oid from ours) and conname !~ '^taken_grants'
    union all
    select concat_ws(' | ', 'index', pg_get_indexdef(indexrelid)) from pg_index join pg_class on pg_class.oid = indexrelid
     where relnamespace in (select oid from ours) and relname !~ '^taken_grants'
    union all
    select concat_ws(' | ', 'policy', polrelid::regclass, polname, polcmd, polpermissive, polroles::regrole[], pg_get_expr(polqual, polrelid),
                     pg_get_expr(polwithcheck, polrelid))
      from pg_policy join pg_class on pg_class.oid = polrelid where relnamespace in (select oid from ours)
    union all
    select concat_ws(' | ', 'trigger', pg_get_triggerdef(pg_trigger.oid)) from pg_trigger join pg_class on pg_class.oid = tgrelid
     where relnamespace in (select oid from ours) and not tgisinternal
    union all
    select concat_ws(' | ', 'type', oid::regtype, typtype, typowner::regrole, typacl) from pg_type
     where typnamespace in (select oid from ours) and typtype in ('d', 'c', 'e') and typname !~ '^_?taken_grants'
    union all
    select concat_ws(' | ', 'operator', oid::regoperator, oprowner::regrole) from pg_operator where oprnamespace in (select oid from ours)
     order by line`;
  return rows.map(({ line }) => line);
}

/**
 * What an installer has recorded of itself, without times.
 *
 * @param sql - a superuser's connection.
 */
export async function recordedLines(sql: postgres.Sql): Promise<string[]> {
  const [found] = await sql`select to_regclass('rowseal_private.installation') as name`;
  if (!found?.['name']) return [];
  const rows = await sql<{ line: string }[]>`
    select concat_ws(' ', version, contract, oldest_contract) as line from rowseal_private.installation
    union all select concat_ws(' ', name, hash) from rowseal_private.migrations
    union all select concat_ws(' ', path, hash) from rowseal_private.installed_files order by line`;
  return rows.map(({ line }) => line);
}
