-- What members, roles, credentials and accounts were before they changed: for rowseal_audit.as_of and who_could.
create table if not exists rowseal_private.former_states (
  workspace_id uuid not null,
  user_id uuid not null,
  kind text not null check (kind in ('membership', 'role', 'session', 'token', 'user')),
  name text not null,
  ended_at timestamptz not null,
  began_at timestamptz not null check (began_at <= ended_at),
  state jsonb,
  primary key (workspace_id, user_id, kind, name, ended_at)
);
create index if not exists former_states_ended_at_idx on rowseal_private.former_states (ended_at);

comment on table rowseal_private.former_states is
$$What a membership, a role, a session, a personal access token or an account was until it changed or went, written by
triggers under the lock of its row; kept as long as settings.audit_retention says. Ids, names of roles and scopes
alone.$$;
comment on column rowseal_private.former_states.workspace_id is
$$Of memberships and roles; the nil id for built-in roles, credentials and accounts.$$;
comment on column rowseal_private.former_states.user_id is $$The nil id for roles.$$;
comment on column rowseal_private.former_states.name is
$$The name of a role, the id of a credential; empty for others.$$;
comment on column rowseal_private.former_states.began_at is
$$Never before the former state of the same thing ended, whatever became of the clock.$$;
comment on column rowseal_private.former_states.state is
$$The columns that decide access; null: there was none, which a role that is made leaves.$$;

create table if not exists rowseal_private.history_start (
  singleton boolean primary key default true check (singleton),
  at timestamptz not null default now()
);
insert into rowseal_private.history_start default values on conflict do nothing;

comment on table rowseal_private.history_start is
$$Since when rowseal_private.former_states is complete. One row; the purge moves it on.$$;
