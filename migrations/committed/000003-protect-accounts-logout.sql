--! Previous: sha1:2da9b8dbe808513f1cde6000c7c9fce7f8764e47
--! Hash: sha1:968ce3fa4e1b7ec2b6f585e1197391c3f1af7f50
--! Message: protect, accounts, logout

--! split: 1-current.sql
-- Enter migration here

--! split: 310-protect.sql
-- A scope belongs to the role that defined it. Those of applications that there are belong to the database's owner,
-- who alone could define them.
alter table rowseal.scopes add column if not exists defined_by text;
comment on column rowseal.scopes.defined_by is
$$The role that defined it, which alone may define it again; rowseal_owner: one of Rowseal itself.$$;
update rowseal.scopes
   set defined_by = case
         when name in (
           'members:read', 'members:write', 'members:invite', 'owners:write', 'tokens:read', 'tokens:write'
         ) then 'rowseal_owner'
         else (
           select role.rolname
             from pg_catalog.pg_database as database
             join pg_catalog.pg_roles as role on role.oid = database.datdba
            where database.datname = current_database()
         )
       end
 where defined_by is null;
alter table rowseal.scopes alter column defined_by set not null;

-- How an application that has tenants of its own names a workspace.
alter table rowseal.workspaces add column if not exists external_key text
  constraint workspaces_external_key_check check (char_length(external_key) between 1 and 200);
create unique index if not exists workspaces_external_key_key on rowseal.workspaces (external_key);
alter table rowseal.workspaces alter column external_key set statistics 0;
comment on column rowseal.workspaces.external_key is
$$What the tables of an application call it, where their tenants are no uuid: set once, by operators and
rowseal_developer (rowseal.workspace_for_key). It decides whose rows the workspace sees.$$;

--! split: 320-upstream-logins.sql
-- What clients ask of an authentication is asked of the provider that carries it out; a provider's tokens may be for
-- others too.
alter table rowseal_private.identity_providers add column if not exists trusted_audiences text[] not null default '{}';
alter table rowseal_private.identity_providers drop constraint if exists identity_providers_trusted_audiences_check;
alter table rowseal_private.identity_providers add constraint identity_providers_trusted_audiences_check check (
  cardinality(trusted_audiences) <= 20 and array_position(trusted_audiences, null) is null
  and array_position(trusted_audiences, '') is null and length(array_to_string(trusted_audiences, '')) <= 6000
);
comment on column rowseal_private.identity_providers.trusted_audiences is
$$Whom its ID tokens may be for beside us. One for anybody else is refused, and one for several only names us as azp.$$;

alter table rowseal_private.oauth_requests add column if not exists acr_values text;
alter table rowseal_private.oauth_requests drop constraint if exists oauth_requests_acr_values_check;
alter table rowseal_private.oauth_requests add constraint oauth_requests_acr_values_check
  check (acr_values ~ '^[!-~]+( [!-~]+)*$');
comment on column rowseal_private.oauth_requests.acr_values is
$$Which kinds of authentication the client would like, for the provider that carries it out.$$;

alter table rowseal_private.provider_logins add column if not exists authenticated_since timestamptz;
comment on column rowseal_private.provider_logins.authenticated_since is
$$The earliest authentication that serves the authorization request that waits; null: any.$$;

--! split: 330-addresses.sql
-- Addresses are compared by one rule, whatever the locale of the database. What a server has stored keeps it already;
-- what somebody wrote by hand may not, and then the constraint holds for what comes.
do $$
declare
  v_table regclass;
  v_constraint name;
begin
  foreach v_table in array
    array['rowseal.users', 'rowseal.invitations', 'rowseal_private.email_proofs']::regclass[]
  loop
    v_constraint := (select relname from pg_catalog.pg_class where oid = v_table) || '_email_check';
    execute format('alter table %s drop constraint if exists %I', v_table, v_constraint);
    execute format(
      'alter table %s add constraint %I check (char_length(email) between 3 and 320 '
      'and email = lower(email collate "C") and email collate "C" ~ ''^[!-~]+@[a-z0-9.-]+$'') not valid',
      v_table, v_constraint);
    begin
      execute format('alter table %s validate constraint %I', v_table, v_constraint);
    exception
      when check_violation then
        raise warning 'nobody can sign in with some addresses of %: not ASCII, or domains not as A-labels', v_table
          using hint = format('Correct them, then run: alter table %s validate constraint %I', v_table, v_constraint);
    end;
  end loop;
end
$$;
comment on column rowseal.users.email is
$$Where mail goes, in lower case, with its domain as A-labels (xn--…). Not a key: a login finds its user through
rowseal_private.identities.$$;

--! split: 331-locks.sql
-- Anybody may take any advisory lock, SQL in a request too. What must not be held up by it waits for rows here.
create table if not exists rowseal_private.locks (
  name text primary key
);
comment on table rowseal_private.locks is
$$What functions of Rowseal wait for, where there is nothing of their own to lock: a row a name. Nobody else can lock a
row of it, whereas any advisory lock may be taken by SQL in a request.$$;
insert into rowseal_private.locks (name)
select 'purge' union all select 'address ' || slot from generate_series(0, 63) as slot
on conflict (name) do nothing;

--! split: 332-used-links.sql
-- A link that was used says so when it is opened again.
alter table rowseal_private.email_proofs add column if not exists used_at timestamptz;
comment on column rowseal_private.email_proofs.used_at is
  'Of a verification token: when it confirmed the address. It does nothing any more but say so.';

--! split: 340-logout.sql
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
$$Where it is told that a session has ended (OpenID Connect Back-Channel Logout 1.0 section 2.2). A server that
is not for development posts to https alone.$$;

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
