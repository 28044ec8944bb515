-- Programs that work in one workspace and are no person.
create table if not exists rowseal_private.services (
  workspace_id uuid not null references rowseal.workspaces on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  name text not null constraint services_name_check check (char_length(name) between 1 and 100),
  scopes text[] not null constraint services_scopes_check check (rowseal.is_scope_list(scopes)),
  created_at timestamptz not null default now(),
  created_by uuid references rowseal.users on delete set null,
  disabled_at timestamptz,
  primary key (workspace_id, id)
);
create index if not exists services_created_by_idx
  on rowseal_private.services (created_by) where created_by is not null;
comment on table rowseal_private.services is
$$Programs that act in one workspace with scopes of their own, and for nobody: each outlives who made it.$$;
comment on column rowseal_private.services.scopes is
$$What it may do, of the scopes that are in the catalogue now. Who gave them had them all at that moment.$$;
comment on column rowseal_private.services.created_by is $$Who made it; null: an operator, or a person since erased.$$;
comment on column rowseal_private.services.disabled_at is $$Since when its keys are refused; null: they are not.$$;

create table if not exists rowseal_private.service_keys (
  workspace_id uuid not null,
  id uuid not null,
  service_id uuid not null,
  scopes text[] not null constraint service_keys_scopes_check check (rowseal.is_scope_list(scopes)),
  networks cidr[] constraint service_keys_networks_check check (cardinality(networks) between 1 and 100),
  secret_hash bytea not null constraint service_keys_secret_hash_check check (octet_length(secret_hash) = 32),
  last_four text not null constraint service_keys_last_four_check check (last_four ~ '^[A-Za-z0-9_-]{4}$'),
  created_at timestamptz not null default now(),
  created_by uuid references rowseal.users on delete set null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  last_used_ip inet,
  revoked_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, service_id) references rowseal_private.services on delete cascade
) with (fillfactor = 90);
create index if not exists service_keys_service_idx on rowseal_private.service_keys (workspace_id, service_id);
create index if not exists service_keys_end_idx on rowseal_private.service_keys (least(expires_at, revoked_at));
create index if not exists service_keys_created_by_idx
  on rowseal_private.service_keys (created_by) where created_by is not null;
comment on table rowseal_private.service_keys is
$$What services authenticate with: two at once, so that one can take the place of the other.$$;
comment on column rowseal_private.service_keys.scopes is
$$What its service could do when it was made, which who made it could too: it never opens more.$$;
comment on column rowseal_private.service_keys.networks is $$The only networks it serves; null: any.$$;
comment on column rowseal_private.service_keys.secret_hash is
$$SHA-256 of the SHA-256 of the 33-byte secret of its token (rss_).$$;
comment on column rowseal_private.service_keys.last_used_at is $$Written at most once a minute.$$;

alter table rowseal_private.former_states drop constraint if exists former_states_kind_check;
alter table rowseal_private.former_states add constraint former_states_kind_check
  check (kind in ('membership', 'role', 'session', 'token', 'user', 'service', 'service_key', 'database_role'));
comment on table rowseal_private.former_states is
$$What a membership, a role, a session, a personal access token, a service, its key or an account was until it changed
or went, written by triggers under the lock of its row; kept as long as settings.audit_retention says. Ids, names of
roles and scopes alone.$$;
comment on column rowseal_private.former_states.workspace_id is
$$Of memberships, roles and services; the nil id for built-in roles, credentials of people, and accounts.$$;
comment on column rowseal_private.former_states.user_id is $$The nil id for roles and services.$$;
comment on column rowseal_private.former_states.name is
$$The name of a role, the id of a credential or a service; empty for others.$$;
comment on column rowseal_private.audit_events.actor_id is
$$The user, or the service, who had entered the transaction; null: nobody had, as at a login, or where a DBA or the
worker acts.$$;
comment on column rowseal_private.audit_events.credential_id is
$$The session, the personal access token or the key of a service by which they had entered.$$;

-- Who may see and make them. An application that has scopes of these names keeps them.
with defined as (
  insert into rowseal.scopes (name, description, defined_by)
  values ('services:read', 'See the services of the workspace', 'rowseal_owner'),
         ('services:write', 'Create and remove services and their keys', 'rowseal_owner')
      on conflict do nothing
  returning name
),
added as (select array_agg(defined.name order by defined.name) as names from defined)
update rowseal.roles as role
   set scopes = role.scopes || added.names
  from added
 where role.workspace_id = '00000000-0000-0000-0000-000000000000'
   and role.name in ('owner', 'admin')
   and added.names is not null;
