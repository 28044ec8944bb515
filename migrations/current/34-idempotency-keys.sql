-- What clients have asked for under a key of their own, so that asking again does not do it again.
create table if not exists rowseal_private.idempotency_keys (
  key_digest bytea primary key constraint idempotency_keys_key_digest_check check (octet_length(key_digest) = 32),
  request_digest bytea not null
    constraint idempotency_keys_request_digest_check check (octet_length(request_digest) = 32),
  made_id uuid,
  expires_at timestamptz not null default now() + interval '24 hours'
) with (fillfactor = 90);
alter table rowseal_private.idempotency_keys add column if not exists credential_id uuid;
delete from rowseal_private.idempotency_keys where credential_id is null;
alter table rowseal_private.idempotency_keys alter column credential_id set not null;
create index if not exists idempotency_keys_expires_at_idx on rowseal_private.idempotency_keys (expires_at);
create index if not exists idempotency_keys_credential_idx
  on rowseal_private.idempotency_keys (credential_id, expires_at);
comment on table rowseal_private.idempotency_keys is
$$The Idempotency-Key of requests that made something, for a day: digests and ids, never what was answered.$$;
comment on column rowseal_private.idempotency_keys.key_digest is
$$SHA-256 of the id of the credential and the key: nobody but that credential finds it.$$;
comment on column rowseal_private.idempotency_keys.credential_id is
$$Whose key it is: each credential has so many, and no more.$$;
comment on column rowseal_private.idempotency_keys.request_digest is
$$SHA-256 of the workspace entered, of the key, and of what was asked: operation, path, query and body.$$;
comment on column rowseal_private.idempotency_keys.made_id is
$$What came of it, of several the first; null: nothing has yet.$$;
