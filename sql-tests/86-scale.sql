-- An attack from many addresses: how many rows it leaves, and how many events. test/attacks/many-addresses.long.test.ts
-- in small; row timestamps are moved, never the clock.
begin;
set local search_path = tap, pg_catalog;
select plan(40);

create temporary table attacker on commit drop as
select n, format('10.%s.%s.1', n / 250, n % 250)::inet as v4,
       -- A hundred networks of each /48.
       format('2001:db8:%s:%s::%s', to_hex(n / 100), to_hex(n % 100), to_hex(n))::inet as v6
  from generate_series(1, 300) as n;
create function pg_temp.rows_of(kind text) returns integer
  language sql stable
as $$ select count(*)::int from rowseal_private.throttles as counted where counted.kind = rows_of.kind $$;
create function pg_temp.events_of(kind text) returns integer
  language sql stable
as $$ select count(*)::int from rowseal_private.audit_events as event where event.kind = events_of.kind $$;
-- The most events of one kind and network.
create function pg_temp.most_of_a_network(kind text) returns integer
  language sql stable
as $$
  select max(told.amount)::int
    from (
      select count(*) as amount from rowseal_private.audit_events as event
       where event.kind = most_of_a_network.kind
       group by coalesce(
         rowseal_private.wider_network(rowseal_private.network_of(event.ip)), rowseal_private.network_of(event.ip))
    ) as told
$$;

-- One password each from 300 networks at one account, again and again.
do $$
begin
  perform rowseal_private.log_in('password', 'victim@attack.test', sha256('x'), ip => attacker.v4)
     from attacker, generate_series(1, 3) as again;
end
$$;
select is(
  pg_temp.rows_of('login_network'), 300, 'each network that attacks is one row, also where it waits for the account');
select is(pg_temp.rows_of('login_account'), 1, 'one account that is attacked is one row');
select is(
  pg_temp.events_of('login_failed'), 10, 'of guesses at one account, from wherever, the first ten are events');

delete from rowseal_private.throttles;
delete from rowseal_private.audit_events;
create temporary table began on commit drop as select clock_timestamp() as at;
-- Each network tries an account of its own, five times.
do $$
begin
  perform rowseal_private.log_in('password', attacker.n || '@attack.test', sha256('x'), ip => attacker.v4)
     from attacker, generate_series(1, 5) as again;
  perform rowseal_private.log_in('password', attacker.n || '@attack.test', sha256('x'), ip => attacker.v6)
     from attacker, generate_series(1, 5) as again;
end
$$;
select is(
  pg_temp.rows_of('login_network'),
  (select count(distinct rowseal_private.network_of(v4)) + count(distinct rowseal_private.network_of(v6))
     + count(distinct rowseal_private.wider_network(rowseal_private.network_of(v6))) from attacker)::int,
  'each /24, /64 and /48 that attacks is one row, however often it tries'
);
select cmp_ok(
  pg_temp.rows_of('login_network'), '<=', (select 2 * count(*) + 4 from attacker)::int,
  'an attack leaves no more rows of networks than it has addresses, and one for each /48'
);
select is(
  pg_temp.rows_of('login_account'), (select count(*)::int from attacker), 'each account that is tried is one row');
select cmp_ok(
  pg_temp.most_of_a_network('login_failed'), '<=',
  (select 1 + extract(epoch from clock_timestamp() - at)::int from began),
  'a network writes one event of a failed login a second'
);

-- One network, in one second.
delete from rowseal_private.throttles;
delete from rowseal_private.audit_events;
do $$
begin
  perform rowseal_private.log_in('password', n || '@burst.test', sha256('x'), ip => '203.0.113.1')
     from generate_series(1, 40) as n;
end
$$;
select is(pg_temp.events_of('login_failed'), 1, 'of forty failures of a network within a second one is an event');
update rowseal_private.throttles set recorded_at = recorded_at - interval '1 second';
select rowseal_private.log_in('password', n || '@burst.test', sha256('x'), ip => '203.0.113.1')
  from generate_series(41, 70) as n;
select results_eq(
  $$ select (details ->> 'count')::int from rowseal_private.audit_events where kind = 'login_failed' order by id $$,
  'values (1)', 'the next one is told when the count has doubled, and not before'
);
update rowseal_private.throttles
   set recorded_at = recorded_at - interval '1 second', blocked_until = '-infinity', attempts = 63
 where kind = 'login_network';
