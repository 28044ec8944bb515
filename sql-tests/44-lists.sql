-- A page of a list reads as many rows as it shows, however many have ended: by partial indexes that no rotation writes
-- to.
begin;
set local search_path = tap, pg_catalog;
select plan(25);

select rowseal_test.personas();
create temporary table who as select rowseal_test.id('member@acme.test') as id;
create function pg_temp.read_by(question text, relation text) returns bigint
  language plpgsql volatile
as $$
declare
  v_before bigint;
  v_after bigint;
begin
  select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
    into v_before
    from pg_stat_xact_all_tables where concat(schemaname, '.', relname) = read_by.relation;
  execute read_by.question;
  select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
    into v_after
    from pg_stat_xact_all_tables where concat(schemaname, '.', relname) = read_by.relation;
  return coalesce(v_after, 0) - coalesce(v_before, 0);
end
$$;

-- What is done by hand is recorded, row by row: not of these.
set local session_replication_role = replica;
insert into rowseal_private.oauth_clients (id, name, redirect_uris, auth_method)
select 'app_' || lpad(n::text, 22, '0'), 'Client ' || n, '{https://client.test/}', 'none'
  from generate_series(1, 30) as n;
insert into rowseal_private.sessions (user_id, expires_at, revoked_at, refresh_hash, client_id, identity_scope, scope)
select who.id, now() + interval '30 days' + n * interval '1 second', case when n % 100 > 0 then now() end, sha256('x'),
       case when n % 2 = 0 then 'app_' || lpad((1 + n / 2 % 30)::text, 22, '0') end,
       case when n % 2 = 0 then 'openid' end, case when n % 2 = 0 then '' end
  from who, generate_series(1, 20000) as n;
insert into rowseal_private.sessions (user_id, expires_at, refresh_hash) select who.id, now() + interval '1 day',
  sha256('x') from who, generate_series(1, 300);
insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at, revoked_at)
select workspace.id, 'g' || n || '@lists.test', 'member', rowseal_test.id('owner@acme.test'), now() + interval '1 day',
       case when n > 5000 then now() end
  from rowseal.workspaces as workspace, generate_series(1, 10000) as n
 where workspace.slug = 'acme';
with made as (
  insert into rowseal.workspaces (slug, name) select 'lists' || n, 'Lists ' || n from generate_series(1, 2000) as n
    returning id
)
insert into rowseal.memberships (workspace_id, user_id, role) select made.id, who.id, 'viewer' from made, who;
insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
select 'corp', sha256(convert_to('S' || n, 'UTF8')), 'S' || n, who.id from who, generate_series(1, 500) as n;
insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
select 'password', sha256('lists@acme.test'), 'lists@acme.test', who.id from who;
insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
select who.id, decode(repeat('00', 16), 'hex'), sha256('right'), 19456, 2, 1 from who;
set local session_replication_role = origin;
analyze rowseal_private.sessions, rowseal.invitations, rowseal.memberships, rowseal.workspaces,
  rowseal_private.identities;

select ok(
  pg_temp.read_by(
    'select count(*) from rowseal_private.sessions where user_id = (select id from who) and client_id is null',
    'rowseal_private.sessions'
  ) > 9000, 'the control: a scan would read all the sessions that have ended');

create temporary table mine as
  select session from rowseal_private.sessions as session, who where session.user_id = who.id and client_id is null
    and revoked_at is null limit 1;
create temporary table choice as select rowseal_private.workspace_choice(session, 'notes:read') as first from mine;
select is(jsonb_array_length(first), 101, 'a consent page gets a hundred workspaces, and whether there are more')
  from choice;
select is(
  rowseal_private.workspace_choice(session, 'notes:read', after => (first -> 99 ->> 'id')::uuid) -> 0, first -> 100,
  'the next page of workspaces begins after the hundredth'
) from mine, choice;
select is(
  rowseal_private.workspace_choice(session, 'notes:read',
    only_id => (select id from rowseal.workspaces where slug = 'lists1999')) -> 0 ->> 'name', 'Lists 1999',
    'a workspace of any page may be chosen'
) from mine;

select rowseal_test.enter_as('member@acme.test');
select ok(
  pg_temp.read_by('select from rowseal.list_sessions()', 'rowseal_private.sessions') < 130,
  'a page of sessions reads few rows'
);
select ok(
  pg_temp.read_by('select from rowseal.list_sessions((select id from rowseal.list_sessions() order by id limit 1))',
    'rowseal_private.sessions') < 260,
  'the next page of sessions reads few rows');
select ok(
  pg_temp.read_by('select from rowseal.list_connected_apps(page_size => 10)', 'rowseal_private.sessions') < 500,
  'a page of applications reads few rows'
);
select ok(
  pg_temp.read_by('select rowseal.me()', 'rowseal.memberships') < 130, 'a page of workspaces reads few memberships'
);
select ok(
  pg_temp.read_by('select rowseal.me()', 'rowseal.workspaces') < 130, 'a page of workspaces reads few workspaces'
);
select ok(
  pg_temp.read_by('select from rowseal.list_identities()', 'rowseal_private.identities') < 130,
  'a page of identities reads few rows'
);

