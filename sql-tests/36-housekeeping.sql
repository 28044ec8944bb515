-- Housekeeping: what is removed, when, and that nothing else is. Row timestamps are moved, never the clock.
begin;
set local search_path = tap, pg_catalog;
select plan(60);

select rowseal_test.personas();
create function pg_temp.opened() returns uuid
  language sql volatile
as $$ select (claims).sid from rowseal_test.open_session(rowseal_test.id('member@acme.test'), null, null, null,
    null) $$;
create function pg_temp.purged(batch integer default 1000) returns integer
  language plpgsql volatile
as $$
declare
  v_purged integer;
begin
  perform rowseal_test.step_into('rowseal_worker');
  v_purged := rowseal_private.purge(batch);
  perform rowseal_test.leave();
  return v_purged;
end
$$;

-- Sessions: kept for as long as the settings say after they ended, whichever way
create temporary table session (name text, id uuid, expires_at timestamptz, revoked_at timestamptz);
insert into session
select name, pg_temp.opened(), now() + expires_in, now() + revoked_in
  from (values
    ('living', interval '1 day', null::interval), ('idle', '1 day', null), ('just expired', '-1 second', null),
    ('just revoked', '1 day', '-1 second'),
    ('expired 29 days ago', '-29 days', null), ('expired 31 days ago', '-31 days', null),
    ('revoked 29 days ago', '1 day', '-29 days'),
    ('revoked 31 days ago', '1 day', '-31 days'), ('revoked 31 days ago and expired', '-1 day', '-31 days'),
    ('expired 31 days ago and revoked', '-31 days', '-1 day')
  ) as made (name, expires_in, revoked_in);
update rowseal_private.sessions as stored set expires_at = session.expires_at, revoked_at = session.revoked_at
  from session where session.id = stored.id;
update rowseal_private.sessions as stored set rotated_at = now() - interval '100 days' from session
  where session.id = stored.id and name = 'idle';
select is(pg_temp.purged(), 4, 'sessions that ended long ago are removed');
select results_eq(
  $$ select name from session join rowseal_private.sessions as stored using (id) order by name collate "C" $$,
  $$ values ('expired 29 days ago'), ('idle'), ('just expired'), ('just revoked'), ('living'),
       ('revoked 29 days ago') $$,
  'sessions that live or ended lately stay, so that they can be told from unknown ones'
);
select is(pg_temp.purged(), 0, 'a second purge of sessions removes nothing');
update rowseal_private.settings set kept_after_end = '1 day';
select is(pg_temp.purged(), 2, 'how long ended sessions are kept is a setting');
update rowseal_private.settings set kept_after_end = '0';
select is(pg_temp.purged(), 2, 'ended sessions may be kept for no time at all');
select results_eq(
  $$ select name from session join rowseal_private.sessions as stored using (id) order by name collate "C" $$,
  $$ values ('idle'), ('living') $$,
  'sessions that have not ended stay'
);
update rowseal_private.settings set kept_after_end = '30 days';

-- Personal access tokens: likewise
create temporary table token (name text, id uuid, expires_at timestamptz, revoked_at timestamptz);
grant select, insert on token to public;
select rowseal_test.enter_as('member@acme.test', 'acme');
insert into token
select name, made.id, now() + expires_in, now() + revoked_in
  from (values
    ('living', interval '1 day', null::interval), ('just expired', '-1 second', null),
    ('just revoked', '1 day', '-1 second'),
    ('expired 29 days ago', '-29 days', null), ('expired 31 days ago', '-31 days', null),
    ('revoked 29 days ago', '1 day', '-29 days'),
    ('revoked 31 days ago', '1 day', '-31 days'), ('expired 31 days ago and revoked', '-31 days', '-1 day')
  ) as wanted (name, expires_in, revoked_in), rowseal_test.create_token(name, now() + interval '1 day') as made;
select rowseal_test.leave();
update rowseal_private.personal_access_tokens as stored set expires_at = token.expires_at, revoked_at = token.revoked_at
  from token where token.id = stored.id;
