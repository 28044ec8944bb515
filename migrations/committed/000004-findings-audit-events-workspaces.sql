--! Previous: sha1:968ce3fa4e1b7ec2b6f585e1197391c3f1af7f50
--! Hash: sha1:291dffe16ea246e65eac983e4891a51bac5e9cc7
--! Message: findings, audit events, workspaces

--! split: 1-current.sql
-- Enter migration here

--! split: 17-accepted-findings.sql
-- Findings that somebody accepted, for a reason and until a day.
create table if not exists rowseal_private.accepted_findings (
  fingerprint text primary key check (fingerprint ~ '^[0-9a-f]{32}$'),
  kind text not null,
  object text not null,
  reason text not null check (char_length(reason) between 3 and 1000),
  accepted_by text not null,
  accepted_at timestamptz not null default now(),
  expires_at timestamptz not null check (expires_at > accepted_at)
);
comment on table rowseal_private.accepted_findings is
$$Findings of rowseal_audit.findings that somebody accepted. They come back when the acceptance expires, or when what
was accepted has changed: that has another fingerprint.$$;
comment on column rowseal_private.accepted_findings.accepted_by is
$$The login role.$$;

--! split: 18-audit-scope.sql
-- Who may ask who may do what in a workspace. An application that has a scope of this name keeps it.
with defined as (
  insert into rowseal.scopes (name, description, defined_by)
  values ('audit:read', 'See who may do what, and why not', 'rowseal_owner')
      on conflict do nothing
  returning name
)
update rowseal.roles as role
   set scopes = array_append(role.scopes, defined.name)
  from defined
 where role.workspace_id = '00000000-0000-0000-0000-000000000000'
   and role.name in ('owner', 'admin');

--! split: 19-installed-objects.sql
-- What the installer made, as this server tells it: rowseal_audit.findings compares.
create table if not exists rowseal_private.installed_objects (
  object text primary key,
  definition text not null
);
comment on table rowseal_private.installed_objects is
$$Functions, policies, triggers and privileges of Rowseal as the last installation that changed something left them,
each as the SQL that makes it again.$$;

--! split: 20-workspaces.sql
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

--! split: 460-events.sql
-- Who acted, by which credential, through which login, in which request, and what a change was from and to. Events from
-- before have none of it.
alter table rowseal_private.audit_events
  add column if not exists actor_id uuid,
  add column if not exists credential_id uuid,
  add column if not exists login_role text,
  add column if not exists request_id text,
  add column if not exists before jsonb,
  add column if not exists after jsonb,
  add column if not exists xid xid8;
-- Apart, so that no row that is there is written again.
alter table rowseal_private.audit_events alter column login_role set default session_user;
alter table rowseal_private.audit_events alter column xid set default pg_catalog.pg_current_xact_id();
create index if not exists audit_events_xid_idx on rowseal_private.audit_events (xid);
comment on table rowseal_private.audit_events is
$$What happened to anything that decides access, in the commit of its cause; by month, and old months are dropped
(settings.audit_retention). The nil workspace is none. Nothing in it is a secret, an address of mail or a name.$$;
comment on column rowseal_private.audit_events.user_id is $$Who did it, or whose session or account it is.$$;
comment on column rowseal_private.audit_events.actor_id is
$$The user who had entered the transaction; null: nobody had, as at a login, or where a DBA or the worker acts.$$;
comment on column rowseal_private.audit_events.credential_id is
$$The session or personal access token by which they had entered.$$;
comment on column rowseal_private.audit_events.login_role is
$$The login role of the database session: a door of Rowseal, or the role of a DBA.$$;
comment on column rowseal_private.audit_events.request_id is $$What the server logs call the request.$$;
comment on column rowseal_private.audit_events.details is $$What it is about, by ids and words, and why.$$;
comment on column rowseal_private.audit_events.before is $$Of a change: what the columns that changed were.$$;
comment on column rowseal_private.audit_events.after is $$Of a change: what the columns that changed are.$$;
comment on column rowseal_private.audit_events.ip is $$Of the client, as the server saw it or an application said it.$$;
comment on column rowseal_private.audit_events.xid is
$$The transaction: what is below the oldest that is still open cannot be joined by another event any more.$$;

alter table rowseal_private.settings
  add column if not exists recorded_failures integer not null default 10
    constraint settings_recorded_failures_check check (recorded_failures between 0 and 1000000);
comment on column rowseal_private.settings.recorded_failures is
$$How many failures in a row of one account or network are events of their own. Of what follows each time that the count
has doubled is one, which says the count. 0: no failure is an event.$$;

create table if not exists rowseal_private.event_marks (
  singleton boolean primary key default true check (singleton),
  announced xid8 not null
);
comment on table rowseal_private.event_marks is $$How far the worker has come with audit events. One row.$$;
comment on column rowseal_private.event_marks.announced is
$$Events of transactions below this one have been announced on the channel rowseal_events.$$;
insert into rowseal_private.event_marks (announced) values (pg_catalog.pg_current_xact_id()) on conflict do nothing;

create table if not exists rowseal_private.audited_changes (
  relation text,
  operation text check (operation in ('INSERT', 'UPDATE', 'DELETE')),
  kind text check (kind ~ '^[a-z_]{1,60}$'),
  is_told boolean not null,
  was jsonb,
  becomes jsonb,
  columns text[],
  person text,
  names jsonb not null,
  shown text[] not null,
  primary key (relation, operation, kind)
);
comment on table rowseal_private.audited_changes is
$$Which change of which row is which audit event. What holds is in db/audited_changes.sql, which fills it anew. Neither
names and addresses of people are among what is shown, nor anything secret.$$;
comment on column rowseal_private.audited_changes.is_told is
$$Whether the functions of Rowseal write the event themselves, and say why: then only what somebody changes by hand is
recorded by the trigger.$$;
comment on column rowseal_private.audited_changes.was is $$What the row has to hold before; null: anything.$$;
comment on column rowseal_private.audited_changes.becomes is $$What the row has to hold after; null: anything.$$;
comment on column rowseal_private.audited_changes.columns is
$$Of these columns one has to differ; null: any column.$$;
comment on column rowseal_private.audited_changes.person is $$The column that is user_id of the event; null: none.$$;
comment on column rowseal_private.audited_changes.names is
$$What the details of the event call columns of the row: {"token_id": "id"}.$$;
comment on column rowseal_private.audited_changes.shown is
$$Columns whose values before and after stand in the event where they differ.$$;

alter table rowseal_private.throttle_limits
  add column if not exists failure text
    constraint throttle_limits_failure_check check (failure ~ '^[a-z_]{1,60}$');
comment on column rowseal_private.throttle_limits.failure is
$$The kind of audit event that each attempt is; null: none, what is counted is no failure.$$;
update rowseal_private.throttle_limits
   set failure = replace(kind, '_guess', '_refused')
 where kind in ('client_guess', 'invitation_guess', 'proof_guess', 'refresh_guess', 'token_guess')
   and failure is null;

--! split: 461-principals.sql
alter table rowseal_private.settings
  add column if not exists entry_evidence text not null default 'none'
    constraint settings_entry_evidence_check check (entry_evidence in ('none', 'name', 'log', 'both'));
comment on column rowseal_private.settings.entry_evidence is
$$What entering a transaction leaves for the log of PostgreSQL. name: application_name is an opaque id of the principal
(rowseal_audit.principal), which SQL in the request can change; log: a line of the log says who entered; both; none.$$;
