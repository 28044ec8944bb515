-- Requests and logins from before were charged to no network.
alter table rowseal_private.oauth_requests add column if not exists network text;
alter table rowseal_private.provider_logins add column if not exists network text;
comment on column rowseal_private.oauth_requests.network is $$Which was charged for it, until it is answered.$$;
comment on column rowseal_private.provider_logins.network is $$Which was charged for it, until it comes back.$$;

insert into rowseal_private.throttle_limits (kind, free_attempts, first_wait, longest_wait, forgotten_after)
values
  ('authorization_network', 500, '1 second', '15 minutes', '1 hour'),
  ('provider_login_network', 500, '1 second', '15 minutes', '1 hour')
on conflict (kind) do nothing;
