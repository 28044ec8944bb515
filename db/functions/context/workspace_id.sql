create or replace function rowseal.workspace_id() returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return nullif(
    encode(substr(rowseal_private.verified_context(), 73, 36), 'escape'), '------------------------------------'
  )::uuid;
end
$$;

comment on function rowseal.workspace_id() is $$The workspace of this transaction, whatever its scopes. For column
defaults; a policy uses rowseal.workspace_for.
Returns: null where nobody entered or no workspace was named.
Errors: 28000 bad context.$$;

revoke execute on function rowseal.workspace_id() from public;
-- Policies of protected tables call it, through any view or function.
grant execute on function rowseal.workspace_id() to public;
