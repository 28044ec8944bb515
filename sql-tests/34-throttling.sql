-- Throttling: how attempts are counted, who waits, and who does not. Row timestamps are moved, never the clock.
begin;
set local search_path = tap, pg_catalog;
select plan(135);

create function pg_temp.row_of(kind text, subject text) returns rowseal_private.throttles
  language sql stable
as $$
  select throttle from rowseal_private.throttles as throttle
   where throttle.kind = row_of.kind and throttle.subject_hash = sha256(convert_to(row_of.subject, 'UTF8'))
$$;
create function pg_temp.let_pass(by interval) returns void
  language sql volatile
as $$ update rowseal_private.throttles set last_attempt_at = last_attempt_at - let_pass.by,
    blocked_until = blocked_until - let_pass.by $$;
-- Attempts at a subject until so many were held up; how many went through before each, and the seconds to wait, waited
-- for.
create function pg_temp.waits(kind text, subject text, blocks integer, out went_through integer[],
  out seconds integer[])
  language plpgsql volatile
as $$
declare
  v_wait interval;
  v_through integer := 0;
begin
  while coalesce(cardinality(seconds), 0) < blocks loop
    v_wait := rowseal_private.record_attempt(kind, subject);
    if v_wait = interval '0' then
      v_through := v_through + 1;
    else
      went_through := went_through || v_through;
      seconds := seconds || ceil(extract(epoch from v_wait))::integer;
      v_through := 0;
      perform pg_temp.let_pass(v_wait);
    end if;
  end loop;
end
$$;

-- The kinds
select results_eq(
  'select kind, free_attempts, first_wait, longest_wait, forgotten_after from rowseal_private.throttle_limits order '
  'by kind collate "C"',
  $$ values
     ('address_change', 5, interval '1 minute', interval '1 hour', interval '1 day'),
     ('authorization_network', 500, interval '1 second', interval '15 minutes', interval '1 hour'),
     ('client_guess', 20, interval '1 second', interval '15 minutes', interval '1 hour'),
     ('client_registration', 20, '1 minute', '1 hour', '1 day'),
     ('data_export', 5, '1 minute', '1 hour', '1 day'),
     ('email_code_network', 20, '1 second', '15 minutes', '1 hour'),
     ('invitation_address', 20, '1 minute', '1 hour', '1 day'),
     ('invitation_guess', 10, '1 second', '15 minutes', '1 hour'),
     ('invitation_inviter', 200, '1 minute', '1 hour', '1 day'),
     ('invitation_workspace', 100, '1 minute', '1 hour', '1 day'),
     ('login_account', 10, '1 second', '15 minutes', '1 day'),
     ('login_device', 10, '1 second', '15 minutes', '1 day'),
     ('login_network', 50, '1 second', '15 minutes', '1 hour'),
     ('logout_network', 500, '1 second', '15 minutes', '1 hour'),
     ('mail_address', 5, '1 minute', '1 hour', '1 day'),
     ('passkey_network', 1000, '1 second', '15 minutes', '1 hour'),
     ('password_change', 10, '1 second', '15 minutes', '1 day'),
     ('policy_change', 5, '1 hour', '1 day', '7 days'),
     ('proof_guess', 10, '1 second', '15 minutes', '1 hour'),
     ('provider_login_network', 500, '1 second', '15 minutes', '1 hour'),
     ('refresh_guess', 20, '1 second', '15 minutes', '1 hour'),
     ('registration_network', 20, '1 second', '15 minutes', '1 hour'),
     ('reset_network', 20, '1 second', '15 minutes', '1 hour'),
     ('slug_change', 5, '1 hour', '1 day', '30 days'),
     ('token_guess', 20, '1 second', '15 minutes', '1 hour'),
     ('unverified_identity', 20, '1 second', '15 minutes', '1 hour'),
     ('workspace_creation', 20, '1 minute', '1 hour', '1 day') $$,
  'logins, registrations, password changes, mail, and guesses of every kind of token are limited'
);