select is(pg_temp.purged(), 3, 'personal access tokens that ended long ago are removed');
select results_eq(
  $$ select token.name from token join rowseal_private.personal_access_tokens as stored on stored.id = token.id
       order by token.name collate "C" $$,
  $$ values ('expired 29 days ago'), ('just expired'), ('just revoked'), ('living'), ('revoked 29 days ago') $$,
  'personal access tokens that live or ended lately stay'
);

-- Attempts: once they count for nothing any more
insert into rowseal_private.throttles (kind, subject_hash, attempts, blocked_until, last_attempt_at)
select kind, sha256(convert_to(name, 'UTF8')), 40, now() + blocked_for, now() - ago
  from (values
    ('token_guess', 'fresh', interval '-1 second', interval '1 minute'),
    ('token_guess', 'remembered', '-1 second', '59 minutes'),
    ('token_guess', 'forgotten', '-1 second', '61 minutes'),
    ('token_guess', 'forgotten, never blocked', '-100 years', '61 minutes'),
    ('token_guess', 'forgotten, still blocked', '1 minute', '61 minutes'),
    ('login_account', 'of a kind that is remembered for a day', '-1 second', '23 hours'),
    ('login_account', 'forgotten', '-1 second', '25 hours')
  ) as made (kind, name, blocked_for, ago);
update rowseal_private.throttles set blocked_until = '-infinity'
  where subject_hash = sha256('forgotten, never blocked');
select is(pg_temp.purged(), 3, 'attempts that are forgotten are removed');
select set_eq(
  $$ select kind || ' ' || name from rowseal_private.throttles
       join unnest(array['fresh', 'remembered', 'forgotten', 'forgotten, never blocked', 'forgotten, still blocked',
         'of a kind that is remembered for a day'])
            as name on subject_hash = sha256(convert_to(name, 'UTF8')) $$,
  array['token_guess fresh', 'token_guess remembered', 'token_guess forgotten, still blocked',
    'login_account of a kind that is remembered for a day'],
  'attempts that count, or hold somebody up, stay'
);

-- Known networks: unless they were seen lately
insert into rowseal_private.known_networks (user_id, network, seen_at)
values (rowseal_test.id('member@acme.test'), '192.0.2.0/24', now()),
  (rowseal_test.id('member@acme.test'), '198.51.100.0/24', now() - interval '179 days'),
       (rowseal_test.id('member@acme.test'), '203.0.113.0/24', now() - interval '181 days'),
       (rowseal_test.id('owner@acme.test'), '203.0.113.0/24', now() - interval '1 day');
select is(pg_temp.purged(), 1, 'networks that a user was not seen in for half a year are removed');
select results_eq(
  $$ select users.email, network from rowseal_private.known_networks join rowseal.users on users.id = user_id
       order by 1, 2 $$,
  $$ values ('member@acme.test', '192.0.2.0/24'), ('member@acme.test', '198.51.100.0/24'),
       ('owner@acme.test', '203.0.113.0/24') $$, 'networks that were seen lately stay'
);
update rowseal_private.settings set known_network_lifetime = '30 days';
select is(pg_temp.purged(), 1, 'how long known networks are kept is a setting');

-- Devices: unless somebody logged in on them lately
insert into rowseal_private.devices (user_id, secret_hash, created_at, seen_at)
select rowseal_test.id('member@acme.test'), sha256(convert_to(name, 'UTF8')), now() - made, now() - seen
  from (values ('new', interval '1 day', null::interval), ('made lately', '179 days', null),
    ('seen lately', '400 days', interval '179 days'),
               ('never seen again', '181 days', null), ('not seen for long', '400 days', '181 days')) as one (name,
               made, seen);
select is(pg_temp.purged(), 2, 'devices that nobody logged in on for half a year are removed');
select results_eq(
  $$ select secret_hash = any (array[sha256('new'), sha256('made lately'), sha256('seen lately')])
       from rowseal_private.devices $$,
  'values (true), (true), (true)', 'devices that were used lately stay'
);
update rowseal_private.settings set known_device_lifetime = '2 days';
select is(pg_temp.purged(), 2, 'how long devices are kept is a setting');

