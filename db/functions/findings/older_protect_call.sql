create or replace function rowseal_private.older_protect_call(relation regclass) returns text
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select rowseal_private.protect_call(
           older_protect_call.relation::text,
           pg_catalog.jsonb_build_object(
             'workspace', read.parts[1], 'select', read.parts[2], 'insert', changed.scope, 'update', changed.scope,
             'delete', changed.scope
           )
         )
    from (
      select pg_catalog.regexp_match(
               pg_catalog.pg_get_expr(policy.polqual, policy.polrelid),
               '^\("?([^"\s]+)"? = \( SELECT rowseal\.workspace_for\(''([^'']+)''') as parts
        from pg_catalog.pg_policy as policy
       where policy.polrelid = older_protect_call.relation and policy.polname = 'rowseal_select'
    ) as read
   cross join lateral (
     select substring(
              pg_catalog.pg_get_expr(policy.polwithcheck, policy.polrelid) from 'rowseal\.require_scope\(''([^'']+)'''
            ) as scope
       from pg_catalog.pg_policy as policy
      where policy.polrelid = older_protect_call.relation and policy.polname = 'rowseal_insert'
   ) as changed
   where read.parts is not null;
end;

comment on function rowseal_private.older_protect_call(regclass) is $$The call that protects a table as an older version
of rowseal.protect did, by its policies.
Returns: null where they do not tell.$$;

revoke execute on function rowseal_private.older_protect_call(regclass) from public;
