-- What operators ask of people and workspaces, reviews of access, dumps, and the state of the installation.
begin;
set local search_path = tap, pg_catalog;
select plan(44);

create role reviews_all login in role rowseal_auditor;
select rowseal_test.personas();
create temporary table known as select rowseal_test.claims_of('member@acme.test') as member;
insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, scope, secret_hash, last_four,
  expires_at)
select rowseal_test.id(email), rowseal_test.id(email || slug), rowseal_test.id(slug), 'x', 'notes:read', sha256('x'),
       'xxxx', now() + interval '1 day'
  from (values ('member@acme.test', 'acme'), ('owner@globex.test', 'globex')) as made (email, slug);

-- People
select results_eq($$ select id from rowseal_audit.find_users(' MEMBER@acme.test') $$, 'values (null::uuid) limit 0',
  'somebody is found by their whole address');
select results_eq($$ select id from rowseal_audit.find_users('MEMBER@acme.test') $$,
  $$ values (rowseal_test.id('member@acme.test')) $$, 'an address is found in any case of its letters');
select results_eq($$ select email from rowseal_audit.find_users(rowseal_test.id('member@acme.test')::text) $$,
  $$ values ('member@acme.test') $$, 'somebody is found by their id');
select results_eq(
  $$ select id from rowseal_audit.find_users(null, (select min(id::text)::uuid from rowseal.users), 2) $$,
  $$ select id from rowseal.users order by id offset 1 limit 2 $$, 'all of them come in pages');
select set_eq(
  $$ select kind, workspace_id, scopes from rowseal_audit.holdings_of(rowseal_test.id('owner@globex.test'))
      where kind <> 'membership' $$,
  $$ values ('token', rowseal_test.id('globex'), 'notes:read') $$, 'what somebody has: credentials');
select set_eq(
  $$ select workspace_id, role from rowseal_audit.holdings_of(rowseal_test.id('owner@globex.test'))
      where kind = 'membership' $$,
  $$ values (rowseal_test.id('globex'), 'owner'), (rowseal_test.id('acme'), 'member') $$,
  'what somebody has: memberships');
select is(rowseal_audit.sign_out_user(rowseal_test.id('member@acme.test')), 1, 'somebody is signed out');
select set_eq($$ select kind from rowseal_audit.holdings_of(rowseal_test.id('member@acme.test')) $$,
  $$ values ('membership'), ('token') $$, 'sessions end with a sign-out, and tokens do not');
select is(
  (select details ->> 'reason' from rowseal_private.audit_events where kind = 'session_revoked'
    and user_id = rowseal_test.id('member@acme.test') and login_role = session_user),
  'ended_by_operator', 'a sign-out by an operator is an event of their login role'
);
select is(rowseal_audit.set_user_enabled(rowseal_test.id('member@acme.test'), false), 'changed',
  'an account is disabled');
select set_eq($$ select kind from rowseal_audit.holdings_of(rowseal_test.id('member@acme.test')) $$,
  $$ values ('membership') $$, 'an account is disabled with every credential');
select is(
  (select count(*) from rowseal_private.audit_events where kind = 'user_disabled' and login_role = session_user),
  1::bigint, 'that is one event of their login role');
select is(rowseal_audit.set_user_enabled(rowseal_test.id('member@acme.test'), false), 'unchanged', 'again it is so');
select is(rowseal_audit.set_user_enabled(rowseal_test.id('member@acme.test'), true), 'changed', 'it is enabled again');
select is(rowseal_audit.set_user_enabled(rowseal_test.id('nobody'), true), 'unknown', 'of nobody there is no account');
select throws_ok($$ select rowseal_audit.set_user_enabled(rowseal_test.id('member@acme.test'), null) $$, '22023', null,
  'it is one or the other');

-- Workspaces
select results_eq($$ select slug, members, owners from rowseal_audit.list_workspaces('acme') $$,
  $$ values ('acme', 5::bigint, 1::bigint) $$, 'a workspace with the numbers of its people');
select is((select count(*) from rowseal_audit.list_workspaces(null, null, 1)), 1::bigint, 'workspaces come in pages');
select is_empty($$ select from rowseal_audit.list_workspaces('nowhere') $$, 'there is no other');

