-- Secrets that are encrypted under the master key: which one they name, and how they are put in each other's place.
begin;
set local search_path = tap, pg_catalog;
select plan(18);

create function pg_temp.jwe(header text, body text) returns text
  language sql immutable
  return rowseal_private.base64url(convert_to(header, 'UTF8')) || '..aXY.' || body || '.dGFn';
create function pg_temp.under(key_id text, body text) returns text
  language sql immutable
  return pg_temp.jwe(format('{"alg":"dir","enc":"A256GCM","kid":"%s"}', key_id), body);

-- The name in a JWE
select is(rowseal_private.jwe_key(pg_temp.under('old-_key', 'x')), 'old-_key', 'a JWE says its key');
select is(rowseal_private.jwe_key(pg_temp.jwe('{"alg":"dir","enc":"A256GCM"}', 'x')), null,
  'a JWE of before names none');
select is(rowseal_private.jwe_key('a'), null, 'whatever else is there is no error');
select is(rowseal_private.jwe_key('abcde.x'), null, 'what is no base64url is no error');
select is(rowseal_private.jwe_key('_-__.x'), null, 'bytes that are no text are no error');
select is(rowseal_private.jwe_key(null), null, 'nothing has none');

select rowseal_private.add_signing_key(rpad('a', 16, '-'), 'EdDSA', '{"kty": "OKP"}', pg_temp.under('old', 'YQ'));
select rowseal_private.add_signing_key(
  rpad('b', 16, '-'), 'EdDSA', '{"kty": "OKP"}', pg_temp.jwe('{"alg":"dir"}', 'Yg'));
select rowseal_private.add_signing_key(rpad('c', 16, '-'), 'RS256', '{"kty": "RSA"}', pg_temp.under('new', 'Yw'));
select is(
  rowseal_private.save_identity_provider(
    'github', 'github', 'GitHub', 'https://github.com', 'id', pg_temp.under('old', 'ZA'), 'read:user', true, true,
  '{}'),
  'saved', 'a provider has a secret'
);

-- Behind the worker's door
select rowseal_test.step_into('rowseal_worker');
select results_eq(
  $$ select kind, key_id, secrets from rowseal_private.encrypted_secrets() order by 1, 2 $$,
  $$ values ('client_secret', 'old', 1::bigint), ('signing_key', 'new', 1), ('signing_key', 'old', 1),
            ('signing_key', null, 1) $$,
  'secrets are counted by kind and key'
);
select results_eq(
  $$ select id from rowseal_private.list_secrets('signing_key', 'new') $$,
  $$ values (rpad('a', 16, '-')), (rpad('b', 16, '-')) $$,
  'listed are those under another key, and those that name none'
);
select results_eq(
  $$ select id from rowseal_private.list_secrets('signing_key', 'new', rpad('a', 16, '-')) $$,
  $$ values (rpad('b', 16, '-')) $$, 'a page begins after an id'
);
select results_eq(
  $$ select id from rowseal_private.list_secrets('signing_key', 'new', page_size => 1) $$,
  $$ values (rpad('a', 16, '-')) $$, 'a page has so many at most'
);
select throws_ok(
  $$ select rowseal_private.list_secrets('password', 'new') $$, '20000', null, 'there is no other kind'
);
select is(
  rowseal_private.replace_secrets(
    'signing_key', array[rpad('a', 16, '-'), rpad('b', 16, '-')],
    array[pg_temp.under('old', 'YQ'), pg_temp.under('old', 'bm90')],
    array[pg_temp.under('new', 'YQ'), pg_temp.under('new', 'Yg')]
  ), 1, 'one that is another by now stays'
);
select results_eq(
  $$ select id from rowseal_private.list_secrets('signing_key', 'new') $$,
  $$ values (rpad('b', 16, '-')) $$, 'the other one is under the new key'
);
select throws_ok(
  format(
    $$ select rowseal_private.replace_secrets('client_secret', array['github'], array[%L], array['plain']) $$,
    pg_temp.under('old', 'ZA')
  ), '23514', null, 'what is no JWE is not stored'
);
select is(
  rowseal_private.replace_secrets(
    'client_secret', array['github'], array[pg_temp.under('old', 'ZA')], array[pg_temp.under('new', 'ZA')]
  ), 1, 'the secret of a provider is replaced'
);
select lives_ok($$ select rowseal_private.note_reencryption('new', 2) $$, 'a pass is noted');
select rowseal_test.leave();
select results_eq(
  $$ select kind, details from rowseal_private.audit_events
      where kind in ('secrets_reencrypted', 'identity_provider_saved', 'signing_key_changed') order by at desc, id desc
      limit 1 $$,
  $$ values ('secrets_reencrypted', '{"key_id": "new", "secrets": 2}'::jsonb) $$,
  'by one event, and none for each row'
);
select * from finish();
rollback;
