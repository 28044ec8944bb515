-- Signing out for applications: where they are returned to, and who is told that a session has ended.
alter table rowseal_private.oauth_clients
  add column if not exists post_logout_redirect_uris text[] not null default '{}';
alter table rowseal_private.oauth_clients drop constraint if exists oauth_clients_post_logout_redirect_uris_check;
alter table rowseal_private.oauth_clients add constraint oauth_clients_post_logout_redirect_uris_check check (
  cardinality(post_logout_redirect_uris) = 0
  or cardinality(post_logout_redirect_uris) <= 20 and rowseal_private.are_redirect_uris(post_logout_redirect_uris)
);
comment on column rowseal_private.oauth_clients.post_logout_redirect_uris is
  'Where people may be sent after they have signed out (OpenID Connect RP-Initiated Logout 1.0 section 3.1).';

alter table rowseal_private.oauth_clients add column if not exists backchannel_logout_uri text;
alter table rowseal_private.oauth_clients drop constraint if exists oauth_clients_backchannel_logout_uri_check;
alter table rowseal_private.oauth_clients add constraint oauth_clients_backchannel_logout_uri_check check (
  backchannel_logout_uri is null
  or rowseal_private.are_redirect_uris(array[backchannel_logout_uri]) and backchannel_logout_uri ~ '^https?:'
);
comment on column rowseal_private.oauth_clients.backchannel_logout_uri is
$$Where it is told that a session has ended (OpenID Connect Back-Channel Logout 1.0 section 2.2). A server that is not a
developer's posts to https alone.$$;

alter table rowseal_private.oauth_clients add column if not exists nonce_waived boolean not null default false;
alter table rowseal_private.oauth_clients drop constraint if exists oauth_clients_nonce_waived_check;
alter table rowseal_private.oauth_clients add constraint oauth_clients_nonce_waived_check check (
  pkce_waived or not nonce_waived
);
comment on column rowseal_private.oauth_clients.nonce_waived is
$$Whether it may leave PKCE out without a nonce too: nothing then defends it against a code that somebody injects
(RFC 9700 section 4.5).$$;
comment on column rowseal_private.oauth_requests.code_challenge is
$$Null: PKCE is waived for the client, and it has sent a nonce, or that is waived as well.$$;

alter table rowseal_private.oauth_requests add column if not exists response_mode text not null default 'query';
alter table rowseal_private.oauth_requests drop constraint if exists oauth_requests_response_mode_check;
alter table rowseal_private.oauth_requests add constraint oauth_requests_response_mode_check check (
  response_mode in ('query', 'form_post')
);

create table if not exists rowseal_private.session_clients (
  user_id uuid not null,
  session_id uuid not null,
  client_id text collate "C" not null references rowseal_private.oauth_clients on delete cascade,
  sid uuid not null,
  primary key (user_id, session_id, client_id, sid),
  foreign key (user_id, session_id) references rowseal_private.sessions on delete cascade
);
create index if not exists session_clients_client_id_idx on rowseal_private.session_clients (client_id);
comment on table rowseal_private.session_clients is
$$The clients that are told when a login ends (OpenID Connect Back-Channel Logout 1.0): each that has an ID token of it
and a backchannel_logout_uri.$$;
comment on column rowseal_private.session_clients.sid is
  'What the client knows the session by: its id, or that of one of the same browser and user which it has replaced.';

create table if not exists rowseal_private.logout_requests (
  id uuid primary key default rowseal.uuidv7(),
  browser_hash bytea not null check (octet_length(browser_hash) = 32),
  network text,
  client_id text collate "C" references rowseal_private.oauth_clients on delete cascade,
  redirect_uri text,
  state text,
  user_id uuid,
  sid uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  answered_at timestamptz,
  constraint logout_requests_hint_is_whole check ((user_id is null) = (sid is null))
);
create index if not exists logout_requests_expires_at_idx on rowseal_private.logout_requests (expires_at);
create index if not exists logout_requests_client_id_idx on rowseal_private.logout_requests (client_id);
comment on table rowseal_private.logout_requests is
$$Requests of applications to sign somebody out (OpenID Connect RP-Initiated Logout 1.0), each in the browser it came
from.$$;
comment on column rowseal_private.logout_requests.browser_hash is
  'SHA-256 of the secret in that browser''s cookie.';
comment on column rowseal_private.logout_requests.network is 'Which was charged for it, until it is answered.';
comment on column rowseal_private.logout_requests.redirect_uri is
  'One of the client''s post_logout_redirect_uris; null: nobody is sent anywhere.';
comment on column rowseal_private.logout_requests.sid is
  'The session that id_token_hint names; null: there was no hint.';

insert into rowseal_private.throttle_limits (kind, free_attempts, first_wait, longest_wait, forgotten_after)
values ('logout_network', 500, '1 second', '15 minutes', '1 hour')
on conflict (kind) do nothing;
