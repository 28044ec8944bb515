-- The life of a signing key: next, current, retiring, gone. Row timestamps are moved, never the clock.
begin;
set local search_path = tap, pg_catalog;
select plan(64);

create function pg_temp.id(name text) returns text
  language sql immutable
  return rpad(name, 16, '-');
create function pg_temp.added(name text, algorithm text default 'EdDSA') returns text
  language sql volatile
as $$
  select rowseal_private.add_signing_key(
    pg_temp.id(name), algorithm, jsonb_build_object('kty', case algorithm when 'RS256' then 'RSA' else 'OKP' end),
    'aGVhZA..aXY.Y2lwaGVy.dGFn'
  )
$$;
create function pg_temp.aged(name text, age interval) returns void
  language sql volatile
as $$
  update rowseal_private.signing_keys set state_changed_at = state_changed_at - age where id = pg_temp.id(name)
$$;
create function pg_temp.states() returns text
  language sql volatile
as $$
  select string_agg(format('%s %s', rtrim(id, '-'), state), ', ' order by id collate "C")
    from rowseal_private.signing_keys
$$;
create function pg_temp.event(of_kind text) returns jsonb
  language sql volatile
as $$
  select details from rowseal_private.audit_events where kind = of_kind order by at desc, id desc limit 1
$$;

-- Added, by the issuer
select rowseal_test.step_into('rowseal_issuer');
select is(pg_temp.added('a'), 'current', 'the first key of an algorithm signs at once: there is nothing to follow');
select is(pg_temp.added('b'), 'next', 'the second key of an algorithm is published and waits');
select is(pg_temp.added('c'), null, 'a third key of an algorithm is not accepted');
select is(pg_temp.added('r', 'RS256'), 'current', 'another algorithm has keys of its own');
select rowseal_test.leave();
select is(pg_temp.states(), 'a current, b next, r current', 'each key has its state');
select is(
  pg_temp.event('signing_key_added'),
  jsonb_build_object('id', pg_temp.id('r'), 'algorithm', 'RS256', 'state', 'current'), 'each added key is recorded'
);
select is(count(*), 3::bigint, 'each key is recorded once, and a key that was not accepted never')
  from rowseal_private.audit_events where kind = 'signing_key_added';
select throws_ok(
  $$ select pg_temp.added('r', 'PS256') $$, '23514', null, 'a key of an algorithm that we do not have is refused'
);
select throws_ok($$ select rowseal_private.add_signing_key(pg_temp.id('x'), 'RS256', '{"kty": "RSA", "d": "AA"}',
    'a..b.c.d') $$, '23514', null,
  'a public part with a private member is refused');
select throws_ok($$ select rowseal_private.add_signing_key(pg_temp.id('x'), 'RS256', '{"kty": "oct"}', 'a..b.c.d') $$,
  '23514', null,
  'a public part of another type than the algorithm''s is refused');
select throws_ok($$ select rowseal_private.add_signing_key(pg_temp.id('x'), 'RS256', '{"kty": "RSA"}',
    '{"kty": "RSA", "d": "AA"}') $$, '23514', null,
  'a private part that is not encrypted is refused');
select throws_ok($$ select rowseal_private.add_signing_key(pg_temp.id('a'), 'RS256', '{"kty": "RSA"}', 'a..b.c.d') $$,
  '23505', null,
  'an id that is taken is refused');
select throws_ok(
  $$ select rowseal_private.add_signing_key(null, 'RS256', '{"kty": "RSA"}', 'a..b.c.d') $$, '23502', null,
  'no id is refused'
);

-- Listed
select rowseal_test.step_into('rowseal_issuer');
select results_eq(
  $$ select id collate "default", algorithm collate "default", state collate "default", private_jwe collate "default",
       state_changed_at, changes_at
       from rowseal_private.list_signing_keys() $$,
  $$ values
     (pg_temp.id('a'), 'EdDSA', 'current', 'aGVhZA..aXY.Y2lwaGVy.dGFn', now(), now() + interval '30 days'),
     (pg_temp.id('b'), 'EdDSA', 'next', 'aGVhZA..aXY.Y2lwaGVy.dGFn', now(), now() + interval '10 minutes'),
     (pg_temp.id('r'), 'RS256', 'current', 'aGVhZA..aXY.Y2lwaGVy.dGFn', now(), now() + interval '30 days') $$,
  'the issuer sees every key encrypted, with its state and what comes next'
);
select rowseal_test.leave();

