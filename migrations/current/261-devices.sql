create table if not exists rowseal_private.devices (
  user_id uuid not null references rowseal.users on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  created_at timestamptz not null default now(),
  seen_at timestamptz,
  primary key (user_id, id)
);
create index if not exists devices_seen_at_idx on rowseal_private.devices ((coalesce(seen_at, created_at)));

comment on table rowseal_private.devices is
$$What a user has logged in on, known by a token that it keeps (OWASP's device cookie). A login on one is counted apart
from those of strangers, who thus cannot lock anybody out, and whom no answer tells which accounts there are.$$;
comment on column rowseal_private.devices.secret_hash is $$SHA-256 of the SHA-256 of the token's 33-byte secret.$$;
comment on column rowseal_private.devices.seen_at is
$$The last login with its token, written at most once a day; null: none yet.$$;

comment on table rowseal_private.known_networks is
$$Where a user has logged in from: a login from another network, on a device that is not known, is worth telling
them.$$;

alter table rowseal_private.settings
  add column if not exists known_device_lifetime interval not null default '180 days',
  drop constraint if exists settings_known_device_lifetime_check,
  add constraint settings_known_device_lifetime_check check (known_device_lifetime between interval '2 days'
    and interval '3660 days');
comment on column rowseal_private.settings.known_device_lifetime is
$$How long a device counts as one of a user's after the last login on it.$$;

insert into rowseal_private.throttle_limits (kind, free_attempts, first_wait, longest_wait, forgotten_after)
values ('login_device', 10, '1 second', '15 minutes', '1 day')
on conflict (kind) do nothing;
-- What a network was counted by, where a user had logged in from it. Functions that charge it are gone with this
-- migration.
delete from rowseal_private.throttles where kind = 'login_account_at_home';
delete from rowseal_private.throttle_limits where kind = 'login_account_at_home';
