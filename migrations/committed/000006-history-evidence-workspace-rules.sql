--! Previous: sha1:ab4813bbdfcbc664c17c0015f52265c7e3b5d252
--! Hash: sha1:7cc3579e12e090d08617b210f9e0b23c8ec579e5
--! Message: history evidence workspace rules

--! split: 1-current.sql
-- Enter migration here

--! split: 32-evidence.sql
-- Audit events are sealed: in an order of their own, in batches that are chained and signed.
update rowseal_private.audit_events set xid = '3' where xid is null;
alter table rowseal_private.audit_events alter column xid set not null;
drop index if exists rowseal_private.audit_events_xid_idx;
create index if not exists audit_events_order_idx on rowseal_private.audit_events (xid, id);

alter table rowseal_private.event_marks
  drop column if exists announced,
  add column if not exists xid xid8 not null default '0',
  add column if not exists id uuid not null default '00000000-0000-0000-0000-000000000000';
insert into rowseal_private.event_marks default values on conflict do nothing;
comment on table rowseal_private.event_marks is
$$How far the worker has come with sealing audit events, in the order of (xid, id). One row, which only workers lock.$$;
comment on column rowseal_private.event_marks.xid is $$The transaction of the last event that was sealed.$$;
comment on column rowseal_private.event_marks.id is $$The last event that was sealed.$$;

create table if not exists rowseal_private.event_segments (
  number integer primary key check (number > 0),
  first_batch bigint not null,
  reason text not null check (reason in ('installed', 'cluster', 'database', 'timeline')),
  cluster text not null,
  database text not null,
  timeline bigint not null,
  horizon xid8 not null,
  is_swept boolean not null,
  begun_at timestamptz not null default clock_timestamp()
);
comment on table rowseal_private.event_segments is
$$Where the chain of sealed events goes on in another server or timeline than before: after a restore, a promotion, an
upgrade by pg_upgrade, or in a copy of the database.$$;
comment on column rowseal_private.event_segments.first_batch is $$The first batch of the segment.$$;
comment on column rowseal_private.event_segments.reason is
$$What differs from the segment before: the cluster, the database in it, or the timeline of its log.$$;
comment on column rowseal_private.event_segments.cluster is $$The system identifier, where PostgreSQL tells it.$$;
comment on column rowseal_private.event_segments.database is $$The OID of the database.$$;
comment on column rowseal_private.event_segments.timeline is $$Of the write-ahead log.$$;
comment on column rowseal_private.event_segments.horizon is
$$The oldest transaction that was open at the begin. In another cluster stored ids of transactions may lie ahead of
it.$$;
comment on column rowseal_private.event_segments.is_swept is
$$Whether all events are sealed that were there at the begin, whatever their transactions are called.$$;

create table if not exists rowseal_private.event_keys (
  id text primary key check (id ~ '^[A-Za-z0-9_-]{43}$'),
  public_jwk jsonb not null check (public_jwk ->> 'kty' = 'OKP' and not public_jwk ? 'd'),
  private_jwe text not null check (
    private_jwe ~ '^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$'
  ),
  created_at timestamptz not null default clock_timestamp()
);
comment on table rowseal_private.event_keys is
$$Ed25519 keys that sign batches of audit events, and nothing else. The newest signs. They stay, so that what they
signed can be verified.$$;
comment on column rowseal_private.event_keys.id is $$The key id (kid): the RFC 7638 thumbprint.$$;
comment on column rowseal_private.event_keys.private_jwe is
$$The private JWK as a compact JWE (RFC 7516) under the master key, which the database never sees.$$;

create table if not exists rowseal_private.event_batches (
  number bigint primary key check (number > 0),
  segment integer not null references rowseal_private.event_segments,
  first_event bigint not null,
  events integer not null check (events > 0),
  until timestamptz not null,
  digest bytea not null check (octet_length(digest) = 32),
  previous bytea not null check (octet_length(previous) = 32),
  sealed_at timestamptz not null,
  head bytea not null check (octet_length(head) = 32),
  personal text[] not null,
  statement text,
  is_dropped boolean not null default false
);
create index if not exists event_batches_segment_idx on rowseal_private.event_batches (segment, number);
create index if not exists event_batches_first_event_idx on rowseal_private.event_batches (first_event);
create index if not exists event_batches_unsigned_idx on rowseal_private.event_batches (number) where statement is null;
comment on table rowseal_private.event_batches is
$$Batches of sealed audit events: a chain, each with the head of the one before. All events of a batch are of one
month, so that they are dropped together; of a run of dropped batches the last one stays.$$;
comment on column rowseal_private.event_batches.first_event is $$The number of its first event.$$;
comment on column rowseal_private.event_batches.events is $$How many events it has.$$;
comment on column rowseal_private.event_batches.until is $$When the latest of its events happened.$$;
comment on column rowseal_private.event_batches.digest is $$SHA-256 of the hashes of its events, in their order.$$;
comment on column rowseal_private.event_batches.previous is $$The head of the batch before; of the first 32 zeros.$$;
comment on column rowseal_private.event_batches.head is
$$SHA-256 of the line of the batch (rowseal_private.batch_line).$$;
comment on column rowseal_private.event_batches.personal is
$$What of its events is sealed as salted hashes, as rowseal_private.personal_values said then.$$;
comment on column rowseal_private.event_batches.statement is
$$The signed head: a compact JWS (RFC 7515). Null: no worker has signed it yet.$$;
comment on column rowseal_private.event_batches.is_dropped is
$$Whether its events were dropped as settings.audit_retention says; an event (events_dropped) says so too.$$;