select rowseal_private.log_in('password', 'more@burst.test', sha256('x'), ip => '203.0.113.1');
select results_eq(
  $$ select (details ->> 'count')::int from rowseal_private.audit_events where kind = 'login_failed' order by id $$,
  'values (1), (64)', 'a second later an event says how many there were'
);
update rowseal_private.throttles
   set recorded_at = clock_timestamp() + interval '1 day', blocked_until = '-infinity', attempts = 1
 where kind = 'login_network';
select rowseal_private.log_in('password', 'later@burst.test', sha256('x'), ip => '203.0.113.1');
select is(pg_temp.events_of('login_failed'), 3, 'a clock that was set back keeps no failure from being told');

-- Tokens that are none, from every network of a /48.
do $$
begin
  perform rowseal_private.record_token_guess(attacker.v6) from attacker, generate_series(1, 3) as again where n < 100;
end
$$;
select is(pg_temp.events_of('token_refused'), 1, 'all networks of a /48 write one event of a token a second');
select is(pg_temp.rows_of('token_guess'), 100, 'a /64 that guesses tokens is one row, and its /48 another');
do $$
begin
  perform rowseal_private.record_token_guess(attacker.v4) from attacker, generate_series(1, 3) as again where n <= 250;
end
$$;
select is(pg_temp.events_of('token_refused'), 251, 'the control: each network writes an event of its own');
select is(pg_temp.rows_of('token_guess'), 350, 'the control: each network leaves a row of its own');
update rowseal_private.throttles set recorded_at = null;
select rowseal_private.record_token_guess('10.0.1.1');
select is(pg_temp.events_of('token_refused'), 252, 'the control: without the moment of the last event there are two');

-- A list of those who lack a factor looks at nobody where none is asked for.
set local track_functions = 'all';
insert into rowseal.users (email, email_verified_at) values ('owner@scale.test', now());
insert into rowseal.workspaces (slug, name) values ('scale', 'Scale');
insert into rowseal.memberships (workspace_id, user_id, role)
select workspaces.id, users.id, 'owner' from rowseal.workspaces, rowseal.users
 where slug = 'scale' and email = 'owner@scale.test';
create function pg_temp.looked_at() returns bigint
  language plpgsql volatile
as $$
declare
  v_before constant bigint := coalesce(pg_stat_get_xact_function_calls(
    'rowseal_private.account_level(uuid)'::regprocedure), 0);
begin
  perform rowseal_test.enter(
    rowseal_private.open_session(users.id, null, null, '192.0.2.1'::inet, 'pgTAP'), 'scale')
     from rowseal.users where email = 'owner@scale.test';
  perform from rowseal.list_unproved_members();
  perform rowseal_test.leave();
  return coalesce(pg_stat_get_xact_function_calls('rowseal_private.account_level(uuid)'::regprocedure), 0) - v_before;
end
$$;
create temporary table unasked on commit drop as select pg_temp.looked_at() as members;
update rowseal.workspaces set required_assurance = 2, assurance_since = now() where slug = 'scale';
select cmp_ok(
  pg_temp.looked_at(), '>', (select members from unasked), 'the control: with a policy members are looked at');
select is(
  (select members from unasked), 0::bigint, 'without a policy the list of those who lack a factor looks at nobody');

-- Autovacuum
select ok(
  'autovacuum_vacuum_scale_factor=0.01' = any (reloptions)
    and 'autovacuum_analyze_scale_factor=0.02' = any (reloptions),
  'autovacuum comes to ' || relname || ' when a hundredth of it is dead'
)
  from unnest(array[
    'sessions', 'session_proofs', 'session_clients', 'throttles', 'known_networks', 'devices', 'personal_access_tokens',
    'service_keys', 'email_proofs', 'email_codes', 'login_challenges', 'passkey_challenges', 'provider_logins',
    'oauth_requests', 'oauth_codes', 'oauth_assertions', 'service_assertions', 'logout_requests', 'idempotency_keys',
    'webhook_deliveries', 'former_states'
  ]) as hot (name)
  left join pg_class on relname = hot.name and relnamespace = 'rowseal_private'::regnamespace;
select is_empty(
  $$ select purged.relation from rowseal_private.purged_tables() as purged
      join pg_class on pg_class.oid = purged.relation::regclass
      where reloptions::text !~ 'autovacuum_vacuum_scale_factor' or reloptions is null
        and purged.relation not in (
          -- A few of a workspace, or of those who are in trouble.
          'rowseal.invitations', 'rowseal_private.invitation_links', 'rowseal_private.policy_waivers',
          'rowseal_private.data_exports', 'rowseal_private.factor_recoveries', 'rowseal_private.pending_addresses') $$,
  'every table that is purged has settings of its own, or few rows'
);

select * from finish();
rollback;
