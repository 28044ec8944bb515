-- Every slug that a workspace has or had: none is ever given to another.
create table if not exists rowseal_private.slugs (
  slug text primary key,
  workspace_id uuid not null,
  retired_at timestamptz
);
create index if not exists slugs_workspace_id_idx on rowseal_private.slugs (workspace_id);
comment on table rowseal_private.slugs is
$$Every slug that a workspace has or had. Whose it was once it stays, also when the workspace is gone: links, settings
and scripts that name it never lead to somebody else. No foreign key, so that a row outlives its workspace.$$;
comment on column rowseal_private.slugs.retired_at is
$$When the workspace took another slug, or was deleted. For settings.slug_alias after that it still names the workspace.
Null: it is its slug.$$;
insert into rowseal_private.slugs (slug, workspace_id)
select workspace.slug, workspace.id from rowseal.workspaces as workspace
    on conflict do nothing;

alter table rowseal_private.settings
  add column if not exists slug_alias interval not null default '30 days'
    constraint settings_slug_alias_check check (slug_alias between interval '0' and interval '3660 days');
comment on column rowseal_private.settings.slug_alias is
$$For how long the former slug of a workspace still names it.$$;

-- Each change takes a slug for ever.
insert into rowseal_private.throttle_limits (kind, free_attempts, first_wait, longest_wait, forgotten_after)
values ('slug_change', 5, '1 hour', '1 day', '30 days')
    on conflict do nothing;
