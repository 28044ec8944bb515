--! Previous: sha1:ed333cd23051e68475ad725fff0a543eaf875ca5
--! Hash: sha1:2da9b8dbe808513f1cde6000c7c9fce7f8764e47
--! Message: close the shell

--! split: 210-guard.sql
-- Each equality of a policy with a function gets a second one that the planner cannot merge (db/decisions/0021): here
-- for tables of applications, in policies/ for Rowseal's own.
--! Included operators/exactly_equal_uuid.sql
do $$
begin
  -- There is no "create or replace operator".
  if pg_catalog.to_regoperator('rowseal.===(uuid,uuid)') is null then
    create operator rowseal.=== (
      leftarg = uuid, rightarg = uuid, function = pg_catalog.uuid_eq, restrict = pg_catalog.neqsel);
  end if;
end
$$;

comment on operator rowseal.=== (uuid, uuid) is
$$Equality of uuid that the planner can neither merge with another nor exchange for one, because it is in no operator
family: a policy, view or function that compares a column with a function also compares it by this one, always written
operator(rowseal.===) (db/decisions/0021). Estimated to be true, so that it changes no plan.$$;
--! EndIncluded operators/exactly_equal_uuid.sql
--! Included operators/exactly_equal_bigint.sql
do $$
begin
  -- There is no "create or replace operator".
  if pg_catalog.to_regoperator('rowseal.===(bigint,bigint)') is null then
    create operator rowseal.=== (
      leftarg = bigint, rightarg = bigint, function = pg_catalog.int8eq, restrict = pg_catalog.neqsel);
  end if;
end
$$;

comment on operator rowseal.=== (bigint, bigint) is
$$Equality of bigint that the planner can neither merge with another nor exchange for one, because it is in no operator
family: a policy, view or function that compares a column with a function also compares it by this one, always written
operator(rowseal.===) (db/decisions/0021). Estimated to be true, so that it changes no plan.$$;
--! EndIncluded operators/exactly_equal_bigint.sql
--! Included operators/exactly_equal_text.sql
do $$
begin
  -- There is no "create or replace operator".
  if pg_catalog.to_regoperator('rowseal.===(text,text)') is null then
    create operator rowseal.=== (
      leftarg = text, rightarg = text, function = pg_catalog.texteq, restrict = pg_catalog.neqsel);
  end if;
end
$$;

comment on operator rowseal.=== (text, text) is
$$Equality of text that the planner can neither merge with another nor exchange for one, because it is in no operator
family: a policy, view or function that compares a column with a function also compares it by this one, always written
operator(rowseal.===) (db/decisions/0021). Estimated to be true, so that it changes no plan.$$;
--! EndIncluded operators/exactly_equal_text.sql
--! Included protected_tables.sql
-- Adds the guard (db/decisions/0021) to tables that rowseal.protect protected before there was one. A migration runs
-- it, and each install does, as the administrator: only a table's owner may, and where the administrator may not
-- either, it says what the owner has to run. Finds the tables by the policies that protect wrote, touches nobody
-- else's, and writes nothing when all is in place.
do $$
declare
  v_role constant text := current_setting('role');
  v_path constant text := current_setting('search_path');
  v_table record;