create table if not exists rowseal_private.sealed_events (
  workspace_id uuid not null,
  at timestamptz not null,
  id uuid not null,
  number bigint not null,
  hash bytea not null check (octet_length(hash) = 32),
  salt bytea,
  erased jsonb,
  primary key (workspace_id, at, id)
) partition by range (at);
create index if not exists sealed_events_number_idx on rowseal_private.sealed_events (number);
create index if not exists sealed_events_workspace_idx on rowseal_private.sealed_events (workspace_id, number);
comment on table rowseal_private.sealed_events is
$$The order in which audit events were sealed, and what of; by month, and old months are dropped with those of
audit_events. Only workers write it.$$;
comment on column rowseal_private.sealed_events.number is $$Counts all events of this installation.$$;
comment on column rowseal_private.sealed_events.hash is
$$SHA-256 of the line of the event (rowseal_private.event_line).$$;
comment on column rowseal_private.sealed_events.salt is
$$Of the hashes that stand in the line for personal values; null: it has none, or they were erased.$$;
comment on column rowseal_private.sealed_events.erased is
$$The hashes of personal values that were erased, by what they were.$$;

create table if not exists rowseal_private.personal_values (
  place text not null check (place in ('ip', 'details', 'before', 'after')),
  key text not null,
  why text not null,
  primary key (place, key),
  constraint personal_values_of_json_have_a_key check ((place = 'ip') = (key = ''))
);
comment on table rowseal_private.personal_values is
$$What of an audit event is personal: sealed as a salted hash, and erased with its user. A change applies to events
that are sealed from then on.$$;
comment on column rowseal_private.personal_values.place is $$The column of rowseal_private.audit_events.$$;
comment on column rowseal_private.personal_values.key is $$The key in it; empty: the column itself.$$;
insert into rowseal_private.personal_values (place, key, why)
values ('ip', '', 'Says where somebody was.')
    on conflict do nothing;

create table if not exists rowseal_private.event_erasures (
  user_id uuid primary key,
  erased_at timestamptz not null,
  scanned_until timestamptz not null
);
comment on table rowseal_private.event_erasures is
$$Users who were erased, and whose personal values in audit events are being erased, month by month.$$;
comment on column rowseal_private.event_erasures.scanned_until is $$Events before this are done.$$;

--! split: 33-history.sql
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

--! split: 34-slugs.sql
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

--! split: 35-workspace-rules.sql
-- What a workspace asks of those who enter it, and that it was deleted.
alter table rowseal.workspaces
  add column if not exists longest_session_age interval
    constraint workspaces_longest_session_age_check
      check (longest_session_age between interval '5 minutes' and interval '3660 days'),
  add column if not exists networks cidr[]
    constraint workspaces_networks_check
      check (cardinality(networks) between 1 and 100 and array_position(networks, null) is null),
  add column if not exists email_domains text[]
    constraint workspaces_email_domains_check
      check (
        cardinality(email_domains) between 1 and 100
        and array_position(email_domains, null) is null
        and array_to_string(email_domains, ' ') collate "C"
          ~ '^(([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])( |$))+$'
      ),
  add column if not exists erase_at timestamptz;
comment on column rowseal.workspaces.longest_token_lifetime is
$$How long a personal access token and a grant to an application may live. Those that are older are refused at once,
whatever was said when they were made.$$;
comment on column rowseal.workspaces.longest_session_age is
$$How long ago somebody may have signed in who enters it. Null: as long as the session lasts.$$;
comment on column rowseal.workspaces.networks is
$$The only networks that it is entered from, by whatever credential. Null: any.$$;
comment on column rowseal.workspaces.email_domains is
$$The only domains whose addresses are invited, as A-labels (xn--…). Who is a member already stays. Null: any.$$;
comment on column rowseal.workspaces.erase_at is
$$Deleted: nobody enters it, an owner may restore it until then, then the worker erases it. Null: it is not.$$;

-- No statistics: EXPLAIN would tell other workspaces of them.
alter table rowseal.workspaces alter column networks set statistics 0, alter column email_domains set statistics 0;

alter table rowseal_private.personal_access_tokens
  add column if not exists rotated_at timestamptz;
comment on column rowseal_private.personal_access_tokens.rotated_at is
$$When its secret was renewed last; null: never.$$;

alter table rowseal_private.settings
  add column if not exists workspace_grace interval not null default '30 days'
    constraint settings_workspace_grace_check check (workspace_grace between interval '0' and interval '3660 days');
comment on column rowseal_private.settings.workspace_grace is
$$For how long owners may restore a workspace that was deleted.$$;

--! split: 36-erased-workspaces.sql
-- What is left of a workspace that something keeps.
alter table rowseal.workspaces
  add column if not exists erased_at timestamptz
    constraint workspaces_erased_at_check check (erased_at is null or erase_at is not null);
comment on column rowseal.workspaces.erased_at is
$$Erased but for this row, which something of an application keeps: since when, or when the worker has tried last.$$;
create index if not exists workspaces_erase_at_idx on rowseal.workspaces (erase_at) where erase_at is not null;
