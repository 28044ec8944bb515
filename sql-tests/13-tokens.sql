-- The format of tokens: what is made, what is taken for one, and that nothing else is.
begin;
set local search_path = tap, pg_catalog;
select plan(88);

-- crc32, against zlib's
select is(encode(rowseal_private.crc32(bytes), 'hex'), expected, format('the CRC-32 of %s', what))
  from (values
    (''::bytea, '00000000', 'nothing'),
    ('a'::bytea, 'e8b7be43', 'one letter'),
    ('123456789'::bytea, 'cbf43926', 'the check value of the catalogue, 123456789'),
    ('The quick brown fox jumps over the lazy dog'::bytea, '414fa339', 'a sentence'),
    (decode(repeat('00', 32), 'hex'), '190a55ad', '32 zeros'),
    (decode(repeat('ff', 32), 'hex'), 'ff6cab0b', '32 bytes of ones'),
    ((select string_agg(set_byte('\x00', 0, n), '' order by n) from generate_series(0, 255) as n), '29058c73',
      'every byte once')
  ) as known (bytes, expected, what);
select is(rowseal_private.crc32(null), null, 'the CRC-32 of null is null');

-- random_bytes
select is(octet_length(rowseal_private.random_bytes(length)), length, format('%s random bytes are as many', length))
  from unnest(array[0, 1, 16, 32, 33, 64]) as length;
select is(octet_length(rowseal_private.random_bytes(65)), 64, 'there are 64 random bytes at most');
select is(rowseal_private.random_bytes(null), null, 'random bytes without a length are null');
select throws_ok('select rowseal_private.random_bytes(-1)', '22011', null, 'a negative length is refused');
create temporary table drawn as select n, rowseal_private.random_bytes(64) as bytes from generate_series(1, 10000) as n;
select is(
  (select count(distinct substr(bytes, 1, 16))::int from drawn), 10000, 'of ten thousand draws no two begin alike'
);
select is((select count(distinct substr(bytes, 49))::int from drawn), 10000, 'of ten thousand draws no two end alike');
-- Ten standard deviations on either side: a bit that is fixed, as in a version 4 UUID, would be seen, chance would not.
select is_empty(
  $$ select bit, avg(get_bit(bytes, bit)) from drawn, generate_series(0, 511) as bit group by bit
     having avg(get_bit(bytes, bit)) not between 0.45 and 0.55 $$,
  'each bit is set in about half of the draws'
);

-- base64url, against Node's Buffer
select is(rowseal_private.base64url(bytes), expected, format('%s in base64url', what))
  from (values
    (''::bytea, '', 'nothing'), ('\xfb'::bytea, '-w', 'a byte'), ('\xfbff'::bytea, '-_8', 'two bytes'),
    ('\xfbffbf'::bytea, '-_-_', 'three bytes'),
    (decode(repeat('ff', 60), 'hex'), repeat('____', 20), 'what base64 would break into lines'), (null, null, 'null')
  ) as known (bytes, expected, what);

-- format_token, against Node's crypto and zlib
select is(rowseal_private.format_token(prefix, payload), expected, format('a token of %s', what))
  from (values
    ('rsp_', (select string_agg(set_byte('\x00', 0, n), '' order by n) from generate_series(0, 64) as n),
     'rsp_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0CIZ_3h', '65 bytes'),
    ('rsr_', (select string_agg(set_byte('\x00', 0, 255 - n), '' order by n) from generate_series(0, 85) as n),
     'rsr___79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eDf3t3c29rZ2NfW1dTT0tHQz87NzMvKycjHxsXEw8LBwL--vby7urm4t7a1tLOysbCv'
     'rq2sq6oT3CDM',
     '86 bytes')
  ) as known (prefix, payload, expected, what);
select isnt(
  right(rowseal_private.format_token('rsp_', payload), 6), right(rowseal_private.format_token('rsc_', payload), 6),
  'the checksum covers the prefix'
)
  from (values (decode(repeat('ff', 65), 'hex'))) as same (payload);

-- One genuine token of every kind, as issued where something issues it
select rowseal_test.personas();
create temporary table genuine (
  prefix text primary key, kind text, owner_id uuid, id uuid, generation integer, token text
);
grant select, insert on genuine to public;
insert into genuine
select 'rsr_', 'refresh_token', (claims).sub, (claims).sid, 1, refresh_token
  from rowseal_test.open_session(rowseal_test.id('member@acme.test'), null, null, null, null);
select rowseal_test.enter_as('member@acme.test', 'acme');
insert into genuine
select 'rsp_', 'personal_access_token', rowseal.user_id(), id, null, token
  from rowseal_test.create_token('script', now() + interval '1 day');
select rowseal_test.leave();
insert into genuine
select prefix, kind, rowseal_test.id(owner), rowseal_test.id(kind), null,
       rowseal_private.format_token(prefix,
         uuid_send(rowseal_test.id(owner)) || uuid_send(rowseal_test.id(kind)) || rowseal_private.random_bytes(33))
  from (values
    ('rsc_', 'authorization_code', 'member@acme.test'), ('rsi_', 'invitation', 'acme'),
    ('rsv_', 'email_proof', 'member@acme.test')
  ) as other (prefix, kind, owner);