begin
  if to_regoperator('rowseal.===(uuid,uuid)') is null then
    return;
  end if;
  -- A migration runs as rowseal_owner, who owns no table of an application. Without a path, policies are told with
  -- every name qualified.
  perform set_config('role', 'none', true), set_config('search_path', '', true);
  for v_table in
    select protected.relation, protected.workspace,
           format(
             'create policy rowseal_guard on %s as restrictive to rowseal_user '
             'using (%s operator(rowseal.===) (select rowseal.workspace_id())) with check (true)',
             protected.relation, protected.workspace
           ) as guard,
           exists (
             select from pg_catalog.pg_policy as other
              where other.polrelid = protected.relation and other.polpermissive
                and other.polname !~ '^rowseal_(select|insert|update|delete)$'
           ) as has_others
      from (
        select policy.polrelid::regclass as relation,
               substring(
                 pg_catalog.pg_get_expr(policy.polqual, policy.polrelid)
                 from '^\((.+) = \( SELECT rowseal\.workspace_for\(''[^'']+''::text\) AS workspace_for\)\)$'
               ) as workspace
          from pg_catalog.pg_policy as policy
         where policy.polname = 'rowseal_select'
      ) as protected
     where protected.workspace is not null
       and not exists (
         select from pg_catalog.pg_policy as guard
          where guard.polrelid = protected.relation and guard.polname = 'rowseal_guard'
       )
  loop
    begin
      execute v_table.guard;
      execute format(
        'comment on policy rowseal_guard on %s is %L', v_table.relation,
        'Each row once more, by an equality that nothing in a statement can take the place of: '
        'db/decisions/0021 of Rowseal.'
      );
      if v_table.has_others then
        raise warning '%: its own policies no longer reach beyond the workspace entered, because rowseal_guard '
          'restricts them', v_table.relation;
      end if;
    exception when insufficient_privilege then
      raise warning '% is not safe until its owner has run: %', v_table.relation, v_table.guard;
    end;
  end loop;
  perform set_config('role', v_role, true), set_config('search_path', v_path, true);
end
$$;
--! EndIncluded protected_tables.sql

--! split: 211-live-rights.sql
-- db/triggers has one trigger an event instead: only such a trigger is told what rows were before its statement.
drop trigger if exists guard_escalation on rowseal.memberships;
drop trigger if exists guard_escalation on rowseal.roles;

--! split: 212-statistics.sql
-- EXPLAIN estimates by statistics of all tenants, through comparisons that are leakproof: who may read some rows of a
-- table learns of the others' addresses and names letter by letter. So none are kept of what is written in words.
alter table rowseal.users alter column email set statistics 0, alter column name set statistics 0;
alter table rowseal.workspaces alter column slug set statistics 0, alter column name set statistics 0;
alter table rowseal.invitations alter column email set statistics 0, alter column role set statistics 0;
alter table rowseal.memberships alter column role set statistics 0;
alter table rowseal.roles alter column name set statistics 0, alter column scopes set statistics 0;

-- Those that ANALYZE has gathered already stay until they are deleted: on PostgreSQL 18 by the owner, before that by a
-- superuser alone.
do $$
declare
  v_role constant text := current_setting('role');
  v_column record;
begin
  for v_column in
    select class.oid as relation, class.relname::text as name, attribute.attname::text as attribute,
           attribute.attnum as number
      from pg_catalog.pg_class as class
      join pg_catalog.pg_attribute as attribute on attribute.attrelid = class.oid
     where class.relnamespace = 'rowseal'::regnamespace
       and class.relkind = 'r'
       and class.reltuples >= 0
       and attribute.attnum > 0
       and attribute.attstattarget = 0
  loop
    if current_setting('server_version_num')::integer >= 180000 then
      perform pg_catalog.pg_clear_attribute_stats('rowseal', v_column.name, v_column.attribute, false);
    else
      begin
        perform set_config('role', 'none', true);
        delete from pg_catalog.pg_statistic where starelid = v_column.relation and staattnum = v_column.number;
      exception when insufficient_privilege then
        raise warning 'a superuser has to run: delete from pg_catalog.pg_statistic '
          'where starelid = ''rowseal.%''::regclass and staattnum = %',
          v_column.name, v_column.number;
      end;
      perform set_config('role', v_role, true);
    end if;
  end loop;
end
$$;

