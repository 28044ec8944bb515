-- Services that sign assertions instead of showing a secret, and what becomes of access tokens that they revoke. What
-- servers verify (the signature, the audience, the times) is in test/oauth/service-assertions.test.ts.
begin;
set local search_path = tap, pg_catalog;
select plan(47);

select rowseal_test.personas();
insert into rowseal_private.services (workspace_id, id, name, scopes)
values (rowseal_test.id('acme'), rowseal_test.id('one'), 'One', '{notes:read,members:read}'),
       (rowseal_test.id('acme'), rowseal_test.id('two'), 'Two', '{notes:read}');
create temporary table keys (name text primary key, id uuid, token text);
create temporary table tokens (name text primary key, claims rowseal_private.claims);
grant select on keys, tokens to public;
create function pg_temp.make(name text, service text, public_key jsonb, lifetime interval default '1 day') returns text
  language plpgsql volatile
as $$
declare
  v_service rowseal_private.services;
begin
  select * into v_service from rowseal_private.services as known where known.id = rowseal_test.id(service);
  insert into keys
  select make.name, made.id, made.token
    from rowseal_private.issue_service_key(v_service, now() + lifetime, null, null, 0, make.public_key) as made;
  return 'made';
exception when others then
  return sqlstate;
end
$$;
create function pg_temp.jwk(more jsonb default '{}') returns jsonb
  language sql immutable
  return '{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'::jsonb || more;
create function pg_temp.key(name text) returns uuid
  language sql stable
  return (select keys.id from keys where keys.name = key.name);

-- Public keys
select is(pg_temp.make(name, 'one', public_key), result, what)
  from (values
    ('none', pg_temp.jwk('{"d": "secret"}'), '23514', 'a private key is no public key'),
    ('none', '{"kty": "oct", "k": "secret"}'::jsonb, '23514', 'a secret is none'),
    ('none', '{"kty": "RSA", "n": "x", "e": "AQAB", "p": "prime"}', '23514', 'what has a prime is none'),
    ('none', '{}', '23514', 'nothing is none'),
    ('none', '[]', '23514', 'a list is none'),
    ('none', pg_temp.jwk(jsonb_build_object('x5c', repeat('x', 4096))), '23514', 'a long text is none'),
    ('one', pg_temp.jwk(), 'made', 'the control: a public key is a key of a service'),
    ('secret', null, 'made', 'a key with a secret may stand beside it'),
    ('third', pg_temp.jwk(), 'RS042', 'two are live at most, of either kind')
  ) as asked (name, public_key, result, what);
select results_eq(
  $$ select name, secret_hash is null, last_four is null, token is null
       from rowseal_private.service_keys join keys using (id) order by 1 $$,
  $$ values ('one', true, true, true), ('secret', false, false, false) $$, 'a public key has no secret, and no token');
select throws_ok(format('update rowseal_private.service_keys set secret_hash = sha256(''x'') where id = %L', id),
  '23514', null, 'a key proves itself in one way')
  from keys where name = 'one';
select results_eq($$ select key_id from rowseal_private.service_public_keys(rowseal_test.id('one')) $$,
  $$ select id from keys where name = 'one' $$, 'the server is told the public keys of a service alone');
select rowseal_test.step_into('rowseal_gateway');
select throws_ok(format('select rowseal.enter_with_digest(%L, %L, %L)', rowseal_test.id('acme'), id, sha256('')),
  'RS001', null, 'no secret opens a public key')
  from keys where name = 'one';
select rowseal_test.leave();
select rowseal_test.enter_as('owner@acme.test', 'acme');
select results_eq(
  $$ select scopes, public_key ->> 'crv', last_four is null from rowseal.list_service_keys(rowseal_test.id('one'))
      order by id $$,
  $$ values ('{members:read,notes:read}'::text[], 'Ed25519', true), ('{members:read,notes:read}', null, false) $$,
  'a list of keys says what each opens, and what it proves itself by');
select rowseal_test.leave();
update rowseal_private.services set scopes = '{notes:read,notes:write}' where id = rowseal_test.id('one');
select rowseal_test.enter_as('owner@acme.test', 'acme');
select is((select distinct scopes from rowseal.list_service_keys(rowseal_test.id('one'))), '{notes:read}'::text[],
  'no key opens more than the service could when it was made');
select rowseal_test.leave();
update rowseal_private.services set scopes = '{notes:read,members:read}' where id = rowseal_test.id('one');
update rowseal_private.service_keys set networks = '{192.0.2.0/24}' where id = pg_temp.key('one');

-- Assertions
create function pg_temp.exchange(
  service text, key text, jti text, scope text default null, ip inet default '192.0.2.1', as_name text default null
) returns text
  language plpgsql volatile
as $$
declare
  v_answer record;
begin
  select * into v_answer
    from rowseal_private.exchange_service_assertion(
      rowseal_test.id(service), pg_temp.key(key), jti, now() + interval '1 minute', scope, ip);
  if v_answer.status = 'ok' and as_name is not null then
    insert into tokens values (as_name, v_answer.claims) on conflict (name) do update set claims = excluded.claims;
  end if;
  return concat_ws(' ', v_answer.status, v_answer.granted);