-- Rotated, by an operator
select rowseal_test.step_into('rowseal_worker');
select is(
  rowseal_private.rotate_signing_key(pg_temp.id('nothing')), 'not_current', 'an unknown key cannot be rotated away'
);
select is(
  rowseal_private.rotate_signing_key(pg_temp.id('b'), at_once => true), 'not_current',
  'the next key cannot be rotated away'
);
select is(rowseal_private.rotate_signing_key(null), 'not_current', 'null cannot be rotated away');
select is(
  rowseal_private.rotate_signing_key(pg_temp.id('a')), 'too_early', 'a key that nobody may know yet does not sign'
);
select rowseal_test.leave();
select pg_temp.aged('b', interval '9 minutes 59 seconds');
select is(
  rowseal_private.rotate_signing_key(pg_temp.id('a')), 'too_early',
  'the next key does not sign before it was published for signing_key_lead'
);
select is(pg_temp.states(), 'a current, b next, r current', 'a refusal changes nothing');
select pg_temp.aged('b', interval '1 second');
select rowseal_test.step_into('rowseal_worker');
select is(rowseal_private.rotate_signing_key(pg_temp.id('a')), 'rotated', 'after signing_key_lead the next key signs');
select rowseal_test.leave();
select is(
  pg_temp.states(), 'a retiring, b current, r current',
  'a rotation retires the key before, and leaves other algorithms alone'
);
select is(min(state_changed_at), now(), 'both changes of a rotation have the same time')
  from rowseal_private.signing_keys where algorithm = 'EdDSA';
select is(
  pg_temp.event('signing_key_rotated'),
  jsonb_build_object('algorithm', 'EdDSA', 'from', pg_temp.id('a'), 'to', pg_temp.id('b'), 'at_once', false),
  'a rotation is recorded'
);
select is(
  rowseal_private.rotate_signing_key(pg_temp.id('a'), at_once => true), 'not_current',
  'a second call for the same rotation comes too late'
);
select is(
  rowseal_private.rotate_signing_key(pg_temp.id('b'), at_once => true), 'no_next',
  'without a next key there is nothing to rotate to'
);
select is(pg_temp.added('c'), 'next', 'while a key is retiring, a next one is accepted');
select is(
  rowseal_private.rotate_signing_key(pg_temp.id('b'), at_once => true), 'rotated',
  'an operator may rotate to the next key at once'
);
select is(pg_temp.states(), 'a retiring, b retiring, c current, r current', 'several keys can be retiring');
select is(pg_temp.event('signing_key_rotated') -> 'at_once', 'true', 'the record says that a rotation was at once');
select is(count(*), 2::bigint, 'refused rotations are not recorded') from rowseal_private.audit_events
  where kind = 'signing_key_rotated';
select is(changes_at, now() + interval '65 minutes', 'a retiring key is listed with its end')
  from rowseal_private.list_signing_keys() where id = pg_temp.id('b');

-- Moved on, by the schedule
select rowseal_test.step_into('rowseal_worker');
select results_eq(
  'select algorithm collate "default" from rowseal_private.advance_signing_keys() as algorithm order by 1',
  $$ values ('EdDSA'), ('RS256') $$, 'the schedule tells which algorithms lack a next key'
);
select rowseal_test.leave();
select is(
  pg_temp.states(), 'a retiring, b retiring, c current, r current',
  'the schedule leaves keys alone whose time has not come'
);
select is(pg_temp.added('d'), 'next', 'a next key is added');
select is(pg_temp.added('s', 'RS256'), 'next', 'a next key is added for each algorithm');
select is_empty('select rowseal_private.advance_signing_keys()', 'after that no algorithm lacks a next key');
select pg_temp.aged('a', interval '64 minutes 59 seconds');
select is_empty(
  'select rowseal_private.advance_signing_keys()', 'before signing_key_retirement is over the schedule changes nothing'
);
select is(
  pg_temp.states(), 'a retiring, b retiring, c current, d next, r current, s next',
  'before signing_key_retirement is over the retiring key still verifies'
);
select pg_temp.aged('a', interval '1 second');
select is_empty(
  'select rowseal_private.advance_signing_keys()', 'after signing_key_retirement the schedule changes a key'
);
select is(
  pg_temp.states(), 'a gone, b retiring, c current, d next, r current, s next',
  'after signing_key_retirement the key is gone'
);
select is(private_jwe, null, 'the private part is gone with the key') from rowseal_private.signing_keys
  where id = pg_temp.id('a');
