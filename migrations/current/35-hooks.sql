-- Functions of an application that are called when people, workspaces and members come and go.
create table if not exists rowseal_private.hooks (
  event text not null constraint hooks_event_check check (
    event in ('user_created', 'workspace_created', 'member_added', 'member_removed', 'before_delete')),
  name text not null,
  function_oid oid not null,
  owner name not null,
  scopes text[] not null constraint hooks_scopes_check check (rowseal.is_scope_list(scopes)),
  registered_by name not null,
  created_at timestamptz not null default now(),
  primary key (event, name)
);
comment on table rowseal_private.hooks is
$$Functions of applications that Rowseal calls, by event (rowseal.register_hook).$$;
comment on column rowseal_private.hooks.name is $$The function, with its schema.$$;
comment on column rowseal_private.hooks.function_oid is
$$With the name: one that was dropped and made anew, or renamed, is not called.$$;
comment on column rowseal_private.hooks.owner is $$Whose it was when it was registered, and has to be still.$$;
comment on column rowseal_private.hooks.scopes is $$What it may do in the workspace of the event, and nowhere else.$$;

create table if not exists rowseal_private.hook_failures (
  id uuid primary key default rowseal.uuidv7(),
  name text not null,
  occasion text not null,
  workspace_id uuid not null,
  user_id uuid not null,
  error text not null,
  tries integer not null default 1,
  retry_at timestamptz not null default now() + interval '1 minute'
);
create index if not exists hook_failures_retry_at_idx on rowseal_private.hook_failures (retry_at);
comment on table rowseal_private.hook_failures is
$$Calls of hooks that failed where they stop nothing; the worker makes them again until they succeed.$$;
comment on column rowseal_private.hook_failures.error is $$The SQLSTATE alone: a message may say more than an id.$$;

create table if not exists rowseal_private.slow_hooks (
  id uuid primary key default rowseal.uuidv7(),
  name text not null,
  at timestamptz not null default now()
);
comment on table rowseal_private.slow_hooks is
$$Calls of hooks that took over 100 ms, for a day. A row each, so that no transaction waits to count.$$;
