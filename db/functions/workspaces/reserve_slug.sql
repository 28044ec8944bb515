create or replace function rowseal_private.reserve_slug(slug text, workspace_id uuid) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  insert into rowseal_private.slugs as kept (slug, workspace_id)
  values (reserve_slug.slug, reserve_slug.workspace_id)
  on conflict on constraint slugs_pkey do update set workspace_id = excluded.workspace_id
    where kept.workspace_id = excluded.workspace_id;
  return found;
end
$$;

comment on function rowseal_private.reserve_slug(text, uuid) is $$Takes a slug for a workspace that is about to have it.
Of two at once the later waits for the earlier.
Returns: false where another workspace has it, or had it.$$;

revoke execute on function rowseal_private.reserve_slug(text, uuid) from public;
