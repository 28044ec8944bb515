create or replace function rowseal_private.is_within(workspace_id uuid, scopes text[]) returns boolean
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
begin
  return coalesce(
    is_within.workspace_id = rowseal.workspace_id() and coalesce(is_within.scopes, '{}') <@ rowseal.effective_scopes(), false
  );
end
$$;

comment on function rowseal_private.is_within(uuid, text[]) is
  'Whether the caller entered this workspace and now has all of these scopes. Never null. Errors: 28000 bad context.';

revoke execute on function rowseal_private.is_within(uuid, text[]) from public;
