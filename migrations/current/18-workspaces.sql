-- Who may create a workspace, and of how many somebody may be an owner.
alter table rowseal_private.settings
  add column if not exists workspace_creation text not null default 'verified'
    constraint settings_workspace_creation_check check (workspace_creation in ('anyone', 'verified', 'nobody')),
  add column if not exists workspaces_per_user integer not null default 10
    constraint settings_workspaces_per_user_check check (workspaces_per_user between 0 and 100000);
comment on column rowseal_private.settings.workspace_creation is
$$Who may create a workspace: anyone with an account, those whose address is verified, or nobody but administrators.$$;
comment on column rowseal_private.settings.workspaces_per_user is
$$Of how many workspaces somebody may be an owner when they create another one.$$;