-- Batches: at most so many of each kind at a time
update rowseal_private.known_networks set seen_at = now() - interval '31 days';
update rowseal_private.personal_access_tokens set expires_at = now() - interval '31 days', revoked_at = null;
update rowseal_private.throttles set blocked_until = '-infinity', last_attempt_at = now() - interval '2 days';
select lives_ok(
  'select pg_temp.opened() from generate_series(1, 7)', 'the control: there are more sessions than a batch takes'
);
update rowseal_private.sessions set expires_at = now() - interval '31 days';
select results_eq(
  'select pg_temp.purged(2) from generate_series(1, 6)', 'values (8), (6), (3), (2), (2), (0)',
  'the purge removes batches of two until nothing is left'
);
select results_eq(
  $$ select (select count(*) from rowseal_private.sessions),
       (select count(*) from rowseal_private.personal_access_tokens),
            (select count(*) from rowseal_private.throttles), (select count(*) from rowseal_private.known_networks) $$,
  'values (0::bigint, 0::bigint, 0::bigint, 0::bigint)', 'after the batches everything that has ended is gone'
);
select is(pg_temp.purged(0), 0, 'a batch of none removes none');

-- Authorization codes: one that was redeemed goes with its grant, however old it is, and not before
insert into rowseal_private.oauth_clients (id, name, redirect_uris, auth_method)
values ('app_' || repeat('p', 22), 'Purged', '{https://app.example.com/cb}', 'none');
create temporary table code (name text, id uuid default rowseal.uuidv7(), grant_id uuid, expires_in interval);
insert into code (name, grant_id, expires_in)
values ('waits', null, '1 minute'), ('expired', null, '-1 second'), ('redeemed', pg_temp.opened(), '-300 days'),
  ('of a grant that ended', pg_temp.opened(), '-40 days');
insert into rowseal_private.oauth_codes (
  user_id, id, secret_hash, client_id, redirect_uri, code_challenge, identity_scope, scope, authenticated_at,
  expires_at, session_id
)
select rowseal_test.id('member@acme.test'), id, sha256('x'), 'app_' || repeat('p', 22), 'https://app.example.com/cb',
  repeat('c', 43), 'openid', '', now(),
       now() + expires_in, grant_id
  from code;
update rowseal_private.sessions set expires_at = now() - interval '31 days'
  where id = (select grant_id from code where name = 'of a grant that ended');
create temporary view code_left as select name from code join rowseal_private.oauth_codes using (id);
select is(pg_temp.purged(), 2, 'a code that expired unredeemed is removed, and a grant that ended long ago');
select set_eq(
  'select name from code_left', array['waits', 'redeemed'],
  'the code of an ended grant is removed, that of a live grant stays, so that a replay ends it'
);

-- How far the purge is behind
create function pg_temp.lag() returns interval
  language plpgsql volatile
as $$
declare
  v_lag interval;
begin
  perform rowseal_test.step_into('rowseal_worker');
  v_lag := rowseal_private.purge_lag();
  perform rowseal_test.leave();
  return v_lag;
end
$$;
select is(pg_temp.lag(), interval '0', 'where nothing is due there is no lag');
insert into rowseal_private.former_addresses (user_id, email, changed_at, expires_at)
values (
  rowseal_test.id('member@acme.test'), 'former@acme.test', now() - interval '2 months', now() - interval '1 month'
);
select is(pg_temp.lag(), interval '0', 'what is kept for as long as its user is none');
update rowseal_private.sessions set expires_at = now() - interval '30 days 2 hours'
  where id = (select grant_id from code where name = 'redeemed');
select is(pg_temp.lag(), interval '2 hours', 'a session that was due two hours ago is a lag of two hours');
insert into rowseal_private.throttles (kind, subject_hash, attempts, blocked_until, last_attempt_at)
values ('token_guess', sha256('lag'), 1, '-infinity', now() - interval '6 hours'),
  ('login_account', sha256('lag'), 1, '-infinity', now() - interval '20 hours');
