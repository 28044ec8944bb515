create or replace function rowseal_private.write_context(
  key_id text, inner_pad bytea, outer_pad bytea, workspace_id uuid, user_id uuid, credential_id uuid, scope text
) returns void
  language plpgsql volatile parallel unsafe
as $$
declare
  v_body constant text := coalesce(workspace_id::text, '------------------------------------')
    || user_id::text || credential_id::text || ' ' || coalesce(nullif(scope, '') || ' ', '');
begin
  perform pg_catalog.set_config(
    'rowseal.context',
    key_id || pg_catalog.encode(
      rowseal_private.hmac_sha256(inner_pad, outer_pad, rowseal_private.context_message(pg_catalog.convert_to(v_body, 'UTF8'))), 'hex'
    ) || v_body,
    true
  );
end
$$;

comment on function rowseal_private.write_context(text, bytea, bytea, uuid, uuid, uuid, text) is
  'Writes the context of this transaction, in the form that rowseal_private.verified_context reads. Whoever may run this can be anybody: only '
  'functions that have judged a credential call it. No SET clause, because its callers have one.';

revoke execute on function rowseal_private.write_context(text, bytea, bytea, uuid, uuid, uuid, text) from public;
