-- Assurance: what proofs come to together, how old they may be, and who is refused without. Times of proofs are moved,
-- never the clock.
begin;
set local search_path = tap, pg_catalog;
select plan(39);

select rowseal_test.personas();
insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
values (rowseal_test.id('member@acme.test'), decode(repeat('00', 16), 'hex'), sha256('right'), 19456, 2, 1);
create temporary table made (id uuid, token text);
grant select, insert on made to public;
create function pg_temp.refusal(call text) returns text
  language plpgsql volatile
as $$
declare
  v_detail text;
begin
  execute call;
  return 'ok';
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail;
  return concat_ws(' ', sqlstate, nullif(v_detail, ''));
end
$$;
grant execute on function pg_temp.refusal(text) to public;
-- The session of who acts now: what it has proved, and how long ago.
create function pg_temp.proved(proofs jsonb) returns void
  language plpgsql volatile security definer
as $$
declare
  v_claims constant rowseal_private.claims := current_setting('rowseal_test.claims')::rowseal_private.claims;
begin
  delete from rowseal_private.session_proofs as old where (old.user_id, old.session_id) = (v_claims.sub, v_claims.sid);
  insert into rowseal_private.session_proofs (user_id, session_id, kind, proved_at)
  select v_claims.sub, v_claims.sid, key, clock_timestamp() - value::interval from jsonb_each_text(proved.proofs);
end
$$;
grant execute on function pg_temp.proved(jsonb) to public;

create function pg_temp.present() returns void
  language plpgsql volatile
as $$
begin
  perform rowseal_test.leave();
  perform rowseal_test.step_into('rowseal_gateway');
  perform rowseal.enter_with_token((select token from made));
end
$$;

