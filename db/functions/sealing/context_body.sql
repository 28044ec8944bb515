create or replace function rowseal_private.context_body(
  workspace_id uuid, user_id uuid, credential_id uuid, scope text
) returns text
  language sql stable parallel restricted
  return pg_catalog.concat(
    coalesce(context_body.workspace_id::text, '------------------------------------'), context_body.user_id,
    context_body.credential_id,
    ' ', nullif(context_body.scope, '') || ' '
  );

comment on function rowseal_private.context_body(uuid, uuid, uuid, text) is
$$What a context says: workspace (36 characters), user (36), session or token (36), then the effective scopes, each
between spaces. No SET clause, so that it is inlined into its callers.$$;

revoke execute on function rowseal_private.context_body(uuid, uuid, uuid, text) from public;
