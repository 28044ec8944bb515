create or replace function rowseal_private.keep_slug() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op <> 'INSERT' then
    update rowseal_private.slugs as former
       set retired_at = clock_timestamp()
     where former.slug = old.slug and former.workspace_id = old.id;
  end if;
  if tg_op = 'DELETE' then
    return null;
  end if;
  -- Whether it is taken the one index of all slugs decides, so at every isolation level.
  insert into rowseal_private.slugs as own (slug, workspace_id)
  values (new.slug, new.id)
  on conflict (slug) do update set retired_at = null where own.workspace_id = new.id;
  if not found then
    raise exception 'another workspace has, or had, this slug' using errcode = 'RS024';
  end if;
  return null;
end
$$;

comment on function rowseal_private.keep_slug() is $$Trigger of workspaces, for every SQL: a slug that a workspace has
or had belongs to it for ever (rowseal_private.slugs).
Errors: RS024 it is another workspace's.$$;

revoke execute on function rowseal_private.keep_slug() from public;