-- record_attempt: some are free, then each has to wait twice as long as the one before, up to the longest wait
create temporary table waited as
  select kind, free_attempts, counted.* from rowseal_private.throttle_limits,
  pg_temp.waits(kind, 'everybody', 13) as counted;
select is_empty(
  'select kind, went_through[1] from waited where went_through[1] <> free_attempts + 1',
  'of every kind some are free, and the next is the first to be waited after'
);
select is_empty(
  'select kind, went_through from waited where went_through[2:] <> array_fill(1, array[12])',
  'after each wait one attempt goes through'
);
select is_empty(
  $$ select kind, seconds from waited join rowseal_private.throttle_limits using (kind)
      where seconds <> case first_wait when '1 second' then '{1,2,4,8,16,32,64,128,256,512,900,900,900}'::int[]
                                       when '1 minute'
                                         then '{60,120,240,480,960,1920,3600,3600,3600,3600,3600,3600,3600}'
                                       when '1 hour' then '{3600,7200,14400,28800,57600,86400}'::int[]
                                         || array_fill(86400, array[7]) end $$,
  'waits double, from a second to a quarter of an hour, from a minute to an hour, or from an hour to a day'
);
select is_empty(
  $$ select kind from waited where (pg_temp.row_of(kind, 'everybody')).attempts <> free_attempts + 13 $$,
  'what went through was counted, what was held up was not'
);

-- record_attempt: what is held up is neither charged nor prolongs the wait
do $$ begin perform rowseal_private.record_attempt('proof_guess', 'patient') from generate_series(1, 11); end $$;
create temporary table held_up as select (pg_temp.row_of('proof_guess', 'patient')).*;
select cmp_ok(
  (select min(rowseal_private.record_attempt('proof_guess', 'patient')) from generate_series(1, 100)), '>',
  interval '0', 'a hundred attempts are held up'
);
select results_eq(
  $$ select (pg_temp.row_of('proof_guess', 'patient')).* $$, 'select * from held_up',
  'attempts that are held up change nothing'
);
update rowseal_private.throttles set blocked_until = clock_timestamp() + interval '1 microsecond'
  where subject_hash = sha256('patient');
select cmp_ok(
  rowseal_private.record_attempt('proof_guess', 'patient'), '>=', interval '0', 'a wait is never less than nothing'
);
select pg_temp.let_pass('2 seconds');
select is(
  rowseal_private.record_attempt('proof_guess', 'patient'), interval '0',
  'once the wait is over, the next attempt goes through'
);

-- record_attempt: subjects and kinds are counted apart
select is(rowseal_private.record_attempt('proof_guess', 'another'), interval '0', 'another subject is not held up');
select is(
  rowseal_private.record_attempt('proof_guess', 'Patient'), interval '0',
  'a subject in other letters is another, and is not held up'
);
select is(
  rowseal_private.record_attempt('token_guess', 'patient'), interval '0',
  'the same subject is not held up at another kind'
);
select cmp_ok(
  rowseal_private.record_attempt('proof_guess', 'patient'), '>', interval '0',
  'the control: the first subject is still held up'
);
select is_empty(
  $$ select from rowseal_private.throttles as throttle where throttle::text like '%patient%' $$,
  'subjects are kept as hashes'
);
select throws_ok(
  $$ select rowseal_private.record_attempt('no_such_kind', 'x') $$, 'P0002', null,
  'an unknown kind is an error, not a free pass'
);
select throws_ok(
  $$ select rowseal_private.record_attempt('proof_guess', null) $$, '23502', null,
  'an unknown subject is an error, not a free pass'
);

-- record_attempt: all is forgotten in the end
create function pg_temp.last_attempt_ago(ago interval) returns void
  language sql volatile
as $$
  update rowseal_private.throttles set attempts = 30, blocked_until = clock_timestamp() - interval '1 second',
  last_attempt_at = clock_timestamp() - ago
   where kind = 'proof_guess' and subject_hash = sha256('patient')
