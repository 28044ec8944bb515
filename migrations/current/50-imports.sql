--! include functions/passwords/is_former_hash.sql
-- Passwords that other systems have hashed.
alter table rowseal_private.passwords
  alter column memory_kib drop not null,
  alter column iterations drop not null,
  alter column parallelism drop not null;
alter table rowseal_private.passwords
  add column if not exists former jsonb
    constraint passwords_former_check check (former is null or rowseal_private.is_former_hash(former))
    constraint passwords_cost_check check (
      num_nulls(memory_kib, iterations, parallelism) = 0
        or former is not null and num_nulls(memory_kib, iterations, parallelism) = 3);
comment on column rowseal_private.passwords.former is
$$How another system had hashed an imported password (rowseal_private.is_former_hash), until its owner signs in: null
for all others. The key is that digest, or argon2id over it where the cost of argon2id is given.$$;
comment on column rowseal_private.passwords.verifier is
$$SHA-256 of the key that the server derived: 32 bytes of argon2id, or the digest of another system (former).$$;
comment on column rowseal_private.passwords.memory_kib is
$$With iterations and parallelism the cost of argon2id; null: it is the digest of another system alone.$$;

create table if not exists rowseal_private.imported_users (
  source text not null constraint imported_users_source_check check (source ~ '^[a-z][a-z0-9_.-]{0,39}$'),
  external_id text collate "C" not null
    constraint imported_users_external_id_check check (char_length(external_id) between 1 and 320),
  user_id uuid not null references rowseal.users on delete cascade,
  imported_at timestamptz not null default now(),
  primary key (source, external_id)
);
create index if not exists imported_users_user_id_idx on rowseal_private.imported_users (user_id);
alter table rowseal_private.imported_users alter column external_id set statistics 0;
comment on table rowseal_private.imported_users is
$$Whom an import has brought (rowseal_audit.import_users), by what they were called where they came from: what is here
is not imported again.$$;
comment on column rowseal_private.imported_users.external_id is
$$Their id there, or their address where the export has none.$$;