select is(
  pg_temp.lag(), interval '5 hours', 'the lag is the longer of two; each kind of attempt is due when it is forgotten'
);
select is(pg_temp.purged(), 2, 'what is due is purged');
select is(pg_temp.lag(), interval '0', 'after the purge there is no lag');

-- ensure_audit_partitions
create function pg_temp.ensured(months integer) returns integer
  language plpgsql volatile
as $$
declare
  v_made integer;
begin
  perform rowseal_test.step_into('rowseal_worker');
  v_made := rowseal_private.ensure_audit_partitions(months);
  perform rowseal_test.leave();
  return v_made;
end
$$;
create temporary view partition as
  select class.relname::text as name, class.relowner::regrole::text as owner, class.relacl as privileges,
         (regexp_match(pg_get_expr(class.relpartbound, class.oid),
           'FROM \(''(.+?)''\) TO \(''(.+?)''\)'))[1]::timestamptz as begins,
         (regexp_match(pg_get_expr(class.relpartbound, class.oid),
           'FROM \(''(.+?)''\) TO \(''(.+?)''\)'))[2]::timestamptz as ends
    from pg_inherits join pg_class as class on class.oid = inhrelid
      where inhparent = 'rowseal_private.audit_events'::regclass;
create function pg_temp.month(ahead integer) returns timestamptz
  language sql stable
as $$ select (date_trunc('month', now() at time zone 'UTC') + make_interval(months => ahead)) at time zone 'UTC' $$;
select results_eq(
  'select begins, ends from partition order by begins',
  'select pg_temp.month(n), pg_temp.month(n + 1) from generate_series(0, 12) as n',
  'an installation begins with partitions for this month and a year ahead, in UTC'
);
select is(pg_temp.ensured(2), 0, 'where all partitions exist none is made');
select is(pg_temp.ensured(13), 1, 'one month more ahead is one partition more');
select is(pg_temp.ensured(13), 0, 'a partition is made once');
select is(pg_temp.ensured(0), 0, 'no month ahead makes no partition');
set local timezone = 'Pacific/Auckland';
select is(
  pg_temp.ensured(14), 1, 'partitions are made for more than a year ahead, whatever the time zone of the session'
);
select results_eq(
  'select begins, ends from partition order by begins',
  'select pg_temp.month(n), pg_temp.month(n + 1) from generate_series(0, 14) as n',
  'the partitions follow each other by months without a gap, in UTC'
);
set local timezone = 'UTC';
select results_eq(
  $$ select name collate "C" from partition order by begins $$,
  $$ select to_char(begins, '"audit_events_"YYYYMM') collate "C" from partition order by begins $$,
  'partitions are named after their months'
);
select is_empty(
  $$ select name from partition where owner <> 'rowseal_owner' or privileges is not null $$,
  'partitions belong to the owner, and nobody else has a privilege on them'
);
select is(
  (select count(*)::int from pg_index join pg_inherits on inhrelid = indrelid
    where inhparent = 'rowseal_private.audit_events'::regclass), 45,
  'each partition has the three indexes of the table'
);
select lives_ok(
  format($$ insert into rowseal_private.audit_events (workspace_id, at, id, kind, details)
      values (rowseal_test.id('acme'), %L, rowseal.uuidv7(), 'tried', '{}') $$, at),
  format('there is room for %s', what)
)
  from (values
    (pg_temp.month(0), 'the first moment of this month'), (now(), 'now'),
    (pg_temp.month(1) - interval '1 microsecond', 'the last moment of this month'),
    (pg_temp.month(1), 'the first moment of the next month'),
    (pg_temp.month(15) - interval '1 microsecond', 'the last moment provided for')
  ) as moment (at, what);
select throws_ok(
  format($$ insert into rowseal_private.audit_events (workspace_id, at, id, kind, details)
      values (rowseal_test.id('acme'), %L, rowseal.uuidv7(), 'tried', '{}') $$, at),
  '23514', null, format('the control: there is none for %s', what)
)
  from (values
    (pg_temp.month(0) - interval '1 microsecond', 'the last moment of the month before'),
    (pg_temp.month(15), 'the first moment after what is provided for')
  ) as moment (at, what);