$$;
select pg_temp.last_attempt_ago('59 minutes');
select rowseal_private.record_attempt('proof_guess', 'patient');
select is((pg_temp.row_of('proof_guess', 'patient')).attempts, 31, 'after 59 minutes an attempt is one more');
select cmp_ok(
  rowseal_private.record_attempt('proof_guess', 'patient'), '>', interval '14 minutes',
  'after 59 minutes the longest wait follows'
);
select pg_temp.last_attempt_ago('61 minutes');
select rowseal_private.record_attempt('proof_guess', 'patient');
select is((pg_temp.row_of('proof_guess', 'patient')).attempts, 1, 'after 61 minutes it is the first');
select is(
  rowseal_private.record_attempt('proof_guess', 'patient'), interval '0', 'after 61 minutes an attempt is free'
);

-- refund_attempt
select rowseal_private.refund_attempt('proof_guess', 'patient');
select is((pg_temp.row_of('proof_guess', 'patient')).attempts, 1, 'a refund takes one charge back');
do $$ begin perform rowseal_private.refund_attempt('proof_guess', 'patient') from generate_series(1, 3); end $$;
select is((pg_temp.row_of('proof_guess', 'patient')).attempts, 0, 'a refund never makes fewer charges than none');
do $$ begin perform rowseal_private.record_attempt('proof_guess', 'patient') from generate_series(1, 11); end $$;
select rowseal_private.refund_attempt('proof_guess', 'patient');
select is(
  rowseal_private.record_attempt('proof_guess', 'patient'), interval '0',
  'the charge that made others wait is taken back with its wait'
);
select cmp_ok(
  rowseal_private.record_attempt('proof_guess', 'patient'), '>', interval '0', 'the charges before it stay'
);
select lives_ok(
  $$ select rowseal_private.refund_attempt('proof_guess', 'never seen') $$,
  'a subject that was never charged gets nothing back'
);
select is(pg_temp.row_of('proof_guess', 'never seen'), null, 'a refund of nothing is not counted');
select is((pg_temp.row_of('proof_guess', 'another')).attempts, 1, 'the charges of others stay');

-- attempt_wait
select is(
  rowseal_private.attempt_wait('proof_guess', 'never seen'), interval '0',
  'a subject that was never charged does not wait'
);
do $$ begin perform rowseal_private.record_attempt('proof_guess', 'patient') from generate_series(1, 12); end $$;
create temporary table row_before as select * from pg_temp.row_of('proof_guess', 'patient');
select results_eq(
  $$ select wait > interval '0', wait <= interval '1 second'
       from rowseal_private.attempt_wait('proof_guess', 'patient') as wait $$,
  'values (true, true)', 'a subject that has to wait is told how long'
);
select results_eq(
  $$ select * from pg_temp.row_of('proof_guess', 'patient') $$, 'select * from row_before',
  'asking how long to wait is not charged'
);

-- An IPv6 network is charged with the /48 that it is in
select is(rowseal_private.wider_network(subject), wider,
  format('%s is in %s', subject, coalesce(wider, 'no wider network')))
  from (values
    ('2001:db8:1:2::/64', '2001:db8:1::/48'), ('2001:db8:1:ffff::/64', '2001:db8:1::/48'),
    ('2001:db8:2:2::/64', '2001:db8:2::/48'), ('::/64', '::/48'),
    ('192.0.2.0/24', null), ('-', null), ('password a::/64@acme.test', null),
    ('0190a3f2-0000-7000-8000-000000000000', null), ('2001:db8:1::/48', null)
  ) as known (subject, wider);
create temporary table wide as
  select n, rowseal_private.record_attempt('token_guess',
    rowseal_private.network_of(format('2001:db8:9:%s::1', to_hex(n))::inet)) as wait
    from generate_series(1, 400) as n;
