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
