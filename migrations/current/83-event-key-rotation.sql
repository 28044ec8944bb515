-- Keys that sign sealed audit events rotate: each signs the batches from one number on.
alter table rowseal_private.event_keys
  add column if not exists first_batch bigint not null default 0 check (first_batch >= 0),
  alter column private_jwe drop not null;
create unique index if not exists event_keys_first_batch_idx on rowseal_private.event_keys (first_batch);
comment on column rowseal_private.event_keys.first_batch is
$$The number of the first batch that it signs. The key before signs, in the statement of the batch before, that this
one comes next.$$;
comment on column rowseal_private.event_keys.private_jwe is
$$The private JWK as a compact JWE (RFC 7516) under the master key, which the database never sees; null once another key
has taken its place and all that it had to sign is signed.$$;
comment on table rowseal_private.event_keys is
$$Ed25519 keys that sign batches of audit events, and nothing else, one after another. Their public parts stay, so that
what they signed can be verified.$$;
alter table rowseal_private.settings
  add column if not exists event_key_rotation interval not null default '365 days'
    constraint settings_event_key_rotation_check check (
      event_key_rotation between interval '1 hour' and interval '3660 days');
comment on column rowseal_private.settings.event_key_rotation is
$$How long a key signs sealed audit events before the schedule makes another one.$$;