select results_eq(
  $$ select count(*), min(n), max(n) from wide where wait = interval '0' $$, 'values (321::bigint, 1, 321)',
  'a /48 gets sixteen times the free attempts of a network, and not 65,536 times'
);
select cmp_ok(
  rowseal_private.attempt_wait('token_guess', '2001:db8:9:ffff::/64'), '>', interval '0',
  'a network that tried nothing waits with the /48 that it is in'
);
select is(
  pg_temp.row_of('token_guess', '2001:db8:9:190::/64'), null, 'a network that waits with its /48 is charged nothing'
);
-- The control.
select is(
  rowseal_private.record_attempt('token_guess', '2001:db8:a:1::/64'), interval '0', 'the /48 beside it is not held up'
);
select is((pg_temp.row_of('token_guess', '2001:db8:a::/48')).attempts, 1, 'a /48 is charged with its network');
select rowseal_private.refund_attempt('token_guess', '2001:db8:a:1::/64');
select is((pg_temp.row_of('token_guess', '2001:db8:a::/48')).attempts, 0, 'a /48 is refunded with its network');
do $$ begin perform rowseal_private.record_attempt('token_guess', '2001:db8:b:1::/64')
    from generate_series(1, 40); end $$;
select is(
  (pg_temp.row_of('token_guess', '2001:db8:b::/48')).attempts, 21, 'a network that waits uses up nothing of its /48'
);

-- network_of
select is(rowseal_private.network_of(ip), expected, format('the network of %s', coalesce(ip::text, 'nowhere')))
  from (values
    ('192.0.2.7'::inet, '192.0.2.0/24'), ('192.0.2.255', '192.0.2.0/24'), ('192.0.3.0', '192.0.3.0/24'),
    ('192.0.2.7/8', '192.0.2.0/24'),
    ('2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'), ('2001:db8:1:2::', '2001:db8:1:2::/64'),
    ('2001:db8:1:3::', '2001:db8:1:3::/64'),
    ('2001:db8:1:2:3:4:5:6/16', '2001:db8:1:2::/64'), ('::1', '::/64'), (null, '-')
  ) as known (ip, expected);

-- Guesses of personal access tokens
select rowseal_test.step_into('rowseal_issuer');
select is(
  (select max(rowseal_private.record_token_guess(('192.0.2.' || n)::inet)) from generate_series(1, 21) as n),
  interval '0',
  'guesses of personal access tokens are free at first'
);
select cmp_ok(
  rowseal_private.record_token_guess('192.0.2.200'), '>', interval '0',
  'guesses of personal access tokens are held up in the end, for all of the network'
);
select is(
  rowseal_private.record_token_guess('198.51.100.1'), interval '0', 'guesses in another network are not held up'
);
select is(rowseal_private.record_token_guess(null), interval '0', 'guesses from an unknown address are not held up');
select rowseal_test.leave();

-- Registrations, which make rows and send mail to whom somebody names
create temporary table outcome (status text, retry_after interval);
grant all on outcome to public;
create function pg_temp.registers(address text, ip inet, key bytea default sha256('key')) returns text
  language sql volatile
as $$
  insert into outcome
  select registered.status, registered.retry_after
    from rowseal_private.register_with_password(address, null,
      row(decode(repeat('5a', 16), 'hex'), registers.key, 19456, 2, 1), registers.ip) as registered
  returning status
