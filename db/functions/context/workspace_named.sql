create or replace function rowseal_private.workspace_named(name text) returns uuid
  language plpgsql stable parallel restricted set search_path = ''
as $$
begin
  -- A slug has at most 32 characters, the text of an id 36.
  if length(workspace_named.name) = 36 then
    return workspace_named.name::uuid;
  end if;
  return (select workspace.id from rowseal.workspaces as workspace where workspace.slug = workspace_named.name);
end
$$;

comment on function rowseal_private.workspace_named(text) is
$$The id of the workspace that a caller names by id or slug. Whether the caller may enter it is not decided here.
Returns: null where no workspace has that slug.
Errors: 22P02 36 characters that are not an id.$$;

revoke execute on function rowseal_private.workspace_named(text) from public;
