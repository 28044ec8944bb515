-- Links by which several people join one workspace.
create table if not exists rowseal_private.invitation_links (
  workspace_id uuid not null references rowseal.workspaces on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  role text not null,
  role_workspace_id uuid not null generated always as (
    case when role in ('owner', 'admin', 'member', 'viewer')
      then '00000000-0000-0000-0000-000000000000'::uuid
      else workspace_id
    end
  ) stored,
  email_domain text constraint invitation_links_email_domain_check check (
    email_domain collate "C" ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$'
  ),
  max_uses integer not null constraint invitation_links_max_uses_check check (max_uses between 1 and 10000),
  uses integer not null default 0 constraint invitation_links_uses_check check (uses between 0 and max_uses),
  secret_hash bytea constraint invitation_links_secret_hash_check check (octet_length(secret_hash) = 32),
  created_at timestamptz not null default now(),
  created_by uuid not null references rowseal.users on delete cascade,
  origin_id uuid,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (workspace_id, id),
  foreign key (role_workspace_id, role) references rowseal.roles (workspace_id, name) on delete cascade,
  constraint invitation_links_revoked_check check (revoked_at is null or secret_hash is null)
);
create index if not exists invitation_links_role_idx on rowseal_private.invitation_links (role_workspace_id, role);
create index if not exists invitation_links_created_by_idx on rowseal_private.invitation_links (created_by);
create index if not exists invitation_links_end_idx
  on rowseal_private.invitation_links (least(expires_at, revoked_at));
comment on table rowseal_private.invitation_links is
$$Links by which people join a workspace: of one role, for as many as each says, until it expires.$$;
comment on column rowseal_private.invitation_links.email_domain is
$$The only domain whose verified addresses it admits, as A-labels (xn--…); null: any.$$;
comment on column rowseal_private.invitation_links.max_uses is $$How many people may join by it.$$;
comment on column rowseal_private.invitation_links.uses is $$How many have.$$;
comment on column rowseal_private.invitation_links.secret_hash is
$$SHA-256 of the SHA-256 of the 33-byte secret of its token (rsj_); null once it is revoked.$$;
comment on column rowseal_private.invitation_links.created_by is
$$Must still be a member with at least the role given whenever somebody joins.$$;
comment on column rowseal_private.invitation_links.origin_id is
$$The session that made it, which revokes it where it turns out to be stolen.$$;

create table if not exists rowseal_private.invitation_link_uses (
  workspace_id uuid not null,
  link_id uuid not null,
  user_id uuid not null references rowseal.users on delete cascade,
  role text not null,
  used_at timestamptz not null default now(),
  primary key (workspace_id, link_id, user_id),
  foreign key (workspace_id, link_id) references rowseal_private.invitation_links on delete cascade
);
create index if not exists invitation_link_uses_user_idx on rowseal_private.invitation_link_uses (user_id);
comment on table rowseal_private.invitation_link_uses is $$Who joined by which link, and as what.$$;
comment on column rowseal_private.invitation_link_uses.role is $$What they became then.$$;