$$;
select rowseal_test.step_into('rowseal_issuer');
select is(
  array(select pg_temp.registers(n || '@many.test', ('192.0.2.' || n)::inet) from generate_series(1, 22) as n),
  array_fill('registered'::text, array[21]) || '{throttled}', 'a network registers twenty-one accounts, and has to wait'
);
select is(
  pg_temp.registers('1@many.test', '192.0.2.200'), 'throttled',
  'at an address that is taken a network waits too: the wait reveals nothing'
);
select results_eq(
  $$ select count(*)::int, min(retry_after) > interval '0', max(retry_after) <= interval '1 second' from outcome
       where status = 'throttled' $$,
  'values (2, true, true)', 'registrations of free and of taken addresses are told how long to wait'
);
select is(pg_temp.registers('another@many.test', '198.51.100.1'), 'registered', 'another network can still register');
select is(
  array(select pg_temp.registers('1@many.test', '198.51.100.2') from generate_series(1, 21)),
  array_fill('taken'::text, array[20]) || '{throttled}',
  'addresses that are taken are counted like those that are free'
);
select is(
  pg_temp.registers('somebody@many.test', null), 'registered',
  'registrations from an unknown address do not wait for each other'
);
select results_eq(
  $$ select status, retry_after > interval '0', salt from rowseal_private.registration_challenge('192.0.2.3') $$,
  $$ values ('throttled', true, null::bytea) $$, 'the network that waits is told before anything is derived'
);
select results_eq(
  $$ select status, octet_length(salt), memory_kib, iterations, parallelism
       from rowseal_private.registration_challenge('203.0.113.7') $$,
  $$ values ('ok', 16, 19456, 2, 1) $$, 'another network is told what to derive, and charged nothing'
);
select throws_ok(
  $$ select pg_temp.registers('22@many.test', '203.0.113.1', 'short') $$, 'RS120', null,
  'an impossible registration is refused'
);
select rowseal_test.leave();
select is(
  (pg_temp.row_of('registration_network', '203.0.113.0/24')).attempts, null, 'an impossible registration is not charged'
);
select is_empty(
  $$ select from rowseal.users where email = '22@many.test' $$, 'of a registration that has to wait nothing is kept'
);
update rowseal_private.settings set registration_open = false;
select is(
  pg_temp.registers('22@many.test', '192.0.2.1'), 'closed',
  'where registration is closed, that is what everybody is told'
);
select is(
  (rowseal_private.registration_challenge('203.0.113.7')).status, 'closed',
  'where registration is closed, everybody is told before anything is derived'
);
update rowseal_private.settings set registration_open = true;
select pg_temp.let_pass('1 second');
select is(
  pg_temp.registers('22@many.test', '192.0.2.1'), 'registered', 'after the wait the next registration goes through'
);

-- Logins. A person who logs in from home, and strangers.
delete from rowseal_private.throttles;
create temporary table the_key as select sha256('correct horse battery staple') as key;
grant select on the_key to public;
create function pg_temp.logs_in(address text, ip inet, key bytea default sha256('correct horse battery staple'))
  returns text
  language sql volatile
as $$ select status from rowseal_private.log_in('password', address, logs_in.key, ip => logs_in.ip) $$;
do $$
begin
  perform rowseal_private.register_with_password(address, null, row(decode(repeat('5a', 16), 'hex'), key, 19456, 2, 1))
     from the_key, unnest(array['ada@acme.test', 'gus@globex.test']) as address;
end
$$;
create temporary table person as select (select id from rowseal.users where email = 'ada@acme.test') as ada,
  (select id from rowseal.users where email = 'gus@globex.test') as gus;

-- What a device presents: user, device and the SHA-256 of the secret, one after the other.
create temporary table device (name text, id uuid, presented bytea);
grant all on device to public;
create function pg_temp.gets_device(name text, address text, ip inet default null, presented bytea default null)
  returns text
  language plpgsql volatile
as $$
declare
  v_login record;
begin
  select * into v_login
    from rowseal_private.log_in(
      'password', address, sha256('correct horse battery staple'), ip => gets_device.ip, devices => presented,
      device_digest => sha256(convert_to(name, 'UTF8'))
    );
  insert into device
  select gets_device.name, v_login.device_id,
  uuid_send((v_login.claims).sub) || uuid_send(v_login.device_id) || sha256(convert_to(name, 'UTF8'))
   where v_login.device_id is not null;
  return v_login.status || case when v_login.device_id is null then '' else ', new' end;
end
$$;
create function pg_temp.logs_in_on(name text, address text, ip inet,
  key bytea default sha256('correct horse battery staple')) returns text
  language sql volatile
