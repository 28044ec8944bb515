create or replace function rowseal_private.context_body(
  workspace_id uuid, user_id uuid, credential_id uuid, scope text, ip inet, request_id text, workspace_key text,
  service_id uuid
) returns text
  language sql stable parallel restricted
  return pg_catalog.concat(
    coalesce(context_body.workspace_id::text, '------------------------------------'),
    coalesce(context_body.user_id::text, '------------------------------------'), context_body.credential_id,
    ' ', nullif(context_body.scope, '') || ' ',
    -- No blank among what comes after the scopes, each of which stands between two.
    '|', context_body.ip, '|', pg_catalog.left(pg_catalog.translate(context_body.request_id, ' |', ''), 64),
    -- A key may hold anything.
    '|', pg_catalog.encode(pg_catalog.convert_to(context_body.workspace_key, 'UTF8'), 'hex'),
    '|', context_body.service_id
  );

comment on function rowseal_private.context_body(uuid, uuid, uuid, text, inet, text, text, uuid) is
$$What a context says: workspace (36 characters), user (36; hyphens for a service), session, token or key of a service
(36), then the effective scopes, each between blanks, and where the request came from: "|", the client's address, "|",
the request's id without either, cut at 64 characters, "|", the external key of the workspace in hexadecimal, "|", the
service; each is empty where it is null. No SET clause, so that it is inlined into its callers.$$;

revoke execute on function rowseal_private.context_body(uuid, uuid, uuid, text, inet, text, text, uuid)
  from public;