-- Every one, once
select is(
  (with recursive page as (
     (select provider, subject, 1 as position from rowseal.list_identities(null, null, 1))
     union all
     select following.provider, following.subject, page.position + 1
       from page
      cross join lateral rowseal.list_identities(page.provider, page.subject, 1) as following
   ) select count(distinct (provider, subject)) from page), 501::bigint,
   'pages of one identity each hold all, the password too'
);
select results_eq(
  $$ select distinct client_id from rowseal.list_connected_apps(page_size => 4) order by 1 $$,
  $$ select distinct client_id from rowseal.list_connected_apps() order by 1 limit 4 $$,
  'applications are listed in order'
);
select results_eq(
  $$ select distinct client_id from rowseal.list_connected_apps('app_0000000000000000000005') order by 1 limit 1 $$,
  $$ select distinct client_id from rowseal.list_connected_apps() where client_id > 'app_0000000000000000000005'
       order by 1 limit 1 $$, 'a page of applications begins after the last one shown'
);
select is(jsonb_array_length(rowseal.me(page_size => 7) -> 'workspaces'), 7, 'a page of workspaces has its size');
select is(
  rowseal.me('ffffffff-ffff-ffff-ffff-ffffffffffff') -> 'next', 'null',
  'the last page of workspaces says that it is the last'
);
select rowseal_test.leave();
select rowseal_test.enter_as('owner@acme.test', 'acme');
select ok(
  pg_temp.read_by('select from rowseal.list_invitations()', 'rowseal.invitations') < 130,
  'a page of invitations reads few rows'
);
select is(
  (select count(*) from rowseal.list_invitations(page_size => 1000)), 1000::bigint, 'a page holds a thousand at most'
);

-- What is no list either
select rowseal_test.leave();
set local session_replication_role = replica;
with made as (
  insert into rowseal.users (email) select 'm' || n || '@lists.test' from generate_series(1, 5000) as n returning id
)
insert into rowseal.memberships (workspace_id, user_id, role)
select workspaces.id, made.id, 'viewer' from rowseal.workspaces, made where slug = 'acme';
set local session_replication_role = origin;
analyze rowseal.users, rowseal.memberships;
select rowseal_test.enter_as('owner@acme.test', 'acme');
select ok(
  pg_temp.read_by($$ select rowseal.invite_member('nobody@lists.test', 'viewer') $$, 'rowseal.memberships') < 100,
  'an invitation looks for the address, not through the members');
select throws_ok(
  $$ select rowseal.invite_member('M4999@lists.test', 'viewer') $$, 'RS020', null,
  'an invitation of a member is refused'
);
select rowseal_test.leave();
create temporary table open_before as
  select count(*) from rowseal_private.sessions, who where user_id = who.id and revoked_at is null;
create temporary table reads as
  select pg_temp.read_by('select rowseal_private.revoke_sessions(id, $$a test$$) from who', 'rowseal_private.sessions');
select is(
  (select count(*) from rowseal_private.sessions, who where user_id = who.id and revoked_at is null), 0::bigint,
  'all sessions of somebody end'
);
select cmp_ok(
  reads.read_by, '<', 10 * open_before.count,
  'for each that was open some rows are read, and for those that had ended none'
) from reads, open_before;


select rowseal_test.leave();
set local session_replication_role = replica;
insert into rowseal_private.oauth_clients (id, name, redirect_uris, auth_method)
select 'app_' || lpad(n::text, 22, '0'), 'Client ' || n, '{https://client.test/}', 'none'
  from generate_series(31, 3000) as n;
set local session_replication_role = origin;
analyze rowseal_private.oauth_clients;
select ok(
  pg_temp.read_by('select from rowseal_private.list_clients()', 'rowseal_private.oauth_clients') < 130,
  'a page of clients reads few rows'
);
select ok(
  pg_temp.read_by($$ select from rowseal_private.list_clients('app_0000000000000000001500') $$,
    'rowseal_private.oauth_clients') < 130, 'a later page of clients reads few rows'
);
select ok(
  pg_temp.read_by('select rowseal_private.try_maintenance()', 'rowseal_private.oauth_clients') < 10,
  'a readiness probe reads one client'
);
select is(
  (with recursive page as (
     (select client_id from rowseal_private.list_clients('app_0000000000000000002900', 1))
     union all
     select following.client_id from page
       cross join lateral rowseal_private.list_clients(page.client_id, 1) as following
   ) select count(distinct client_id) from page), 100::bigint, 'pages of one client each hold all that follow'
);

select * from finish();
rollback;
