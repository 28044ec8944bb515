-- Keys of services that the database knows only the public half of, and access tokens of services that are revoked.
alter table rowseal_private.service_keys add column if not exists public_key jsonb;
alter table rowseal_private.service_keys add column if not exists tokens_void_until bigint;
alter table rowseal_private.service_keys alter column secret_hash drop not null, alter column last_four drop not null;
alter table rowseal_private.service_keys drop constraint if exists service_keys_one_proof;
alter table rowseal_private.service_keys add constraint service_keys_one_proof check (
  (secret_hash is null) = (public_key is not null) and (last_four is null) = (public_key is not null)
);
alter table rowseal_private.service_keys drop constraint if exists service_keys_public_key_check;
alter table rowseal_private.service_keys add constraint service_keys_public_key_check check (
  public_key is null
  or coalesce(jsonb_typeof(public_key) = 'object' and public_key ->> 'kty' in ('EC', 'OKP', 'RSA'), false)
    and not public_key ?| '{d,p,q,dp,dq,qi,oth,k}'
    and octet_length(public_key::text) <= 4096
);
create index if not exists service_keys_public_idx
  on rowseal_private.service_keys (service_id) where public_key is not null;
comment on column rowseal_private.service_keys.secret_hash is
$$SHA-256 of the SHA-256 of the 33-byte secret of its token (rss_); null: it has a public key instead.$$;
comment on column rowseal_private.service_keys.public_key is
$$What assertions of its service are verified with (private_key_jwt): a JWK without what is private; null: it has a
secret instead.$$;
comment on column rowseal_private.service_keys.tokens_void_until is
$$Access tokens that it was exchanged for are void that expire then (seconds since 1970) or before: they were revoked;
null: none was.$$;

create table if not exists rowseal_private.service_assertions (
  workspace_id uuid not null,
  service_id uuid not null,
  jti_hash bytea not null constraint service_assertions_jti_hash_check check (octet_length(jti_hash) = 32),
  expires_at timestamptz not null,
  primary key (workspace_id, service_id, jti_hash),
  foreign key (workspace_id, service_id) references rowseal_private.services on delete cascade
);
create index if not exists service_assertions_expires_at_idx on rowseal_private.service_assertions (expires_at);
comment on table rowseal_private.service_assertions is $$Assertions of services (RFC 7523) that were used: each once.$$;
