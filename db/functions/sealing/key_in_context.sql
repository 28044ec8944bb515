create or replace function rowseal_private.key_in_context(context bytea) returns text
  language sql immutable parallel safe
  return nullif(
    pg_catalog.convert_from(
      pg_catalog.decode(
        pg_catalog.split_part(
          pg_catalog.convert_from(pg_catalog.substr(key_in_context.context, 182), 'UTF8'), '|', 4), 'hex'),
      'UTF8'),
    '');

comment on function rowseal_private.key_in_context(bytea) is $$The external key of the workspace, out of a context that
was verified (rowseal_private.context_body). No SET clause, so that it is inlined into its callers.
Returns: null where the workspace has none.$$;

revoke execute on function rowseal_private.key_in_context(bytea) from public;
