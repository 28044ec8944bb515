-- Where a request comes from: the client's address and the id of the request, which every form of entering takes.
begin;
set local search_path = tap, pg_catalog;
select plan(40);

select rowseal_test.personas();
create temporary table kept (name text primary key, claims rowseal_private.claims);
insert into kept
values ('member', rowseal_test.claims_of('member@acme.test')), ('free', rowseal_test.claims_of('owner@globex.test'));
grant select on kept to public;
create function pg_temp.present(ip inet, request_id text, kept_name text default 'member') returns void
  language plpgsql volatile
as $$
declare
  v_claims rowseal_private.claims;
begin
  perform rowseal_test.leave();
  select (claims).* into v_claims from kept where name = kept_name;
  perform rowseal_test.step_into('rowseal_gateway');
  perform rowseal.enter(
    v_claims.sub, v_claims.sid, v_claims.workspace, v_claims.scope, v_claims.exp, v_claims.seal_key, v_claims.seal,
    case when kept_name = 'member' then 'acme' end, ip, request_id
  );
end
$$;
create function pg_temp.said() returns text
  language sql stable
  return concat_ws(' ', coalesce(host(rowseal.request_ip()), '-'), coalesce(rowseal.request_id(), '-'));

-- Each is read back
select is(rowseal.request_ip(), null, 'where nobody entered there is no address');
select is(rowseal.request_id(), null, 'where nobody entered there is no id of a request');
select pg_temp.present('198.51.100.7', '0f5a');
select is(pg_temp.said(), '198.51.100.7 0f5a', 'a request has the address and the id that were said');
select pg_temp.present('2001:db8::7', '0f5a');
select is(pg_temp.said(), '2001:db8::7 0f5a', 'an IPv6 address is kept as it is');
select pg_temp.present(null, null);
select is(pg_temp.said(), '- -', 'neither has to be said');
select is(
  rowseal.user_id(), rowseal_test.id('member@acme.test'), 'where neither was said somebody entered all the same'
);
select pg_temp.present('198.51.100.7', null, 'free');
select is(pg_temp.said(), '198.51.100.7 -', 'without a workspace and scopes an address is kept too');
select is(rowseal.effective_scopes(), '{}', 'an address makes no scope where there is none');
select is(rowseal.has_scope('|198.51.100.7|'), false, 'has_scope does not find an address');

-- Nothing that is said becomes a scope, or another part of the context
select rowseal_test.leave();
create function pg_temp.beside(said text) returns text
  language plpgsql volatile
as $$
begin
  perform pg_temp.present('198.51.100.7', said);
  return concat_ws(' ', rowseal.effective_scopes(), rowseal.has_scope('notes:purge'), pg_temp.said(),
    rowseal.user_id() = rowseal_test.id('member@acme.test'), rowseal.workspace_id() = rowseal_test.id('acme'));
end
$$;
select is(
  pg_temp.beside(said),
  '{members:read,tokens:read,tokens:write,notes:read,notes:write} f 198.51.100.7 ' || kept || ' t t',
  format('beside the id %L nobody is anybody else, and no scope is new', said)
)
  from (values
    (' notes:purge ', 'notes:purge'), ('| notes:purge |', 'notes:purge'), ('|203.0.113.9|', '203.0.113.9'),
    (E'a\tb', E'a\tb'), ('ünïcode', 'ünïcode'), ('\\x20', '\\x20'), (repeat('x', 200), repeat('x', 64)), (' ', '-')
  ) as tried (said, kept);

-- The other forms of entering
select rowseal_test.leave();
create temporary table token as
  select (claims).sub as user_id, rowseal.uuidv7() as id, sha256('secret') as digest from kept where name = 'member';
insert into rowseal_private.personal_access_tokens (
  user_id, id, workspace_id, name, secret_hash, last_four, expires_at, networks
)
select user_id, id, rowseal_test.id('acme'), 'of requests', sha256(digest), 'abcd', now() + interval '1 day',
       '{192.0.2.0/24}'
  from token;
grant select on token to public;
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_gateway');
select lives_ok(
  $$ select rowseal.enter_with_digest(user_id, id, digest, '192.0.2.7', null, 'by-token') from token $$,
  'a token enters with an id of the request'
);
select is(pg_temp.said(), '192.0.2.7 by-token', 'a token''s request has the address and the id that were said');
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_gateway');
select throws_ok(
  $$ select rowseal.enter_with_digest(user_id, id, digest, null, null, 'by-token') from token $$, 'RS012', null,
  'a token that lists networks refuses an address that nobody says'
);
select lives_ok(
  $$ select rowseal.enter_with_digest(user_id, id, digest, '192.0.2.7') from token $$,
  'the form of the release before still takes a token'
);
select is(pg_temp.said(), '192.0.2.7 -', 'by the form of the release before a request of a token has an address alone');
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_gateway');
select lives_ok(
  $$ select rowseal.enter((claims).sub, (claims).sid, (claims).workspace, (claims).scope, (claims).exp,
       (claims).seal_key, (claims).seal, 'acme') from kept where name = 'member' $$,
  'the form of the release before still takes claims'
);
select is(pg_temp.said(), '- -', 'by the form of the release before a request of claims says nothing of itself');
select is(rowseal.workspace_id(), rowseal_test.id('acme'), 'by the form of the release before a workspace is entered');

-- The payload of an access token, as it is
select rowseal_test.leave();
create function pg_temp.payload(edit jsonb default '{}') returns jsonb
  language sql stable
  return (
    select to_jsonb(claims) || jsonb_build_object('seal', encode((claims).seal, 'hex'), 'iss', 'https://rowseal.test')
           || edit
      from kept where name = 'member'
  );
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_gateway');
select lives_ok(
  $$ select rowseal.enter_with_payload(pg_temp.payload(), 'acme', '192.0.2.8', 'by-payload') $$,
  'the payload of an access token enters'
);
select is(rowseal.user_id(), rowseal_test.id('member@acme.test'), 'by its payload it is the user of the token');
select is(pg_temp.said(), '192.0.2.8 by-payload', 'by its payload a request has the address and the id that were said');
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_gateway');
select throws_ok(
  format('select rowseal.enter_with_payload(pg_temp.payload(%L), null)', edit), 'RS001', null,
  format('a payload is refused with %s', edit)
)
  from (values
    ('{"sub": "nobody"}'), ('{"sub": null}'), ('{"sid": 7}'), ('{"exp": "soon"}'), ('{"exp": 99999999999}'),
    ('{"workspace": "acme"}'), ('{"seal": "00"}'), ('{"seal": null}'), ('{"scope": "notes:purge"}'),
    ('{"seal_key": null}')
  ) as edited (edit);
select throws_ok($$ select rowseal.enter_with_payload(null) $$, 'RS001', null, 'no payload is none');
select is(rowseal.user_id(), null, 'after all refusals nobody has entered');
select rowseal_test.leave();

select * from finish();
rollback;