--! split: 230-parents.sql
-- Who made what: a credential that is limited is the parent of what it makes, and its end ends that.
alter table rowseal_private.sessions add column if not exists parent_id uuid;
alter table rowseal_private.sessions add column if not exists origin_id uuid;
alter table rowseal_private.personal_access_tokens add column if not exists parent_id uuid;
alter table rowseal_private.personal_access_tokens add column if not exists origin_id uuid;
alter table rowseal_private.oauth_consents add column if not exists origin_id uuid;
alter table rowseal_private.oauth_codes add column if not exists parent_id uuid;
alter table rowseal_private.oauth_codes add column if not exists origin_id uuid;
alter table rowseal_private.oauth_codes add column if not exists ends_at timestamptz;
alter table rowseal.invitations add column if not exists parent_id uuid;
alter table rowseal.invitations add column if not exists origin_id uuid;

alter table rowseal_private.sessions drop constraint if exists sessions_one_maker;
alter table rowseal_private.sessions add constraint sessions_one_maker check (parent_id is null or origin_id is null);
alter table rowseal_private.personal_access_tokens drop constraint if exists personal_access_tokens_one_maker;
alter table rowseal_private.oauth_codes drop constraint if exists oauth_codes_one_maker;
alter table rowseal_private.oauth_codes add constraint oauth_codes_one_maker check (parent_id is null
  or origin_id is null);
alter table rowseal.invitations drop constraint if exists invitations_one_maker;
alter table rowseal.invitations add constraint invitations_one_maker check (parent_id is null or origin_id is null);

-- Only these are looked for when any credential ends. None is a column that a rotation writes: rotations stay heap-only
-- updates.
create index if not exists sessions_parent_idx on rowseal_private.sessions (user_id, parent_id)
  where parent_id is not null;
create index if not exists personal_access_tokens_parent_idx
  on rowseal_private.personal_access_tokens (user_id, parent_id) where parent_id is not null;
create index if not exists invitations_open_inviter_idx
  on rowseal.invitations (invited_by) where accepted_at is null and revoked_at is null;

comment on column rowseal_private.sessions.parent_id is
$$Of a grant: the limited session that agreed to it, and ends it when it ends. No foreign key: a parent that was purged
had ended long before, and its children with it.$$;
comment on column rowseal_private.sessions.origin_id is
$$Of a grant: the session, limited in nothing, that agreed to it. It ends the grant only if it is stolen. Null like
parent_id: from before these were kept.$$;
comment on column rowseal_private.personal_access_tokens.parent_id is
$$The limited session or the grant that made it, and ends it when it ends. Null: the user's own.$$;
comment on column rowseal_private.personal_access_tokens.origin_id is
$$The session, limited in nothing, that made or renewed it last, and so was told the secret. It ends the token only if
it is stolen. Null like parent_id: from before these were kept.$$;
comment on column rowseal_private.oauth_consents.origin_id is
$$The session in which it was given last. It is forgotten if that is stolen.$$;
comment on column rowseal_private.oauth_codes.parent_id is
$$The limited session that it was issued to, which will be the grant's parent.$$;
comment on column rowseal_private.oauth_codes.origin_id is $$The session, limited in nothing, that it was issued to.$$;
comment on column rowseal_private.oauth_codes.ends_at is
$$When the grant ends at the latest: with its parent. Null: it has none.$$;
comment on column rowseal.invitations.parent_id is
$$The limited session, grant or personal access token that made it, and takes it back when it ends. Null: its inviter
did.$$;
comment on column rowseal.invitations.origin_id is
$$The session, limited in nothing, that made it. It takes the invitation back only if it is stolen.$$;

--! split: 250-digests.sql
-- Servers send the digest of a secret, and tables hold the digest of that. Old rows held the digest of the secret: it
-- is hashed once more, so that everything that was issued before goes on.
drop function if exists rowseal_private.refresh_session(text, inet, text, text);
drop function if exists rowseal_private.judge_refresh_token(text, text, inet);
drop function if exists rowseal_private.log_out(text, text, inet);
drop function if exists rowseal_private.browser_claims(text);
drop function if exists rowseal_private.inspect_refresh_token(text, text);
drop function if exists rowseal_private.revoke_by_refresh_token(text, text, inet);
drop function if exists rowseal_private.session_of_refresh_token(text);
drop function if exists rowseal_private.authentic_session(text);