-- The level, over all subsets of kinds
select results_eq(
  $$ select subset.kinds, rowseal_private.assurance_level(string_to_array(subset.kinds, ' '))
       from (
         select number, (
                  select coalesce(string_agg(kind, ' ' order by place), '')
                    from unnest('{password,provider,totp,recovery_code}'::text[]) with ordinality as known (kind, place)
                   where number >> (place - 1)::integer & 1 = 1
                )
           from generate_series(0, 15) as number
       ) as subset (number, kinds)
      order by subset.number $$,
  $$ values
     ('', 0), ('password', 1), ('provider', 1), ('password provider', 1),
     ('totp', 0), ('password totp', 2), ('provider totp', 2), ('password provider totp', 2),
     ('recovery_code', 0), ('password recovery_code', 2), ('provider recovery_code', 2),
     ('password provider recovery_code', 2),
     ('totp recovery_code', 0), ('password totp recovery_code', 2), ('provider totp recovery_code', 2),
     ('password provider totp recovery_code', 2) $$,
  'the level follows from the kinds of proof, for each set of them'
);
select is(rowseal_private.assurance_level(null), 0, 'no proof at all is level 0');
select results_eq(
  $$ select shown.kinds, claims ->> 'acr', claims ->> 'amr'
       from (values (1, ''), (2, 'password'), (3, 'provider'), (4, 'totp'), (5, 'password totp'), (6, 'provider totp'),
               (7, 'password recovery_code'), (8, 'provider recovery_code'), (9, 'password passkey'),
               (10, 'provider synced_passkey'), (11, 'verified_passkey'), (12, 'password verified_synced_passkey'),
               (13, 'email_code'), (14, 'password email_code')
            ) as shown (place, kinds)
      cross join lateral rowseal_private.authentication_claims(
        string_to_array(nullif(shown.kinds, ''), ' '), now()) as claims
      order by shown.place $$,
  $$ select kinds, 'urn:rowseal:assurance:' || level, amr
       from (values ('', null::integer, null), ('password', 1, '["pwd"]'), ('provider', 1, null),
               ('totp', null, '["otp"]'), ('password totp', 2, '["pwd", "otp", "mfa"]'),
               ('provider totp', 2, '["otp", "mfa"]'), ('password recovery_code', 2, '["pwd"]'),
               ('provider recovery_code', 2, null), ('password passkey', 3, '["pwd", "hwk", "mfa"]'),
               ('provider synced_passkey', 2, '["swk", "mfa"]'), ('verified_passkey', 3, '["hwk", "user", "mfa"]'),
               ('password verified_synced_passkey', 3, '["pwd", "swk", "user", "mfa"]'),
               ('email_code', 1, '["otp"]'), ('password email_code', 1, '["pwd", "otp"]')
            ) as told (kinds, level, amr) $$,
  'clients are told the level and the methods that have names: a recovery code adds none'
);
select is(
  (select array_agg(distinct kind order by kind)
     from regexp_matches((select pg_get_constraintdef(oid) from pg_constraint
       where conname = 'session_proofs_kind_check'), '''(\w+)''', 'g') as found (words)
    cross join lateral unnest(words) as kind),
  '{email_code,passkey,password,provider,provider_phishing_resistant,provider_two_factors,recovery_code,'
  'synced_passkey,totp,verified_passkey,verified_synced_passkey}'::text[],
  'the table has all kinds that a proof can have'
);
-- With passkeys: a set has the highest level of the sets that it contains.
select is_empty(
  $$ with known (kinds) as (values ('{password,provider,email_code,totp,recovery_code,passkey,synced_passkey,
            verified_passkey,verified_synced_passkey,provider_two_factors,provider_phishing_resistant}'::text[])),
          enough (level, kinds) as (values
            (0, '{}'::text[]), (1, '{password}'), (1, '{provider}'),
            (2, '{password,totp}'), (2, '{provider,totp}'), (2, '{password,recovery_code}'),
            (1, '{email_code}'), (2, '{email_code,totp}'), (2, '{email_code,recovery_code}'),
            (2, '{email_code,passkey}'), (2, '{email_code,synced_passkey}'),
            (2, '{provider,recovery_code}'), (2, '{provider,passkey}'), (2, '{provider,synced_passkey}'),
            (3, '{password,passkey}'), (3, '{password,synced_passkey}'), (3, '{verified_passkey}'),
            (3, '{verified_synced_passkey}'), (2, '{provider_two_factors}'), (3, '{provider_phishing_resistant}')),
          subset (kinds) as (
            select array(select kind from known, unnest(known.kinds) with ordinality as one (kind, place)
                          where number >> (place - 1)::integer & 1 = 1)
              from generate_series(0, 2047) as number)
     select subset.kinds, rowseal_private.assurance_level(subset.kinds)
       from subset
      where rowseal_private.assurance_level(subset.kinds) is distinct from
            (select max(enough.level) from enough where enough.kinds <@ subset.kinds) $$,
  'the level follows from the kinds of proof with passkeys too, for each set: no recovery code makes 3, no mail raises'
);

-- The level beside each session, which rowseal.enter reads, is that of its proofs: after each change of them
create temporary table kept (id uuid);
create function pg_temp.session() returns uuid
  language sql volatile
  return ((rowseal_private.open_session(rowseal_test.id('member@acme.test'), null, null, null, 'pgTAP',
    proofs => jsonb_build_object('password', now(), 'totp', now()))).sid);
create function pg_temp.kept(session_id uuid) returns integer
  language sql stable
  return (select assurance from rowseal_private.sessions where id = kept.session_id);
insert into kept select pg_temp.session() from generate_series(1, 2);
select is(
  array(select pg_temp.kept(id) from kept), '{2,2}'::integer[], 'a session begins with the level of its proofs'
);
create function pg_temp.differing() returns setof text
  language plpgsql volatile
as $$
declare
  v_kinds constant text[] := '{password,provider,email_code,totp,recovery_code,passkey,synced_passkey,verified_passkey,
    verified_synced_passkey}';
  v_session constant uuid := (select id from kept limit 1);
  v_subset text[];
begin
  for v_number in 0 .. 511 loop
    v_subset := array(select kind from unnest(v_kinds) with ordinality as one (kind, place)
                       where v_number >> (place - 1)::integer & 1 = 1);
    delete from rowseal_private.session_proofs where session_id = v_session and kind <> all (v_subset);
    insert into rowseal_private.session_proofs (user_id, session_id, kind, proved_at)
    select rowseal_test.id('member@acme.test'), v_session, kind, now() from unnest(v_subset) as kind
    on conflict on constraint session_proofs_pkey do update set proved_at = excluded.proved_at;
    if pg_temp.kept(v_session) is distinct from rowseal_private.assurance_level(v_subset) then
      return next v_subset::text;
    end if;
  end loop;