as $$
  select status from rowseal_private.log_in(
    'password', address, logs_in_on.key, ip => logs_in_on.ip,
    devices => (select presented from device where device.name = logs_in_on.name)
  )
$$;
create function pg_temp.asks(address text, ip inet, name text default null) returns text
  language sql volatile
as $$
  select status from rowseal_private.password_challenge(address, asks.ip,
    (select presented from device where device.name = asks.name))
$$;

select is(
  pg_temp.gets_device('laptop', 'ada@acme.test', '192.0.2.1'), 'ok, new',
  'somebody logs in on a device, and gets a token for it'
);
select is(
  pg_temp.gets_device('phone', 'gus@globex.test', '192.0.2.1'), 'ok, new',
  'somebody else logs in on a device, and gets a token for it'
);
select results_eq(
  $$ select user_id = ada, device.id = stored.id, secret_hash, seen_at
       from rowseal_private.devices as stored, person, device where name = 'laptop' and user_id = ada $$,
  $$ values (true, true, sha256(sha256('laptop')), null::timestamptz) $$,
  'of a device token the hash of the digest that the server sent is kept'
);
select is(
  pg_temp.gets_device('another', 'ada@acme.test', '192.0.2.1', (select presented from device where name = 'laptop')),
  'ok',
  'another login on a known device gets no other token'
);
select is((select count(*)::int from device), 2, 'another login on a known device makes no other device');
select is(
  (select seen_at from rowseal_private.devices, person where user_id = ada), now(),
  'a login on a known device notes the day'
);
select is(pg_temp.logs_in('ada@acme.test', '192.0.2.1'), 'ok', 'a login may keep no device token');
select is(
  (select count(*)::int from rowseal_private.devices), 2, 'a login that keeps no device token makes no device known'
);
select is(rowseal_private.known_device(person.ada, given.presented), expected, what)
  from person, device as laptop, device as phone, lateral (values
    (laptop.presented, laptop.id, 'a device is known by its token'),
    (phone.presented || laptop.presented, laptop.id, 'a device is known by its token among those of other accounts'),
    (phone.presented, null, 'a device of somebody else is not known'),
    (overlay(phone.presented placing uuid_send(person.ada) from 1), null,
      'a device token with another owner in it is not known'),
    (overlay(laptop.presented placing sha256('guess') from 33), null,
      'a device token with another secret is not known'),
    (overlay(laptop.presented placing uuid_send(phone.id) from 17), null,
      'a device token with another id is not known'),
    (substr(laptop.presented, 1, 63), null, 'a device token that is cut short is not known'),
    (convert_to(repeat('x', 640), 'UTF8') || laptop.presented, null,
      'the eleventh device token of a request is not read'),
    (''::bytea, null, 'no device is known by an empty list'), (null, null, 'no device is known by null')
  ) as given (presented, expected, what)
 where laptop.name = 'laptop' and phone.name = 'phone';
select is(rowseal_private.known_device(null, presented), null, 'a user who does not exist has no device') from device
  where name = 'laptop';
select results_eq(
  $$ select distinct attempts from rowseal_private.throttles where kind like 'login%' $$, 'values (0)',
  'a successful login gets its charge back'
);

-- A stranger hammers the account, from many networks
select is(
  array(select pg_temp.logs_in('ada@acme.test', format('198.51.%s.1', n)::inet, sha256('guess'))
    from generate_series(1, 12) as n),
  array_fill('denied'::text, array[11]) || '{throttled}',
  'a stranger guesses the password eleven times, and has to wait'
);
select is(
  pg_temp.logs_in('ADA@acme.test', '198.51.100.1', sha256('guess')), 'throttled',
  'the guesser waits for the address in any case of its letters'
);
create function pg_temp.traces() returns table (sessions bigint, networks bigint, charges text)
  language sql stable
as $$
  select (select count(*) from rowseal_private.sessions), (select count(*) from rowseal_private.known_networks),
         (select md5(string_agg(throttle::text, ' ' order by throttle::text)) from rowseal_private.throttles as throttle
           where throttle.attempts > 0)