-- Reviews
create function pg_temp.start() returns timestamptz language sql stable return now() - interval '1 hour';
select set_eq(
  $$ select address, role, state from rowseal_audit.review(rowseal_test.id('acme'), null) where section = 'person' $$,
  $$ values ('owner@acme.test', 'owner', 'live'), ('admin@acme.test', 'admin', 'live'),
            ('member@acme.test', 'member', 'live'), ('viewer@acme.test', 'viewer', 'live'),
            ('owner@globex.test', 'member', 'live') $$, 'a review has the people');
select results_eq(
  $$ select scopes from rowseal_audit.review(rowseal_test.id('globex'), null) where section = 'token' $$,
  $$ values ('notes:read') $$, 'a review has the credentials that serve the workspace');
select is_empty($$ select from rowseal_audit.review(rowseal_test.id('acme'), null) where section = 'token' $$,
  'a review has no credential of another workspace');
select is((select state from rowseal_audit.review(rowseal_test.id('acme'), null) where section = 'role'
  and role = 'member'), '2 members', 'a review has the roles with how many have them');
select is_empty($$ select from rowseal_audit.review(rowseal_test.id('acme'), null) where section = 'change' $$,
  'without a moment no changes');
select isnt_empty(
  $$ select from rowseal_audit.review(rowseal_test.id('acme'), pg_temp.start()) where section = 'change'
        and change ~ '^(workspace_created|member_added)' $$, 'with one those since then');
select matches(rowseal_audit.sign_review(rowseal_test.id('acme'), pg_temp.start(), 'As it should be'),
  '^[0-9a-f]{64}$', 'a review is signed off with a digest of what was there');
select results_eq(
  $$ select workspace_id, details ->> 'comment', details -> 'counts' ->> 'person', login_role
       from rowseal_private.audit_events where kind = 'access_reviewed' $$,
  $$ values (rowseal_test.id('acme'), 'As it should be', '5', session_user::text collate "default") $$,
  'a sign-off is an event of the workspace');
select throws_ok($$ select rowseal_audit.sign_review(rowseal_test.id('acme'), null, ' ') $$, '22023', null,
  'nobody signs without a word');
select rowseal_test.step_into('reviews_all');
select isnt_empty($$ select from rowseal_audit.review(rowseal_test.id('acme'), null) $$, 'auditors review');
select throws_ok($$ select rowseal_audit.set_user_enabled(rowseal_test.id('member@acme.test'), false) $$, '42501', null,
  'auditors disable nobody');
select throws_ok($$ select rowseal_audit.sign_out_user(rowseal_test.id('member@acme.test')) $$, '42501', null,
  'auditors sign nobody out');
select rowseal_test.leave();
select rowseal_test.enter_as('admin@acme.test', 'acme');
select isnt_empty($$ select from rowseal_audit.review(null, null) $$,
  'the control: an administrator reviews their workspace');
select throws_ok($$ select rowseal_audit.review(rowseal_test.id('globex'), null) $$, 'RS005', null,
  'an administrator reviews no other workspace');
select throws_ok($$ select rowseal_audit.sign_review(rowseal_test.id('globex'), null, 'xxx') $$, 'RS005', null,
  'an administrator signs off no other workspace');
select throws_ok($$ select rowseal_audit.find_users(null) $$, '42501', null, 'requests list no accounts');
select rowseal_test.leave();

-- After a restore
insert into rowseal_private.data_exports (user_id, id, session_id, secret_hash, expires_at)
select user_id, rowseal.uuidv7(), id, sha256('x'), now() + interval '1 hour'
  from rowseal_private.sessions where revoked_at is null limit 1;