end
$$;
select is_empty('select pg_temp.differing()', 'a session has the level of its proofs after each of 512 changes');
delete from rowseal_private.session_proofs
 where session_id in (select id from kept) and kind not in ('password', 'totp', 'verified_passkey');
update rowseal_private.session_proofs set kind = 'provider' where kind = 'verified_passkey';
select is(array(select pg_temp.kept(id) from kept), '{2,2}'::integer[], 'a kind changed by hand counts as changed');
update rowseal_private.session_proofs as proof set session_id = other.id
  from kept as other
 where proof.kind = 'provider' and proof.session_id <> other.id and proof.session_id in (select id from kept);
delete from rowseal_private.session_proofs where kind = 'password' and session_id in (select id from kept);
select is(
  (select array_agg(pg_temp.kept(id) order by pg_temp.kept(id)) from kept), '{0,2}'::integer[],
  'a proof that is moved counts where it is'
);
truncate rowseal_private.session_proofs;
select is(array(select pg_temp.kept(id) from kept), '{0,0}'::integer[], 'without proofs no session has a level');
select throws_ok(
  $$ update rowseal_private.sessions set assurance = 4 $$, '23514', null, 'there is no level above the highest'
);
delete from rowseal_private.sessions where id in (select id from kept);

-- Nobody, and a session of one factor
select is(rowseal.assurance(), 0, 'nobody has proved anything');
select is(pg_temp.refusal('select rowseal.require_assurance(1)'), 'RS008', 'nobody is refused as nobody');
select rowseal_test.enter_as('member@acme.test', 'acme');
select is(rowseal.assurance(), 1, 'a password is level 1');
select is(rowseal.require_assurance(1, '5 minutes'), 1, 'a password of now meets level 1, fresh');
select is(
  pg_temp.refusal($$ select rowseal.require_assurance(2, '5 minutes') $$),
  'RS050 {"max_age": 300, "acr_values": "urn:rowseal:assurance:2"}', 'a refusal says what would meet it'
);
select is(
  pg_temp.refusal('select rowseal.require_assurance(2)'), 'RS050 {"acr_values": "urn:rowseal:assurance:2"}',
  'a refusal leaves out the age where any will do'
);

-- Proofs no older than that reach the level by themselves
select pg_temp.proved('{"password": "1 hour", "totp": "1 minute"}');
select results_eq(
  $$ select rowseal.assurance(), rowseal.assurance('1 day'), rowseal.assurance('5 minutes') $$,
  $$ values (2, 2, 0) $$, 'a fresh code does not make an old password fresh'
);
select pg_temp.proved('{"password": "1 minute", "totp": "1 hour"}');
select results_eq(
  $$ select rowseal.assurance(), rowseal.assurance('1 day'), rowseal.assurance('5 minutes') $$,
  $$ values (2, 2, 1) $$, 'a fresh password does not make an old code fresh'
);
select pg_temp.proved('{"password": "1 minute", "totp": "2 minutes"}');
select is(
  rowseal.require_assurance(2, '5 minutes'), 1, 'both together are level 2, fresh: live, at the next statement'
);

-- What needs a fresh proof
select pg_temp.proved('{"password": "6 minutes"}');
select is(
  pg_temp.refusal(call), 'RS050 {"max_age": 300, "acr_values": "urn:rowseal:assurance:1"}',
  'an older proof is refused by: ' || call
)
  from unnest(array[
    $$select rowseal_test.create_token('old', now() + '1 day')$$,
    $$select rowseal_test.rotate_token(rowseal.uuidv7(), now() + '1 day')$$
  ]) as call;