end
$$;
select is(pg_temp.exchange(service, key, jti, scope, ip), result, what)
  from (values
    ('two', 'one', 'a', null, '192.0.2.1'::inet, 'invalid_client', 'a key is of its service'),
    ('one', 'secret', 'a', null, '192.0.2.1', 'invalid_client', 'a secret verifies no assertion'),
    ('one', 'none', 'a', null, '192.0.2.1', 'invalid_client', 'no key verifies none'),
    ('one', 'one', 'a', null, '198.51.100.1', 'invalid_client', 'a key serves its networks'),
    ('one', 'one', 'a', null, '192.0.2.1', 'ok members:read notes:read', 'the control: its service gets a token'),
    ('one', 'one', 'a', null, '192.0.2.1', 'invalid_client', 'an assertion is used once'),
    ('one', 'one', 'b', 'notes:write', '192.0.2.1', 'invalid_scope', 'nobody gets more than the key opens'),
    ('one', 'one', 'b', 'notes:read', '192.0.2.1', 'invalid_client', 'a refused one is used up'),
    ('one', 'one', 'c', 'notes:read', '192.0.2.1', 'ok notes:read', 'less is granted')
  ) as asked (service, key, jti, scope, ip, result, what);
select is(
  (select array[actor_id, credential_id] from rowseal_private.audit_events
    where kind = 'service_key_first_used' and details ->> 'key_id' = pg_temp.key('one')::text),
  array[rowseal_test.id('one'), pg_temp.key('one')], 'the first use of a key by exchange says which service acted');
select is(
  (select status from rowseal_private.authenticate_service_assertion(
     rowseal_test.id('one'), pg_temp.key('one'), 'd', now() + interval '1 minute', '192.0.2.1')), 'ok',
  'an assertion authenticates without a token too');
select is(pg_temp.exchange('one', 'one', 'd'), 'invalid_client', 'an assertion is used once for either');
select is(
  (select array_agg(distinct pg_temp.exchange('one', 'one', 'a', ip => '192.0.2.9')) from generate_series(1, 60)),
  array['invalid_client', 'throttled'], 'replays without end are throttled');
select is(pg_temp.exchange('one', 'one', 'genuine', ip => '192.0.2.9'), 'ok members:read notes:read',
  'a genuine one is not held up');
update rowseal_private.service_assertions set expires_at = now() - interval '1 hour';
select cmp_ok(rowseal_private.purge_lag(), '>', interval '0', 'assertions that are over are due');
select rowseal_private.purge();
select is_empty('select from rowseal_private.service_assertions', 'assertions that are over are removed');

-- What is revoked
create function pg_temp.enters(name text) returns text
  language plpgsql volatile
as $$
declare
  v_claims rowseal_private.claims := (select tokens.claims from tokens where tokens.name = enters.name);
begin
  perform rowseal_test.step_into('rowseal_gateway');
  perform rowseal.enter((v_claims).sub, (v_claims).sid, (v_claims).workspace, (v_claims).scope, (v_claims).exp,
    (v_claims).seal_key, (v_claims).seal, null, '192.0.2.1', null);
  perform rowseal_test.leave();
  return 'enters';
exception when others then
  return sqlstate;
end
$$;
create function pg_temp.active(name text) returns text
  language sql stable
  return (
    select rowseal_private.inspect_service_token((claims).sub, (claims).sid, (claims).scope, (claims).exp) ->> 'scope'
      from tokens where tokens.name = active.name);
select pg_temp.exchange('one', 'one', 'e', 'members:read', as_name => 'first');
select pg_temp.exchange('one', 'one', 'f', as_name => 'second');
insert into tokens
select 'of the secret', (rowseal_private.exchange_service_key(
    rowseal_test.id('one'), rowseal_test.presented('rss_', token), null, '192.0.2.1')).claims
  from keys where name = 'secret';
select is(pg_temp.enters('first'), 'enters', 'a token enters');
select is(pg_temp.active('second'), 'members:read notes:read', 'a token is active, with what it allows');
update rowseal_private.services set scopes = '{notes:read}' where id = rowseal_test.id('one');
select is(pg_temp.active('second'), 'notes:read', 'what a token allows is what it allows at this moment');
update rowseal_private.services set scopes = '{notes:read,members:read}' where id = rowseal_test.id('one');
create function pg_temp.revokes(service text, name text) returns boolean
  language sql volatile
  return (
    select rowseal_private.revoke_service_token(rowseal_test.id(service), (claims).sid, (claims).exp, '192.0.2.1')
      from tokens where tokens.name = revokes.name);
select is(pg_temp.revokes('two', 'first'), false, 'no service revokes the token of another');
select is(pg_temp.enters('first'), 'enters', 'the token of another goes on');
select is(pg_temp.revokes('one', 'first'), true, 'a service revokes its own');
select is(pg_temp.revokes('one', 'first'), false, 'a token is revoked once');
select is(array[pg_temp.enters('first'), pg_temp.enters('second')], array['RS002', 'RS002'],
  'with one token ends all that the key was exchanged for');
select is(pg_temp.active('first'), null, 'a token that was revoked is not active');
select is(pg_temp.enters('of the secret'), 'enters', 'what another key was exchanged for goes on');
select pg_temp.exchange('one', 'one', 'g', as_name => 'next');
select is(pg_temp.enters('next'), 'enters', 'the key goes on, within the same second too');
select is(
  (select array[actor_id::text, details ->> 'key_id'] from rowseal_private.audit_events
    where kind = 'service_tokens_revoked'),
  array[rowseal_test.id('one')::text, pg_temp.key('one')::text], 'a revocation is an event of the service');
update rowseal_private.service_keys set revoked_at = now() where id = pg_temp.key('one');
delete from rowseal_private.throttles where kind = 'client_guess';
select is(array[pg_temp.enters('next'), pg_temp.active('next'), pg_temp.exchange('one', 'one', 'h')],
  array['RS002', null, 'invalid_client'], 'a key that is revoked takes all of it along');

select * from finish();
rollback;
