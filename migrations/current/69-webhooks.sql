-- Addresses of other programs that a workspace has told of its events.
create table if not exists rowseal_private.webhooks (
  workspace_id uuid not null references rowseal.workspaces on delete cascade,
  id uuid not null,
  url text not null constraint webhooks_url_check check (
    url ~ '^https://[a-z0-9.:\[\]-]+/[!-~]*$' and url !~ '#' and char_length(url) <= 1000),
  kinds text[] constraint webhooks_kinds_check check (
    cardinality(kinds) between 1 and 100 and array_position(kinds, null) is null
    and '' <> all (kinds) and array_to_string(kinds, '') ~ '^[a-z_]+$'),
  secret_jwe text not null constraint webhooks_secret_jwe_check check (
    secret_jwe ~ '^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$'),
  former_secret_jwe text constraint webhooks_former_secret_jwe_check check (
    former_secret_jwe ~ '^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$'),
  former_until timestamptz,
  after_number bigint not null default 0,
  failing_since timestamptz,
  disabled_at timestamptz,
  disabled_because text constraint webhooks_disabled_because_check check (
    disabled_because in ('asked', 'gone', 'failing', 'behind', 'recovered')),
  created_at timestamptz not null default now(),
  created_by uuid references rowseal.users on delete set null,
  primary key (workspace_id, id),
  constraint webhooks_former_is_both check ((former_secret_jwe is null) = (former_until is null)),
  constraint webhooks_disabled_is_both check ((disabled_at is null) = (disabled_because is null))
);
create index if not exists webhooks_created_by_idx
  on rowseal_private.webhooks (created_by) where created_by is not null;
create index if not exists webhooks_after_number_idx
  on rowseal_private.webhooks (after_number) where disabled_at is null;
create index if not exists webhooks_former_until_idx
  on rowseal_private.webhooks (former_until) where former_until is not null;
comment on table rowseal_private.webhooks is
$$Where a workspace has its events told, by ids and kinds alone. Each outlives who made it.$$;
comment on column rowseal_private.webhooks.kinds is $$The only kinds of events that are told; null: all.$$;
comment on column rowseal_private.webhooks.secret_jwe is
$$What signs, as a compact JWE (RFC 7516) under the master key, which the database never sees.$$;
comment on column rowseal_private.webhooks.former_secret_jwe is
$$What signs beside it until former_until, while the receiver changes from one to the other.$$;
comment on column rowseal_private.webhooks.after_number is
$$Told are events that were sealed after this one: the last one of the installation when it was made, or enabled.$$;
comment on column rowseal_private.webhooks.failing_since is
$$The first failure since a delivery succeeded; null: none.$$;
comment on column rowseal_private.webhooks.disabled_because is
$$asked: somebody did; gone: it answered 410; failing: for days nothing was taken; behind: too much waits; recovered:
changes of the database were lost.$$;

create table if not exists rowseal_private.webhook_deliveries (
  workspace_id uuid not null,
  id uuid not null default rowseal.uuidv7(),
  webhook_id uuid not null,
  event_id uuid not null,
  event_at timestamptz not null,
  kind text not null,
  state text not null default 'waiting' constraint webhook_deliveries_state_check check (
    state in ('waiting', 'delivered', 'failed', 'dropped')),
  tries integer not null default 0,
  status integer,
  error text constraint webhook_deliveries_error_check check (
    error in ('address_refused', 'unreachable', 'timed_out', 'unreadable_secret')),
  created_at timestamptz not null default clock_timestamp(),
  tried_at timestamptz,
  expires_at timestamptz not null default now() + interval '14 days',
  primary key (workspace_id, id),
  foreign key (workspace_id, webhook_id) references rowseal_private.webhooks on delete cascade
);
create index if not exists webhook_deliveries_webhook_idx
  on rowseal_private.webhook_deliveries (workspace_id, webhook_id, id);
create index if not exists webhook_deliveries_waiting_idx
  on rowseal_private.webhook_deliveries (workspace_id, webhook_id) where state = 'waiting';
create index if not exists webhook_deliveries_expires_at_idx on rowseal_private.webhook_deliveries (expires_at);
comment on table rowseal_private.webhook_deliveries is
$$What is, was or could not be told, by ids: what is sent is made of the event at each try.$$;
comment on column rowseal_private.webhook_deliveries.event_id is
$$The event, and the id of the message (webhook-id), which is the same at each try.$$;
comment on column rowseal_private.webhook_deliveries.state is
$$waiting: for its first or another try; delivered: it was taken; failed: no try is left; dropped: there was no
reason to tell it any more.$$;
comment on column rowseal_private.webhook_deliveries.status is $$What the last try was answered; null: nothing.$$;

create table if not exists rowseal_private.webhook_marks (
  singleton boolean primary key default true constraint webhook_marks_singleton_check check (singleton),
  number bigint not null
);
insert into rowseal_private.webhook_marks (number) values (0) on conflict do nothing;
comment on table rowseal_private.webhook_marks is
$$The last sealed event that deliveries were made of. One row.$$;

-- Who may see and make them. An application that has scopes of these names keeps them.
with defined as (
  insert into rowseal.scopes (name, description, defined_by)
  values ('webhooks:read', 'See the webhooks of the workspace', 'rowseal_owner'),
         ('webhooks:write', 'Create, change and remove webhooks', 'rowseal_owner')
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