select pg_temp.proved('{"password": "4 minutes"}');
select is(
  pg_temp.refusal($$ select rowseal_test.create_token('new', now() + '1 day') $$), 'ok',
  'a proof of four minutes is fresh'
);
select pg_temp.proved('{"password": "6 minutes"}');
select is((rowseal.prove_password('wrong')).status, 'denied', 'a wrong password');
select is(rowseal.assurance('5 minutes'), 0, 'proves nothing');
select is((rowseal.prove_password('right')).status, 'ok', 'the right one');
select is(rowseal.assurance('5 minutes'), 1, 'is a fresh proof, in the same transaction');
select pg_temp.proved('{"password": "4 minutes"}');
select rowseal_test.leave();
update rowseal_private.settings set fresh_proof = '3 minutes';
select rowseal_test.enter(current_setting('rowseal_test.claims')::rowseal_private.claims, 'acme');
select matches(
  pg_temp.refusal($$ select rowseal_test.create_token('old', now() + '1 day') $$), '^RS050 .*"max_age": 180',
  'how old it may be is a setting'
);

-- Personal access tokens: the level they were made with, and never fresh
select pg_temp.proved('{"password": "1 minute", "totp": "1 minute"}');
insert into made
  select token.id, token.token from rowseal_test.create_token('two', now() + '1 day', networks => null) as token;
select pg_temp.present();
select results_eq(
  $$ select rowseal.assurance(), rowseal.assurance('1 day') $$, $$ values (2, 0) $$,
  'a token has the level it was made with, and proves nothing now'
);
select is(rowseal.require_assurance(2), 1, 'a token meets a level');
select is(
  pg_temp.refusal($$ select rowseal.require_assurance(2, '1 day') $$), 'RS051',
  'a token never meets an age: no person is there to prove anything'
);
select is(pg_temp.refusal('select rowseal.require_assurance(3)'), 'RS051', 'a token meets no level above its own');
select rowseal_test.enter_as('member@acme.test', 'acme');
select lives_ok(
  $$ select rowseal_test.rotate_token((select id from made), now() + '1 day') $$, 'a session of level 1 renews it'
);
select rowseal_test.leave();
select is(
  (select assurance::integer from rowseal_private.personal_access_tokens where id = (select id from made)), 1,
  'a token that was renewed has the level of the session that renewed it'
);

-- Logins, refreshes
insert into rowseal_private.identity_providers (id, kind, name, issuer, client_id, client_secret_jwe, scope)
values ('corp', 'oidc', 'Corp', 'https://corp.test', 'c', 'a.b.c.d.e', 'openid');
create temporary table logged_in as
  select said.at, (rowseal_private.log_in_with_identity('corp', 'subject' || said.place,
           'person' || said.place || '@corp.test', true, authenticated_at => said.at)).claims
    from (values (1, now() - interval '1 hour'), (2, null), (3, now() + interval '1 day')) as said (place, at);
select results_eq(
  $$ select proof.kind, proof.proved_at
       from logged_in join rowseal_private.session_proofs as proof on proof.session_id = (logged_in.claims).sid
      order by proof.session_id $$,
  $$ values ('provider', now() - interval '1 hour'), ('provider', '-infinity'), ('provider', now()) $$,
  'what a provider proved is as old as it says, of unknown age where it says nothing, and never of the future'
);
select is(
  (select array_agg(rowseal_private.proved_level((claims).sub, (claims).sid) || ' '
           || rowseal_private.proved_level((claims).sub, (claims).sid, '1 day') order by (claims).sid) from logged_in),
  '{1 1,1 0,1 1}'::text[], 'of unknown age it is level 1, and never fresh'
);
create temporary table opened as
  select * from rowseal_test.open_session(rowseal_test.id('member@acme.test'), null, null, '192.0.2.1', 'pgTAP');
update rowseal_private.session_proofs set proved_at = now() - interval '1 hour'
  where session_id = (select (claims).sid from opened);
select is(
  (rowseal_test.refresh_session((select refresh_token from opened))).status, 'rotated', 'a session is refreshed'
);
select is(
  (select proved_at from rowseal_private.session_proofs where session_id = (select (claims).sid from opened)),
  now() - interval '1 hour', 'a refresh renews no proof'
);
delete from rowseal_private.sessions where id = (select (claims).sid from opened);
select is_empty(
  $$ select from rowseal_private.session_proofs where session_id = (select (claims).sid from opened) $$,
  'proofs are deleted with their session'
);
select * from finish();
rollback;
