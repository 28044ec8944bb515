create or replace function rowseal_private.workspace_named(name text) returns uuid
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_id uuid;
begin
  -- A slug has at most 32 characters, the text of an id 36.
  if length(workspace_named.name) = 36 then
    return workspace_named.name::uuid;
  end if;
  v_id := (select workspace.id from rowseal.workspaces as workspace where workspace.slug = workspace_named.name);
  if v_id is null then
    v_id := (
      select former.workspace_id
        from rowseal_private.slugs as former
       cross join rowseal_private.settings as settings
       where former.slug = workspace_named.name
         and former.retired_at > clock_timestamp() - settings.slug_alias
    );
  end if;
  return v_id;
end
$$;

comment on function rowseal_private.workspace_named(text) is
$$The id of the workspace that a caller names by id or slug, or by the slug that it had until lately
(settings.slug_alias). Whether the caller may enter it is not decided here.
Returns: null where no workspace has that slug.
Errors: 22P02 36 characters that are not an id.$$;

revoke execute on function rowseal_private.workspace_named(text) from public;