select is(
  pg_temp.event('signing_key_gone'), jsonb_build_object('id', pg_temp.id('a'), 'reason', 'retired'),
  'the end of a key is recorded'
);
select is_empty(
  $$ select from rowseal_private.list_signing_keys() where id = pg_temp.id('a') $$, 'a key that is gone is not listed'
);
select throws_ok($$ select pg_temp.added('a', 'RS256') from rowseal_private.revoke_signing_key(pg_temp.id('s')) $$,
  '23505', null,
  'a key that is gone does not come back');
select pg_temp.aged('c', interval '30 days');
select is_empty(
  'select rowseal_private.advance_signing_keys()', 'a key that has signed for signing_key_rotation is due'
);
select is(
  pg_temp.states(), 'a gone, b retiring, c current, d next, r current, s next',
  'a key that is due signs on while the next may not sign yet'
);
select pg_temp.aged('d', interval '10 minutes');
select results_eq(
  'select algorithm collate "default" from rowseal_private.advance_signing_keys() as algorithm', $$ values ('EdDSA') $$,
  'the next key takes the place of one that is due, and another is asked for'
);
select is(
  pg_temp.states(), 'a gone, b retiring, c retiring, d current, r current, s next',
  'a rotation by schedule concerns its own algorithm only'
);
select is(
  pg_temp.event('signing_key_rotated') -> 'at_once', 'false',
  'a rotation by schedule is recorded as one that waited for its time'
);
select pg_temp.aged('d', interval '31 days');
select is(array_agg(algorithm), array['EdDSA'], 'a key without a next one is due')
  from rowseal_private.advance_signing_keys() as algorithm;
select is(state, 'current', 'a key without a next one signs on, however old') from rowseal_private.signing_keys
  where id = pg_temp.id('d');
select pg_temp.aged('a', interval '30 days');
select is(count(*), 1::bigint, 'after kept_after_end the next run asks for nothing')
  from rowseal_private.advance_signing_keys();
select is(pg_temp.states(), 'b retiring, c retiring, d current, r current, s next', 'a key that is gone is forgotten');
update rowseal_private.settings set signing_key_rotation = '1 hour', signing_key_lead = '6 minutes';
select pg_temp.aged('r', interval '1 hour'), pg_temp.aged('s', interval '6 minutes');
select is(count(*), 2::bigint, 'the settings may be changed') from rowseal_private.advance_signing_keys();
select is(state, 'current', 'a key signs, and how long it waits') from rowseal_private.signing_keys
  where id = pg_temp.id('s');

-- Revoked, by an operator
select rowseal_test.step_into('rowseal_worker');
select is(
  rowseal_private.revoke_signing_key(pg_temp.id('d')), 'current',
  'the current key cannot be revoked: something must sign'
);
select is(rowseal_private.revoke_signing_key(pg_temp.id('nothing')), 'unknown', 'an unknown key cannot be revoked');
select is(rowseal_private.revoke_signing_key(pg_temp.id('c')), 'revoked', 'a retiring key can be revoked');
select is(rowseal_private.revoke_signing_key(pg_temp.id('c')), 'unknown', 'a key is revoked once');
select rowseal_test.leave();
select is(
  pg_temp.event('signing_key_gone'), jsonb_build_object('id', pg_temp.id('c'), 'reason', 'revoked'),
  'a revocation is recorded'
);
select is(pg_temp.added('e'), 'next', 'a next key is there');
select is(rowseal_private.revoke_signing_key(pg_temp.id('e')), 'revoked', 'a next key can be revoked too');
select is(
  pg_temp.states(), 'b retiring, c gone, d current, e gone, r retiring, s current', 'the other keys are as they were'
);

select * from finish();
rollback;