do $$
begin
  if exists (
    select from pg_catalog.pg_attribute
     where attrelid = 'rowseal_private.sessions'::regclass and attname = 'refresh_key' and not attisdropped
  ) then
    update rowseal_private.sessions set refresh_hash = sha256(refresh_hash);
    update rowseal_private.personal_access_tokens set secret_hash = sha256(secret_hash);
    update rowseal_private.email_proofs set secret_hash = sha256(secret_hash);
    update rowseal.invitations set secret_hash = sha256(secret_hash) where secret_hash is not null;
    update rowseal_private.oauth_codes set secret_hash = sha256(secret_hash);
    update rowseal_private.oauth_clients set secret_hash = sha256(secret_hash) where secret_hash is not null;
    update rowseal_private.oauth_requests set browser_hash = sha256(browser_hash);
    update rowseal_private.provider_logins set browser_hash = sha256(browser_hash), state_hash = sha256(state_hash);
    -- Servers derive and tag refresh tokens, under a key that no dump holds.
    alter table rowseal_private.sessions drop column refresh_key, alter column refresh_hash drop not null;
    drop table rowseal_private.refresh_keys;
  end if;
end
$$;

comment on column rowseal_private.sessions.refresh_hash is
$$SHA-256 of the SHA-256 of the 32-byte secret of the refresh token that is good now; null: there is none, and the
session lasts as long as it does.$$;
comment on column rowseal_private.personal_access_tokens.secret_hash is
$$SHA-256 of the SHA-256 of the 33-byte secret.$$;
comment on column rowseal_private.email_proofs.secret_hash is $$SHA-256 of the SHA-256 of the 33-byte secret.$$;
comment on column rowseal_private.oauth_clients.secret_hash is
$$SHA-256 of the SHA-256 of the secret, which is 32 random bytes in base64url.$$;
comment on column rowseal_private.oauth_requests.browser_hash is
$$SHA-256 of the SHA-256 of the secret in that browser's cookie.$$;
comment on column rowseal_private.provider_logins.browser_hash is
$$SHA-256 of the SHA-256 of the secret in that browser's cookie.$$;
comment on column rowseal_private.provider_logins.state_hash is
$$SHA-256 of the SHA-256 of the state parameter. Nonce and PKCE verifier are derived from it and the browser's secret by
the server, and kept nowhere.$$;
comment on column rowseal.invitations.secret_hash is
$$SHA-256 of the SHA-256 of the 33-byte secret that was mailed last; null while none has been. Not granted to
anybody.$$;

--! split: 251-refresh-window.sql
-- The window in which anybody gets the identical successor is fixed; beyond it only who made the rotation does, once a
-- day, while it was never used.
drop function if exists rowseal_private.refresh_denial(
  rowseal_private.sessions, rowseal_private.settings, integer, bytea);
drop function if exists rowseal_private.refresh_denial(
  rowseal_private.sessions, rowseal_private.settings, rowseal_private.presented_refresh_token);
drop function if exists rowseal_private.judge_refresh_token(rowseal_private.presented_refresh_token, text, inet);
drop function if exists rowseal_private.browser_claims(rowseal_private.presented_refresh_token);
drop function if exists rowseal_private.session_of_refresh_token(rowseal_private.presented_refresh_token);

alter table rowseal_private.settings drop column if exists refresh_window;
alter table rowseal_private.settings
  add column if not exists refresh_retry_window interval not null default '10 minutes';
alter table rowseal_private.settings drop constraint if exists settings_refresh_retry_window_check;
alter table rowseal_private.settings
  add constraint settings_refresh_retry_window_check check (refresh_retry_window between interval '0'
    and interval '10 minutes');
comment on column rowseal_private.settings.refresh_retry_window is
$$How long after a rotation its answer may have been lost: until then, once in 24 hours, the network and user agent that
made it get the identical successor while that was never used. 0: never. Within ten seconds anybody gets it.$$;