$$;
create temporary table before as select * from pg_temp.traces();
select results_eq(
  $$ select status, claims is null, retry_after between interval '1 millisecond' and interval '1 second'
       from the_key, rowseal_private.log_in('password', 'ada@acme.test', key, ip => '198.51.100.2') $$,
  $$ values ('throttled', true, true) $$, 'the right password is not evaluated either, and is told how long to wait'
);
select results_eq(
  $$ select status, claims is null, retry_after between interval '1 millisecond' and interval '1 second'
       from rowseal_private.log_in('password', 'ada@acme.test', sha256('guess'), ip => '198.51.100.2') $$,
  $$ values ('throttled', true, true) $$, 'right and wrong passwords are told the same wait: the answers reveal nothing'
);
select is(
  pg_temp.asks('ada@acme.test', '198.51.100.2'), 'throttled',
  'nobody is told to derive a key that will not be evaluated'
);
select results_eq(
  'select * from pg_temp.traces()', 'select * from before',
  'a login that waits begins no session, makes no network known and is not charged'
);
select is(
  array(select distinct pg_temp.logs_in('ada@acme.test', '198.51.100.3', sha256('guess'))
    from generate_series(1, 100) as n), '{throttled}',
  'a hundred more guesses are not evaluated'
);
select results_eq(
  'select * from pg_temp.traces()', 'select * from before',
  'guesses that wait are not charged, so that nobody uses up the network''s attempts'
);

-- The owner, on a device of theirs
select is(
  pg_temp.logs_in('ada@acme.test', '192.0.2.77'), 'throttled',
  'a network that the owner has logged in from gives no advantage'
);
select is(
  pg_temp.asks('ada@acme.test', '198.51.100.4', 'laptop'), 'ok',
  'on a device of the owner''s the challenge is answered'
);
select is(
  pg_temp.logs_in_on('laptop', 'ada@acme.test', '198.51.100.4'), 'ok',
  'on a device of the owner''s the right password logs in from anywhere'
);
select is(
  pg_temp.logs_in_on('phone', 'ada@acme.test', '198.51.100.4'), 'throttled',
  'a device of somebody else counts as a stranger''s'
);
select is(
  pg_temp.asks('ada@acme.test', '198.51.100.4', 'phone'), 'throttled',
  'a device of somebody else counts as a stranger''s at the challenge too'
);
select is(
  (pg_temp.row_of('login_account', 'password ada@acme.test')).attempts, 11, 'what strangers tried stays counted'
);
select is(
  array(select pg_temp.logs_in_on('laptop', 'ada@acme.test', '198.51.100.4', sha256('guess'))
    from generate_series(1, 12)),
  array_fill('denied'::text, array[11]) || '{throttled}',
  'the owner''s device counts as a stranger''s after eleven wrong guesses'
);
select is(
  pg_temp.asks('ada@acme.test', '198.51.100.4', 'laptop'), 'throttled',
  'the owner''s device then counts as a stranger''s at the challenge too'
);
select is(
  (select attempts from rowseal_private.throttles, device where name = 'laptop' and kind = 'login_device'
    and subject_hash = sha256(convert_to(id::text, 'UTF8'))),
  11, 'guesses on a known device are charged to the device'
);
select is(
  (pg_temp.row_of('login_account', 'password ada@acme.test')).attempts, 11,
  'guesses on a known device are not charged to the account'
);
select pg_temp.let_pass('1 second');
select is(
  pg_temp.logs_in_on('laptop', 'ada@acme.test', '198.51.100.4'), 'ok', 'after the wait the owner logs in on the device'
);
select is(
  (select count(*)::int from rowseal_private.throttles where kind = 'login_device'), 0,
  'a login on the device forgets what was tried there'
);
select is(
  pg_temp.logs_in('ada@acme.test', '203.0.113.1'), 'ok',
  'after the account''s wait the owner logs in on another device too'
);
select is(
  (pg_temp.row_of('login_account', 'password ada@acme.test')).attempts, 11,
  'a login on another device refunds no charge but its own'
);