-- drop_audit_partitions
create function pg_temp.dropped() returns integer
  language plpgsql volatile
as $$
declare
  v_dropped integer;
begin
  perform rowseal_test.step_into('rowseal_worker');
  v_dropped := rowseal_private.drop_audit_partitions();
  perform rowseal_test.leave();
  return v_dropped;
end
$$;
select is(pg_temp.dropped(), 0, 'no partition younger than the retention is dropped');
create function pg_temp.add_partition(begins timestamptz, ends timestamptz, name text) returns void
  language plpgsql volatile
as $$
begin
  execute
    format('create table rowseal_private.%I partition of rowseal_private.audit_events for values from (%L) to (%L)',
      name, begins, ends);
  execute format('alter table rowseal_private.%I owner to rowseal_owner', name);
  insert into rowseal_private.audit_events (workspace_id, at, id, kind, details)
    values (rowseal_test.id('acme'), begins, rowseal.uuidv7(), 'old', '{}');
end
$$;
do $$
begin
  perform pg_temp.add_partition(pg_temp.month(-n), pg_temp.month(1 - n),
    to_char(pg_temp.month(-n), '"audit_events_"YYYYMM')) from generate_series(1, 20) as n;
end
$$;
-- The newest month that is wholly past, with its last event just beyond the retention; and one that is not, by a
-- second.
update rowseal_private.settings set audit_retention = now() - pg_temp.month(-12) - interval '1 second';
select is(pg_temp.dropped(), 8, 'months entirely beyond the retention are dropped');
select is((select min(begins) from partition), pg_temp.month(-12), 'no later month is dropped');
select is(
  (select count(*)::int from rowseal_private.audit_events where kind = 'old'), 12,
  'dropped months take their events along'
);
select is(pg_temp.dropped(), 0, 'a month is dropped once');
update rowseal_private.settings set audit_retention = now() - pg_temp.month(-11) + interval '1 second';
select is(pg_temp.dropped(), 0, 'a month whose end is a second too young stays complete');
update rowseal_private.settings set audit_retention = now() - pg_temp.month(-11) - interval '1 second';
select is(pg_temp.dropped(), 1, 'such a month is dropped a moment later');
select pg_temp.add_partition(pg_temp.month(-30), pg_temp.month(-24), 'archive');
set local timezone = 'America/New_York';
set local datestyle = 'SQL, DMY';
select is(
  pg_temp.dropped(), 1,
  'a partition of another name and length is evaluated by its bounds, whatever the session''s settings'
);
set local timezone = 'UTC';
set local datestyle = 'ISO';
create table rowseal_private.audit_events_rest partition of rowseal_private.audit_events default;
alter table rowseal_private.audit_events_rest owner to rowseal_owner;
insert into rowseal_private.audit_events (workspace_id, at, id, kind, details)
  values (rowseal_test.id('acme'), '2001-01-01', rowseal.uuidv7(), 'old', '{}');
select is(pg_temp.dropped(), 0, 'a partition without bounds stays');
select is(
  (select count(*)::int from rowseal_private.audit_events where at < '2002-01-01'), 1,
  'a partition without bounds keeps its events'
);
update rowseal_private.settings set audit_retention = '36600 days';
select is(pg_temp.dropped(), 0, 'a retention of a century keeps everything');
select ok(current_setting('lock_timeout') = '2s', 'dropping keeps nobody waiting: it waits 2 s at most for the lock');

-- An account that its owner has deleted
insert into rowseal_private.account_deletions (user_id, requested_at, erase_at)
values (rowseal_test.id('viewer@acme.test'), now() - interval '40 days', now() - interval '1 day');
select is(rowseal_private.erase_account(), 0, 'an account that somebody has enabled by hand since is not erased');
update rowseal.users set disabled_at = now() where email = 'viewer@acme.test';
select is(rowseal_private.erase_account(), 1, 'the control: one that is disabled still is');
select is_empty($$ select from rowseal.users where email = 'viewer@acme.test' $$, 'an account that is erased is gone');
select * from finish();
rollback;