alter table rowseal_private.sessions add column if not exists successor_shown_at timestamptz;
alter table rowseal_private.sessions add column if not exists late_retry_at timestamptz;
comment on column rowseal_private.sessions.successor_shown_at is
$$When the refresh token that is good now was first shown to a page or a consent: whoever made the rotation has received
it. Null: not yet.$$;
comment on column rowseal_private.sessions.late_retry_at is
$$When the identical successor was last given after more than ten seconds. Once in 24 hours, so that nobody shadows a
session by it.$$;

--! split: 260-password-cost.sql
-- A cost that no policy allows was not chosen by the server: deriving such a password could end it. Its owner resets it
-- by mail.
delete from rowseal_private.passwords as password
 where not (password.memory_kib between 7168 and 1048576 and password.iterations between 1 and 100
   and password.parallelism between 1 and 16);

alter table rowseal_private.passwords
  drop constraint if exists passwords_memory_kib_check,
  drop constraint if exists passwords_iterations_check,
  drop constraint if exists passwords_parallelism_check,
  add constraint passwords_memory_kib_check check (memory_kib between 7168 and 1048576),
  add constraint passwords_iterations_check check (iterations between 1 and 100),
  add constraint passwords_parallelism_check check (parallelism between 1 and 16);

--! split: 261-devices.sql
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

--! split: 262-open-requests.sql
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

--! split: 270-purge.sql
-- Each table is purged by an index whose range has constant bounds.
create index if not exists throttles_kind_last_attempt_at_idx on rowseal_private.throttles (kind, last_attempt_at);
drop index if exists rowseal_private.throttles_last_attempt_at_idx;

-- A redeemed code goes with its grant. Those whose grant is gone have nothing left to end.
delete from rowseal_private.oauth_codes as code
 where code.session_id is not null
   and not exists (
     select from rowseal_private.sessions as session
      where session.user_id = code.user_id and session.id = code.session_id
   );
create index if not exists oauth_codes_unredeemed_idx on rowseal_private.oauth_codes (expires_at)
  where session_id is null;
create index if not exists oauth_codes_session_idx on rowseal_private.oauth_codes (user_id, session_id)
  where session_id is not null;
drop index if exists rowseal_private.oauth_codes_expires_at_idx;

--! split: 271-indexes.sql
-- What a row that is deleted is looked for by, in the tables that refer to it.
create index if not exists memberships_role_idx on rowseal.memberships (role_workspace_id, role);
create index if not exists oauth_requests_client_id_idx on rowseal_private.oauth_requests (client_id);
create index if not exists oauth_codes_client_id_idx on rowseal_private.oauth_codes (client_id);
create index if not exists oauth_codes_workspace_id_idx on rowseal_private.oauth_codes (workspace_id)
  where workspace_id is not null;
create index if not exists oauth_consents_client_id_idx on rowseal_private.oauth_consents (client_id);
create index if not exists oauth_codes_waiting_idx on rowseal_private.oauth_codes (user_id) where session_id is null;

-- A workspace's own roles go with it. Those of workspaces that are gone already:
delete from rowseal.roles as role
 where role.workspace_id <> '00000000-0000-0000-0000-000000000000'
   and not exists (select from rowseal.workspaces as workspace where workspace.id = role.workspace_id);

--! split: 295-openid-clients.sql
-- Clients that send their secret in the form, PKCE that an operator waives, and requests that say whose answer they are
-- for.
alter table rowseal_private.oauth_clients add column if not exists pkce_waived boolean not null default false;
alter table rowseal_private.oauth_clients drop constraint if exists oauth_clients_auth_method_check;
alter table rowseal_private.oauth_clients add constraint oauth_clients_auth_method_check
  check (auth_method in ('none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'));