-- A network that tries many accounts: what it is answered then says nothing about any of them
delete from rowseal_private.throttles;
insert into rowseal_private.known_networks (user_id, network) select gus, '198.51.100.0/24' from person;
select is(
  array(select distinct pg_temp.logs_in(n || '@nowhere.test', '198.51.100.1', sha256('guess'))
    from generate_series(1, 51) as n), '{denied}',
  'a network tries fifty-one accounts'
);
select is(
  pg_temp.logs_in('another@nowhere.test', '198.51.100.2', sha256('guess')), 'throttled',
  'a network that tried fifty-one accounts has to wait, at every account'
);
select is(
  pg_temp.logs_in('gus@globex.test', '198.51.100.3', sha256('guess')), 'throttled',
  'such a network waits at an account that has logged in from there too'
);
select is(pg_temp.asks(address, '198.51.100.3'), 'throttled',
  'while the network waits, no key is derived for ' || address)
  from unnest(array['gus@globex.test', 'another@nowhere.test']) as address;
select is(
  pg_temp.row_of('login_account', 'password another@nowhere.test'), null,
  'attempts that the network is held up for are not charged to the account'
);
select is(
  pg_temp.logs_in('another@nowhere.test', '198.51.101.1', sha256('guess')), 'denied',
  'other networks are not held up by it'
);
select is(
  pg_temp.logs_in_on('phone', 'gus@globex.test', '198.51.100.3'), 'ok',
  'people on their own devices are not held up, even in that network'
);

-- Devices that never came back are the first to go
insert into rowseal_private.devices (user_id, secret_hash, created_at) select ada, sha256(convert_to(n::text, 'UTF8')),
  now() - interval '1 hour' * n
  from person, generate_series(1, 150) as n;
select is(
  pg_temp.gets_device('the hundred-and-first', 'ada@acme.test', '192.0.2.1'), 'ok, new',
  'one user gets a hundred and more device tokens'
);
select is(
  (select count(*)::int from rowseal_private.devices, person where user_id = ada), 100,
  'a hundred devices of a user are kept'
);
select results_eq(
  $$ select count(*) from rowseal_private.devices join device using (id)
       where name in ('laptop', 'the hundred-and-first') $$, 'values (2::bigint)',
  'the devices that came back and the newest are kept'
);

-- Networks are remembered as long as they are seen
create function pg_temp.seen_at(network text) returns timestamptz
  language sql stable
as $$ select seen_at from rowseal_private.known_networks, person where user_id = ada
    and known_networks.network = seen_at.network $$;
update rowseal_private.known_networks set seen_at = now() - interval '23 hours' where network = '192.0.2.0/24';
select is(pg_temp.logs_in('ada@acme.test', '192.0.2.1'), 'ok', 'a login from a known network succeeds');
select is(
  pg_temp.seen_at('192.0.2.0/24'), now() - interval '23 hours', 'a known network is noted at most once a day'
);
update rowseal_private.known_networks set seen_at = now() - interval '25 hours' where network = '192.0.2.0/24';
select is(
  pg_temp.logs_in('ada@acme.test', '192.0.2.1', sha256('guess')), 'denied',
  'a denied login from a known network is denied'
);
select is(pg_temp.seen_at('192.0.2.0/24'), now() - interval '25 hours', 'a denied login notes no network');
select is(pg_temp.logs_in('ada@acme.test', '192.0.2.1'), 'ok', 'a login from a known network succeeds a day later');
select is(pg_temp.seen_at('192.0.2.0/24'), now(), 'a login a day later notes the known network');
delete from rowseal_private.throttles;
select is(pg_temp.logs_in('ada@acme.test', null), 'ok', 'a login from an unknown address succeeds');
select is_empty(
  $$ select from rowseal_private.known_networks where network = '-' $$,
  'an unknown address is noted as no network'
);

select * from finish();
rollback;