insert into rowseal_private.passkey_challenges (challenge_hash, browser_hash, purpose, asks_verification, expires_at)
values (sha256('x'), sha256('b'), 'sign_in', true, now() + interval '1 minute');
insert into rowseal_private.email_codes (browser_hash, purpose, email, code_hash, code_jwe, expires_at)
values (sha256('b'), 'sign_in', 'viewer@acme.test', sha256('c'), 'a.b.c.d.e', now() + interval '1 minute');
insert into rowseal_private.factor_recoveries (user_id, proof_id, ready_at, expires_at)
values (rowseal_test.id('viewer@acme.test'), rowseal.uuidv7(), now() + interval '1 day', now() + interval '2 days');
insert into rowseal_private.login_challenges (user_id, secret_hash, provider, kind, proved_at, expires_at)
values (rowseal_test.id('viewer@acme.test'), sha256('x'), 'password', 'password', now(), now() + interval '1 hour');
insert into rowseal_private.pending_addresses (user_id, email, proof_version, expires_at)
values (rowseal_test.id('viewer@acme.test'), 'next@acme.test', 1, now() + interval '1 hour');
insert into rowseal_private.services (workspace_id, id, name, scopes)
values (rowseal_test.id('acme'), rowseal_test.id('service'), 'Service', '{}');
insert into rowseal_private.service_keys (workspace_id, id, service_id, scopes, secret_hash, last_four, expires_at)
values (rowseal_test.id('acme'), rowseal_test.id('key'), rowseal_test.id('service'), '{}', sha256('x'), 'abcd',
  now() + interval '1 hour');
create temporary table alive as
select 'session' as what, claims_of from rowseal_test.claims_of('viewer@acme.test') as claims_of;
select throws_ok($$ select rowseal_audit.recover(now() + interval '1 hour') $$, '22023', null,
  'changes are lost since a moment in the past');
select throws_ok($$ select rowseal_audit.recover(null) $$, '22023', null,
  'changes are lost since some moment, not since null');
select cmp_ok((select sum(ended) from rowseal_audit.recover(now() - interval '1 day')), '>', 1::numeric,
  'a recovery counts what it ends');
select is(
  (select count(*) from rowseal_private.sessions where revoked_at is null and expires_at > clock_timestamp())
    + (select count(*) from rowseal_private.personal_access_tokens
        where revoked_at is null and expires_at > clock_timestamp())
    + (select count(*) from rowseal_private.service_keys where revoked_at is null and expires_at > clock_timestamp())
    + (select count(*) from rowseal.invitations where revoked_at is null and accepted_at is null)
    + (select count(*) from rowseal_private.email_proofs) + (select count(*) from rowseal_private.oauth_consents)
    + (select count(*) from rowseal_private.oauth_codes where session_id is null)
    + (select count(*) from rowseal_private.data_exports) + (select count(*) from rowseal_private.login_challenges)
    + (select count(*) from rowseal_private.passkey_challenges)
    + (select count(*) from rowseal_private.email_codes) + (select count(*) from rowseal_private.factor_recoveries)
    + (select count(*) from rowseal_private.pending_addresses), 0::bigint,
  'after it nothing is alive that could have been revoked'
);
select throws_ok($$ select rowseal_test.enter(claims_of) from alive $$, 'RS001', null,
  'access tokens of before are under a key that has retired');
select is(
  (select count(*) from rowseal_private.audit_events where kind = 'recovered' and login_role = session_user), 1::bigint,
  'a recovery is one event of their login role');

-- Dumps
create role dumps_all login in role rowseal_backup;
grant usage on schema app to dumps_all;
grant rowseal_backup to reviews_all;
select results_eq(
  $$ select role collate "default", complete, why
       from unnest(array['dumps_all', 'reviews_all', 'rowseal_gateway', 'nobody'])
       with ordinality as role (role, place), lateral rowseal_audit.dumpable(role::name)
      where relation = 'app.notes' order by place $$,
  $$ values ('dumps_all', true, null::text), ('reviews_all', false, 'It lacks USAGE of the schema.'),
            ('rowseal_gateway', false, 'Policies treat it as a request.'),
            ('nobody', false, 'There is no such role.') $$,
  'whether a dump by a role holds every row, and why not'
);

-- The installation
select is_empty($$ select topic, what from rowseal_audit.checks(clock_timestamp()) where state = 'fails'
  and topic not in ('connections', 'keys') $$, 'nothing fails');
select results_eq(
  $$ select state, fix is not null from rowseal_audit.checks(clock_timestamp() - interval '1 minute')
      where topic = 'clock' $$, $$ values ('fails', true) $$, 'a clock that is wrong does, and how to mend it');

select * from finish();
rollback;