alter table rowseal_private.oauth_clients drop constraint if exists oauth_clients_one_way_to_authenticate;
alter table rowseal_private.oauth_clients add constraint oauth_clients_one_way_to_authenticate check (
  (secret_hash is not null) = (auth_method in ('client_secret_basic', 'client_secret_post'))
    and (jwks is not null) = (auth_method = 'private_key_jwt')
);
alter table rowseal_private.oauth_clients drop constraint if exists oauth_clients_pkce_is_waived_by_us;
alter table rowseal_private.oauth_clients add constraint oauth_clients_pkce_is_waived_by_us check (
  not pkce_waived or auth_method <> 'none' and not registered_by_itself
);
comment on column rowseal_private.oauth_clients.pkce_waived is
$$Whether it may leave PKCE out where it asks for an ID token and sends a nonce (RFC 9700 section 2.1.1): for clients
that can prove who they are.$$;

alter table rowseal_private.oauth_requests alter column code_challenge drop not null;
alter table rowseal_private.oauth_requests add column if not exists subject uuid;
comment on column rowseal_private.oauth_requests.code_challenge is
$$Null: PKCE is waived for the client, and it has sent a nonce.$$;
comment on column rowseal_private.oauth_requests.subject is
$$The user that the client wants an answer for, by id_token_hint or the claims parameter; null: whoever signs in.$$;

alter table rowseal_private.oauth_codes alter column code_challenge drop not null;
comment on column rowseal_private.oauth_codes.code_challenge is
$$Null: it was asked for without, and is worth nothing with a verifier.$$;
comment on table rowseal_private.oauth_consents is
$$What people have agreed to; the nil workspace is none. Only of clients that an operator registered, and that can prove
who they are or are answered by https.$$;

--! split: 296-client-logos.sql
-- Logos of applications: shown by the browser of whoever is asked, never fetched by a server.
alter table rowseal_private.oauth_clients add column if not exists logo_uri text;
alter table rowseal_private.oauth_clients drop constraint if exists oauth_clients_logo_uri_check;
alter table rowseal_private.oauth_clients add constraint oauth_clients_logo_uri_check check (
  logo_uri ~ '^https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?/[!-~]*$' and length(logo_uri) <= 2000
);
comment on column rowseal_private.oauth_clients.logo_uri is
  'A picture of it, shown on the consent page where an operator registered the client.';

--! split: 300-names.sql
-- Functions that others in SQL depend on are renamed, not dropped and made anew.
do $$
declare
  v_renamed record;
begin
  for v_renamed in
    select *
      from (
        values
        ('account_of(text)', 'user_for_password_reset'),
        ('in_both(text[],text[])', 'array_intersection'),
        ('is_costlier(integer,integer,integer,integer)', 'is_stronger'),
        ('is_strange_network(uuid,inet)', 'is_new_network'),
        ('renew_verifier(text,bytea,bytea,bytea,integer,integer,integer)', 'upgrade_verifier'),
        ('take_attempt(text,text)', 'record_attempt'),
        ('take_guess(text,text)', 'record_failure'),
        ('take_workspace(uuid)', 'lock_workspace')
      ) as renamed (signature, name)
     where to_regprocedure('rowseal_private.' || renamed.signature) is not null
  loop
    execute format('alter function rowseal_private.%s rename to %I', v_renamed.signature, v_renamed.name);
  end loop;
end
$$;

--! split: 313-lists.sql
-- What lists are read by, a page at a time. None holds a column that the rotation of a session writes.
create index if not exists sessions_open_logins_idx
  on rowseal_private.sessions (user_id, id) where client_id is null and revoked_at is null;
create index if not exists sessions_open_grants_idx
  on rowseal_private.sessions (user_id, client_id, expires_at) where client_id is not null and revoked_at is null;
create index if not exists identities_user_idx
  on rowseal_private.identities (user_id, (provider <> 'password'), provider, subject_hash);
drop index if exists rowseal_private.identities_user_id_idx;
create index if not exists memberships_user_idx on rowseal.memberships (user_id, workspace_id);
drop index if exists rowseal.memberships_user_id_idx;
create index if not exists invitations_open_idx
  on rowseal.invitations (workspace_id, id) where accepted_at is null and revoked_at is null;