-- parse_token
set local role rowseal_auditor;
select results_eq(
  format('select * from rowseal.parse_token(%L)', token),
  format('select kind, owner_id, id, generation from genuine where prefix = %L', prefix),
  format('%s: an auditor can tell the kind, the owner and the id', kind)
)
  from genuine order by prefix;
select is(
  (select row(parsed.*)::text from rowseal.parse_token(text) as parsed), '(,,,)', format('of %s nothing is told', what)
)
  from (values
    (null, 'null'), ('', 'the empty string'), (' ', 'a blank'), ('rsp_', 'a prefix alone'), ('Bearer rsp_', 'a header'),
    (repeat('A', 92), 'what has no prefix'), ('rsp_' || repeat('A', 92), 'what has no checksum'),
    ('eyJhbGciOiJFZERTQSJ9.e30.AA', 'a JWT'), ('rsx_' || repeat('A', 92), 'an unknown prefix'),
    (repeat('rsp_', 24), 'prefixes in a row'), (repeat('A', 10000000), 'ten million letters'),
    ('rsp_' || repeat('A', 10000000), 'a prefix and ten million letters')
  ) as foreign_text (text, what);
reset role;

-- token_payload: the whole token, or nothing
select is(
  octet_length(rowseal_private.token_payload(prefix, token)), case prefix when 'rsr_' then 86 else 65 end,
  format('%s: the payload of a whole token', kind)
)
  from genuine order by prefix;
select is(
  rowseal_private.format_token(prefix, rowseal_private.token_payload(prefix, token)), token,
  format('%s: there is one way to write it', kind)
)
  from genuine order by prefix;

create temporary table broken as
  select kind, prefix, what, count(*) as tried, count(rowseal_private.token_payload(prefix, text)) as taken
    from genuine, lateral (
      select 'cut short by any number of characters' as what, left(token, n) as text
        from generate_series(0, length(token) - 1) as n
      union all select 'begun anywhere', substr(token, n) from generate_series(2, length(token)) as n
      union all select 'with a character more', token || more
        from unnest(array['A', '=', ' ', E'\n', '_', '-', '.']) as more
      union all select 'with a character before', more || token from unnest(array['A', ' ', E'\n', '_']) as more
      union all select 'twice', token || token
      union all select 'in another case at any letter',
                       overlay(token placing translate(at, lower(at) || upper(at), upper(at) || lower(at)) from n)
                  from generate_series(1, length(token)) as n, substr(token, n, 1) as at where upper(at) <> lower(at)
      union all select 'in capitals', upper(token)
      union all select 'in capitals behind its prefix', prefix || upper(substr(token, 5))
      union all select 'in small letters', lower(token)
      union all select 'under another prefix', other || substr(token, 5)
                  from unnest(array['rsr_', 'rsp_', 'rsc_', 'rsi_', 'rsv_', 'rsx_', 'rsp-', 'RSP_', 'rsp', '']) as other
                    where other <> prefix
      union all select 'with another character at any place', overlay(token placing other from n)
                  from generate_series(1, length(token)) as n, unnest(array['A', 'z', '0', '-', '_']) as other
                    where other <> substr(token, n, 1)
      union all select 'with a foreign character at any place', overlay(token placing other from n)
                  from generate_series(1, length(token)) as n,
                  unnest(array['+', '/', '=', ' ', E'\n', '.', '%', 'ä', U&'\FF21', U&'\200B']) as other
      union all select 'with two characters exchanged',
      overlay(token placing substr(token, n + 1, 1) || substr(token, n, 1) from n)
                  from generate_series(5, length(token) - 1) as n where substr(token, n, 1) <> substr(token, n + 1, 1)
      union all select 'in plain base64', replace(replace(token, '-', '+'), '_', '/')
      union all select 'of ten million characters', token || repeat('A', 10000000)
    ) as bad
   group by kind, prefix, what;
select is(sum(taken), 0::numeric, format('a token %s is none, of any kind', what)) from broken group by what
  order by what;
select cmp_ok(sum(tried), '>', 5000::numeric, 'the control: all that was tried') from broken;
select is_empty(
  $$ select own.kind, other.kind from genuine as own, genuine as other
      where own.prefix <> other.prefix and rowseal_private.token_payload(other.prefix, own.token) is not null $$,
  'a token of one kind is not taken for one of another'
);
select is(rowseal_private.token_payload(prefix, token), null, format('without %s there is no payload', what))
  from (values (null, (select token from genuine where prefix = 'rsp_'), 'a prefix'), ('rsp_', null, 'a token'),
    (null, null, 'both')) as absent (prefix, token, what);
select is(
  rowseal_private.token_payload('', repeat('A', 96)), null, 'without a prefix that is known there is no payload'
);

-- Scanners
create temporary table scanner as
  select pattern[1] as pattern
    from regexp_matches(obj_description('rowseal.parse_token(text)'::regprocedure, 'pg_proc'), '(rs\S+\{[0-9]+\})',
      'g') as pattern;
select is((select count(*)::int from scanner), 2, 'parse_token documents two patterns for scanners');
select is(
  (select count(*)::int from scanner where token ~ ('^' || pattern || '$')), 1,
  format('%s: one of the patterns matches the whole token', kind)
)
  from genuine order by prefix;
select is(
  (select count(*)::int from scanner, regexp_matches(format('see "%s", and', token), pattern, 'g')), 1,
  format('%s: and finds it in a text', kind)
)
  from genuine order by prefix;

select * from finish();
rollback;
