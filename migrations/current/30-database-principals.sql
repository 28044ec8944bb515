-- Login roles of PostgreSQL that a DBA has bound to a member of a workspace.
create table if not exists rowseal_private.database_principals (
  role_name name primary key,
  role_oid oid not null,
  id uuid not null default rowseal.uuidv7(),
  user_id uuid not null,
  workspace_id uuid not null,
  scope rowseal_private.scope_string,
  writes boolean not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint database_principals_id_key unique (id),
  foreign key (workspace_id, user_id) references rowseal.memberships on delete cascade
);
create index if not exists database_principals_membership_idx
  on rowseal_private.database_principals (workspace_id, user_id);
create index if not exists database_principals_user_idx on rowseal_private.database_principals (user_id);
comment on table rowseal_private.database_principals is
$$Login roles of PostgreSQL that are a user in a workspace, for SQL clients: bound by a DBA. They go with the
membership, by foreign key. No secret is among it: PostgreSQL itself authenticates the role.$$;
comment on column rowseal_private.database_principals.role_oid is
$$With the name: a role that was dropped and made anew by the same name, or renamed, is not bound.$$;
comment on column rowseal_private.database_principals.id is $$The credential, in audit events and answers.$$;
comment on column rowseal_private.database_principals.scope is
$$What it is limited to, as an OAuth scope string (RFC 6749 section 3.3); null: all that the role of the member grants,
never more.$$;
comment on column rowseal_private.database_principals.writes is
$$Whether it was given rowseal_user, beside rowseal_reader.$$;

alter table rowseal_private.former_states drop constraint if exists former_states_kind_check;
alter table rowseal_private.former_states add constraint former_states_kind_check
  check (kind in ('membership', 'role', 'session', 'token', 'user', 'service', 'service_key', 'database_role'));
