-- Personal access tokens: who can make, list, renew and revoke which, and what they open now. Row timestamps are moved,
-- never the clock.
begin;
set local search_path = tap, pg_catalog;
select plan(219);

select rowseal_test.personas();
select rowseal_test.persona('owner@globex.test', 'initech', 'owner');
insert into rowseal.roles (workspace_id, name, scopes)
values (rowseal_test.id('acme'), 'reader', '{notes:read,tokens:read}'), (rowseal_test.id('acme'), 'mute', '{}');
select rowseal_test.persona('reader@acme.test', 'acme', 'reader');

create temporary table tokens (name text primary key, id uuid, token text);
grant select, insert, update on tokens to public;
create function pg_temp.create_token(
  name text, scope text default null, lifetime interval default '1 day', networks cidr[] default null
) returns uuid
  language sql volatile
as $$
  insert into tokens
  select create_token.name, made.id, made.token
    from rowseal_test.create_token(create_token.name, now() + create_token.lifetime, create_token.scope,
      create_token.networks) as made
  returning id
$$;
create function pg_temp.id_of(name text) returns uuid
  language sql stable
as $$ select tokens.id from tokens where tokens.name = id_of.name $$;
create function pg_temp.row_of(name text) returns rowseal_private.personal_access_tokens
  language sql stable
as $$ select stored from rowseal_private.personal_access_tokens as stored
    where stored.id = pg_temp.id_of(row_of.name) $$;
create function pg_temp.present(name text, ip inet default '192.0.2.1', wanted text default null) returns void
  language plpgsql volatile
as $$
begin
  perform rowseal_test.leave();
  perform rowseal_test.step_into('rowseal_gateway');
  perform rowseal.enter_with_token(coalesce((select tokens.token from tokens where tokens.name = present.name),
    present.name), ip, wanted);
end
$$;
-- What a token, by its name here or as text, opens: its effective scopes, or the SQLSTATE of the refusal.
create function pg_temp.opens(name text, ip inet default '192.0.2.1', wanted text default null) returns text
  language plpgsql volatile
as $$
declare
  v_scopes text;
begin
  perform pg_temp.present(name, ip, wanted);
  v_scopes := array_to_string(array(select unnest(rowseal.effective_scopes()) order by 1), ' ');
  perform rowseal_test.leave();
  return v_scopes;
exception when others then
  return sqlstate;
end
$$;
create function pg_temp.become(email text, role text) returns void
  language sql volatile
as $$
  update rowseal.memberships set role = become.role
   where user_id = rowseal_test.id(become.email) and workspace_id = rowseal_test.id('acme')
$$;

-- create_token: what is returned, and what is kept
select rowseal_test.enter_as('member@acme.test', 'acme');
select lives_ok($$ select pg_temp.create_token('all') $$, 'a member can make a token');
select lives_ok(
  $$ select pg_temp.create_token('limited', 'notes:read notes:write', '366 days', '{192.0.2.0/24,2001:db8::/32}') $$,
  'a token can be made with scopes, for as long as the workspace allows, and for some networks'
);
select lives_ok($$ select pg_temp.create_token('read', 'notes:read') $$, 'a second token can be made');
select rowseal_test.leave();
select results_eq(
  $$ select parsed.* from tokens, rowseal.parse_token(token) as parsed where name = 'all' $$,
  $$ select 'personal_access_token', rowseal_test.id('member@acme.test'), pg_temp.id_of('all'), null::integer $$,
  'the token says whose it is and which'
);
select results_eq(
  $$ select (pg_temp.row_of('limited')).* $$,
  $$ select rowseal_test.id('member@acme.test'), id, rowseal_test.id('acme'), 'limited',
       'notes:read notes:write'::rowseal_private.scope_string,
            '{192.0.2.0/24,2001:db8::/32}'::cidr[],
            sha256(sha256(substr(rowseal_private.token_payload('rsp_', token), 33))), right(token, 4),
            now(), now() + interval '366 days', null::timestamptz, null::inet, null::timestamptz, null::uuid,
            (select id from rowseal_private.sessions where user_id = rowseal_test.id('member@acme.test')),
            null::timestamptz, 1::smallint
       from tokens where name = 'limited' $$,
  'what is kept is what was asked for, of the secret its hash, and of the token the end of its checksum'
);
select is((pg_temp.row_of('all')).scope, null, 'a token without a scope list is not limited where the session is not');
create function pg_temp.tables_holding(needle text) returns setof text
  language plpgsql volatile
as $$
declare
  v_table regclass;
  v_found boolean;
begin
  for v_table in
    select oid from pg_class where relnamespace in ('rowseal'::regnamespace, 'rowseal_private'::regnamespace)
      and relkind = 'r'
  loop
    execute format('select exists (select from %s as t where position(%L in t::text) > 0)', v_table,
      needle) into v_found;
    if v_found then
      return next v_table::text;
    end if;
  end loop;
end
$$;
select is_empty(
  format($$ select pg_temp.tables_holding(needle)
              from tokens, lateral (select substr(rowseal_private.token_payload('rsp_', token), 33)) as own (secret),
              lateral (values %s) as sought (needle) $$, needles),
  format('no table holds %s', what)
)
  from (values
    ('(token)', 'a token'),
    ('(substr(token, 5)), (right(token, 48))', 'a part of one'),
    ($$ (encode(secret, 'hex')), (encode(secret, 'base64')), (translate(encode(secret, 'base64'), '+/', '-_')) $$,
      'its secret')
  ) as part (needles, what);
select results_eq(
  $$ select pg_temp.tables_holding(encode(sha256(sha256(substr(rowseal_private.token_payload('rsp_', token), 33))),
       'hex')) from tokens where name = 'all' $$,
  $$ values ('rowseal_private.personal_access_tokens') $$, 'the control: the hash would be found, and is, once'
);

-- create_token: scopes
select rowseal_test.enter_as('member@acme.test', 'acme');
select throws_ok(format('select rowseal_test.create_token($$x$$, now() + interval $$1 day$$, %L)', scope), 'RS006',
  null, format('%s cannot be asked for', what))
  from (values
    ('members:write', 'a scope that the role lacks'),
    ('notes:read members:write', 'a scope that the role lacks beside one that it has'),
    ('no:such', 'a scope that there is not'), ('notes', 'what is no scope'),
    ('notes:read  notes:write', 'an empty scope between two'),
    (' notes:read', 'a blank before a scope'), ('notes:read,notes:write', 'scopes with a comma between them'),
    ('NOTES:READ', 'a scope in capitals'),
    (' ', 'a blank')
  ) as refused (scope, what);
select throws_ok(
  $$ select rowseal_test.create_token('x', now() + interval '1 day', 'notes:read notes:read') $$, '23514', null,
  'a scope twice is no list'
);
select lives_ok($$ select pg_temp.create_token('none', '') $$, 'a token for no scope at all can be made');
select throws_ok(
  $$ select rowseal_test.create_token('', now() + interval '1 day') $$, '23514', null, 'an empty name is refused'
);
select throws_ok(
  $$ select rowseal_test.create_token(repeat('x', 101), now() + interval '1 day') $$, '23514', null,
  'a name of 101 characters is refused'
);
select throws_ok(
  $$ select rowseal_test.create_token(null, now() + interval '1 day') $$, '23502', null, 'no name is refused'
);

-- create_token: a session passes on no more than it has
select rowseal_test.enter_as('member@acme.test', 'acme', 'tokens:read tokens:write notes:read');
select lives_ok($$ select pg_temp.create_token('of limited session') $$, 'a limited session can make a token');
select throws_ok(
  $$ select rowseal_test.create_token('x', now() + interval '1 day', 'notes:write') $$, 'RS006', null,
  'a limited session cannot make a token for a scope that only the role has'
);
select throws_ok(
  $$ select rowseal_test.create_token('x', now() + interval '1 day', 'notes:read notes:write') $$, 'RS006', null,
  'a limited session cannot make a token for such a scope among others'
);
select rowseal_test.leave();
select is(
  (select string_agg(word, ' ' order by word)
    from string_to_table((pg_temp.row_of('of limited session')).scope, ' ') as word),
  'notes:read tokens:read tokens:write', 'a token of a limited session is as limited as the session'
);
select rowseal_test.enter_as('member@acme.test', 'acme', 'notes:read tokens:read');
select throws_ok(
  $$ select rowseal_test.create_token('x', now() + interval '1 day') $$, 'RS006', null,
  'a session without tokens:write makes none'
);
select rowseal_test.enter_as('reader@acme.test', 'acme');
select throws_ok(
  $$ select rowseal_test.create_token('x', now() + interval '1 day') $$, 'RS006', null,
  'somebody whose role lacks tokens:write makes no token'
);
select rowseal_test.enter_as('member@acme.test');
select throws_ok(
  $$ select rowseal_test.create_token('x', now() + interval '1 day') $$, 'RS007', null,
  'no token can be made outside a workspace'
);
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_gateway');
select throws_ok(
  $$ select rowseal_private.create_token(null::rowseal_private.claims, 'acme', 'x', now() + interval '1 day') $$,
  '42501', null,
  'the role that serves requests makes no token, because that returns a secret'
);
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_issuer');
select throws_ok(
  $$ select rowseal_private.create_token(null::rowseal_private.claims, 'acme', 'x', now() + interval '1 day') $$,
  'RS001', null, 'without entering no token can be made'
);
select rowseal_test.leave();

-- create_token: expiry
select rowseal_test.enter_as('member@acme.test', 'acme');
select throws_ok(format('select rowseal_test.create_token($$x$$, %s)', expires_at), 'RS011', null,
  format('a token cannot expire %s', what))
  from (values
    ('null', 'never'), ($$ 'infinity' $$, 'at the end of time'), ($$ '-infinity' $$, 'before time'), ('now()', 'now'),
    ($$ now() - interval '1 microsecond' $$, 'in the past'),
    ($$ now() + interval '366 days 1 microsecond' $$, 'after the longest lifetime of the workspace')
  ) as refused (expires_at, what);
select lives_ok(
  $$ select rowseal_test.create_token('x', now() + interval '1 microsecond') $$, 'the control: it can expire soon'
);
select rowseal_test.leave();
update rowseal.workspaces set longest_token_lifetime = '30 days' where id = rowseal_test.id('acme');
select rowseal_test.enter_as('member@acme.test', 'acme');
select throws_ok(
  $$ select rowseal_test.create_token('x', now() + interval '31 days') $$, 'RS011', null,
  'when the workspace shortens its longest lifetime, that counts'
);
select throws_ok(
  $$ select rowseal_test.rotate_token(pg_temp.id_of('all'), now() + interval '31 days') $$, 'RS011', null,
  'a shortened longest lifetime counts for a renewal too'
);
select lives_ok(
  $$ select rowseal_test.create_token('x', now() + interval '30 days') $$,
  'a renewal up to the shortened lifetime is allowed'
);
select rowseal_test.enter_as('owner@globex.test', 'globex');
select lives_ok(
  $$ select rowseal_test.create_token('x', now() + interval '366 days') $$,
  'a shortened lifetime counts in that workspace only'
);
select rowseal_test.leave();
update rowseal.workspaces set longest_token_lifetime = '366 days' where id = rowseal_test.id('acme');
select throws_ok(
  format($$ update rowseal.workspaces set longest_token_lifetime = %L $$, lifetime), '23514', null,
  format('a workspace cannot let tokens live for %s at the longest', lifetime)
)
  from unnest(array['59 minutes', '3661 days', '-1 day']) as lifetime;

-- create_token: networks
select rowseal_test.enter_as('member@acme.test', 'acme');
select throws_ok(format('select rowseal_test.create_token($$x$$, now() + interval $$1 day$$, null, %s)', networks),
  expected, null, format('%s refused', what))
  from (values
    ($$ '{}' $$, '23514', 'an empty list of networks is'),
    ($$ array(select ('10.' || n || '.0.0/16')::cidr from generate_series(0, 100) as n) $$, '23514',
      '101 networks are'),
    ($$ '{192.0.2.1/24}' $$, '22P02', 'an address that is no network is'),
    ($$ '{localhost}' $$, '22P02', 'a name for a network is')
  ) as refused (networks, expected, what);
select lives_ok(
  $$ select pg_temp.create_token('many networks',
       networks => array(select ('10.' || n || '.0.0/16')::cidr from generate_series(0, 99) as n)) $$,
  '100 networks can be listed'
);
select pg_temp.create_token('any v4', networks => '{0.0.0.0/0}');
select pg_temp.create_token('one v6', networks => '{2001:db8::7/128}');
select rowseal_test.leave();

-- enter_with_token: who the transaction acts for
select lives_ok($$ select pg_temp.present('all') $$, 'a token enters its workspace');
select is(session_user, 'rowseal_gateway', 'the control: what follows is seen through the gateway');
select is(rowseal.user_id(), rowseal_test.id('member@acme.test'), 'user_id is its user');
select is(rowseal.workspace_id(), rowseal_test.id('acme'), 'workspace_id is its workspace');
select is(rowseal.session_id(), pg_temp.id_of('all'), 'session_id is the token');
select is(
  rowseal.effective_scopes(), '{members:read,tokens:read,tokens:write,notes:read,notes:write}',
  'a token that is not limited has the scopes of the role'
);
select throws_ok(
  $$ select rowseal.enter_with_token((select token from tokens where name = 'all')) $$, 'RS003', null,
  'after a token no second token enters'
);
select throws_ok(
  $$ select rowseal.enter(rowseal.user_id(), rowseal.session_id(), null, null, 0, '', '') $$, 'RS003', null,
  'after a token no claims enter'
);
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select throws_ok(
  $$ select rowseal.enter_with_token((select token from tokens where name = 'all')) $$, 'RS003', null,
  'after claims no token enters'
);
select is(
  rowseal.user_id(), rowseal_test.id('viewer@acme.test'), 'after a refused second entry the first principal stays'
);
select rowseal_test.leave();
select is(pg_temp.opens('limited'), 'notes:read notes:write', 'a token limited to some scopes has those scopes');
select is(pg_temp.opens('none'), '', 'a token limited to no scope has none');

-- enter_with_token: the workspace
select is(pg_temp.opens('read', wanted => wanted), expected,
  format('where the workspace wanted is %s: %s', what, expected))
  from (values
    ('acme', 'notes:read', 'the slug of its own'), (rowseal_test.id('acme')::text, 'notes:read', 'the id of its own'),
    ('globex', 'RS005', 'another'), (rowseal_test.id('globex')::text, 'RS005', 'the id of another'),
    ('nowhere', 'RS005', 'none that exists'),
    ('', 'RS005', 'the empty string'), (repeat('z', 36), '22P02', 'what is neither an id nor a slug')
  ) as wanted (wanted, expected, what);
select rowseal_test.enter_as('owner@globex.test', 'acme');
select pg_temp.create_token('guest in acme');
select rowseal_test.enter_as('owner@globex.test', 'globex');
select pg_temp.create_token('owner of globex');
select rowseal_test.leave();
select is(
  pg_temp.opens('guest in acme'), 'members:read notes:read notes:write tokens:read tokens:write',
  'a user of two workspaces has a token of one'
);
select is(
  pg_temp.opens('guest in acme', wanted => 'globex'), 'RS005',
  'a token for one workspace does not work in the user''s other workspace'
);
select is(
  pg_temp.opens('owner of globex', wanted => 'acme'), 'RS005',
  'a token for the other workspace does not work in the first'
);

-- enter_with_token: what is no token, or no longer
insert into tokens (name, token)
select 'unknown', rowseal_private.format_token('rsp_',
  uuid_send(rowseal_test.id('member@acme.test')) || uuid_send(rowseal_test.id('x')) || substr(payload, 33))
  from tokens, rowseal_private.token_payload('rsp_', token) as payload where name = 'all'
union all
select 'forged', rowseal_private.format_token('rsp_', substr(payload, 1, 32) || rowseal_private.random_bytes(33))
  from tokens, rowseal_private.token_payload('rsp_', token) as payload where name = 'all'
union all
select 'readdressed', rowseal_private.format_token('rsp_',
  uuid_send(rowseal_test.id('owner@acme.test')) || substr(payload, 17))
  from tokens, rowseal_private.token_payload('rsp_', token) as payload where name = 'all'
union all
select 'hash for secret', rowseal_private.format_token('rsp_',
  substr(payload, 1, 32) || sha256(substr(payload, 33)) || '\x00')
  from tokens, rowseal_private.token_payload('rsp_', token) as payload where name = 'all'
union all
select 'cut', left(token, -1) from tokens where name = 'all'
union all
select 'mistyped', overlay(token placing case substr(token, 50, 1) when 'A' then 'B' else 'A' end from 50 for 1)
  from tokens where name = 'all'
union all
select 'refresh', refresh_token
  from rowseal_test.open_session(rowseal_test.id('member@acme.test'), null, null, null, null)
union all
select 'mixed', rowseal_private.format_token('rsp_', substr(payload, 1, 32) || substr(other, 33))
  from tokens, rowseal_private.token_payload('rsp_', token) as payload,
  (select rowseal_private.token_payload('rsp_', token) from tokens where name = 'read') as o (other)
 where name = 'all';
select is(pg_temp.opens(name), 'RS001', format('%s opens nothing', what))
  from (values
    ('unknown', 'an id that there is not'), ('forged', 'another secret'),
    ('readdressed', 'another user''s id before it'),
    ('hash for secret', 'what is stored, for the secret'), ('mixed', 'the secret of another token of the same user'),
    ('cut', 'a token cut short'), ('mistyped', 'a token mistyped'), ('refresh', 'a refresh token'),
    ('', 'the empty string')
  ) as bad (name, what);
select throws_ok(
  $$ select rowseal_test.step_into('rowseal_gateway'), rowseal.enter_with_token(null) $$, 'RS001', null,
    'null opens nothing');
select is(
  pg_temp.opens('forged', wanted => 'globex'), 'RS001',
  'somebody without the secret learns nothing of a token''s workspace'
);
update rowseal_private.personal_access_tokens set expires_at = now() where id = pg_temp.id_of('read');
select is(pg_temp.opens('read'), 'RS001', 'a token that has expired opens nothing');
update rowseal_private.personal_access_tokens set expires_at = clock_timestamp() + interval '1 minute'
  where id = pg_temp.id_of('read');
select is(pg_temp.opens('read'), 'notes:read', 'a minute before it expires a token enters');
update rowseal.users set disabled_at = now() where id = rowseal_test.id('owner@globex.test');
select is(pg_temp.opens('guest in acme'), 'RS001', 'the token of a disabled user opens nothing');
update rowseal.users set disabled_at = null where id = rowseal_test.id('owner@globex.test');
select is(
  pg_temp.opens('guest in acme'), 'RS001',
  'the token of a user who was disabled opens nothing when they are enabled again'
);
select rowseal_test.enter_as('owner@globex.test', 'globex');
update tokens set token = made.token, id = made.id
  from rowseal_test.create_token('made again', now() + interval '1 day') as made where name = 'owner of globex';
select rowseal_test.leave();
do $$ begin perform rowseal_private.rotate_seal_key(); end $$;
select is(pg_temp.opens('read'), 'notes:read', 'a token does not depend on seal keys');

-- enter_with_token: networks
select is(pg_temp.opens(name, ip), expected,
  format('%s: from %s %s', name, coalesce(host(ip), 'nowhere'), case expected when 'RS012' then 'it does not serve'
    else 'it serves' end))
  from (values
    ('limited', '192.0.2.0'::inet, 'notes:read notes:write'), ('limited', '192.0.2.255', 'notes:read notes:write'),
    ('limited', '192.0.3.0', 'RS012'),
    ('limited', '192.0.1.255', 'RS012'), ('limited', '2001:db8:ffff::1', 'notes:read notes:write'),
    ('limited', '2001:db9::1', 'RS012'),
    ('limited', '::1', 'RS012'), ('limited', null, 'RS012'), ('limited', '192.0.2.0/16', 'RS012'),
    ('one v6', '2001:db8::7', 'members:read notes:read notes:write tokens:read tokens:write'),
    ('one v6', '2001:db8::8', 'RS012'),
    ('one v6', '192.0.2.1', 'RS012'),
    ('any v4', '203.0.113.9', 'members:read notes:read notes:write tokens:read tokens:write'),
    ('any v4', '2001:db8::7', 'RS012'), ('any v4', null, 'RS012'), ('read', '203.0.113.9', 'notes:read'),
    ('read', null, 'notes:read'),
    ('many networks', '10.99.1.1', 'members:read notes:read notes:write tokens:read tokens:write'),
    ('many networks', '10.100.1.1', 'RS012')
  ) as origin (name, ip, expected);
select is(
  pg_temp.opens('limited', '203.0.113.9', 'globex'), 'RS012',
  'from another network nothing is revealed of a token''s workspace'
);

-- Live: the scopes of the token that the role grants now, for everybody
create temporary table persona (email text, role text, scopes text);
insert into persona
values ('owner@acme.test', 'owner',
  'audit:read members:read members:write notes:read notes:write owners:write services:read services:write '
    'tokens:read tokens:write webhooks:read webhooks:write'),
       ('admin@acme.test', 'admin',
    'audit:read members:read members:write notes:read notes:write services:read services:write '
      'tokens:read tokens:write webhooks:read webhooks:write'),
       ('member@acme.test', 'member', 'members:read notes:read notes:write tokens:read tokens:write'),
       ('viewer@acme.test', 'viewer', 'members:read notes:read tokens:read tokens:write');
create function pg_temp.create_as(email text, name text, scope text default null) returns void
  language plpgsql volatile
as $$
begin
  perform rowseal_test.enter_as(email, 'acme');
  perform pg_temp.create_token(name, scope);
  perform rowseal_test.leave();
end
$$;
do $$
begin
  perform pg_temp.create_as(email, role || ' all'), pg_temp.create_as(email, role || ' some', 'notes:read tokens:read')
    from persona;
end
$$;
select is(pg_temp.opens(role || ' all'), scopes, format('the %s''s token without limit opens what the role does', role))
  from persona order by role;
select is(pg_temp.opens(role || ' some'), 'notes:read tokens:read',
  format('the %s''s limited token opens what it was made for', role))
  from persona order by role;
select pg_temp.become('owner@globex.test', 'owner');
do $$ begin perform pg_temp.become(email, 'reader') from persona; end $$;
select is(pg_temp.opens(role || ' all'), 'notes:read tokens:read',
  format('when the %s is lowered, so is their token, at once', role)) from persona order by role;
do $$ begin perform pg_temp.become(email, 'mute') from persona; end $$;
select is(pg_temp.opens(role || ' some'), '',
  format('when the %s has no scope left, their limited token enters and can do nothing', role)) from persona
  order by role;
do $$ begin perform pg_temp.become(email, 'owner') from persona; end $$;
select is(pg_temp.opens(role || ' some'), 'notes:read tokens:read',
  format('when the %s is raised, their limited token is not', role)) from persona order by role;
select is(
  pg_temp.opens('viewer all'),
  'audit:read members:read members:write notes:read notes:write owners:write services:read services:write '
    'tokens:read tokens:write webhooks:read webhooks:write',
  'a token without limit follows the role'
);
do $$ begin perform pg_temp.become(email, role) from persona; end $$;
select pg_temp.become('owner@globex.test', 'member');
update rowseal.roles set scopes = array_append(scopes, 'notes:write') where workspace_id = rowseal_test.id('acme')
  and name = 'reader';
select pg_temp.become('viewer@acme.test', 'reader');
select is(
  pg_temp.opens('viewer all'), 'notes:read notes:write tokens:read',
  'when the role changes, so does what its members'' tokens open'
);
update rowseal.roles set scopes = '{notes:read,tokens:read}' where workspace_id = rowseal_test.id('acme')
  and name = 'reader';
select is(pg_temp.opens('viewer all'), 'notes:read tokens:read', 'a wider role widens the members'' tokens too');
select pg_temp.become('viewer@acme.test', 'viewer');

-- A token never outlives the membership
select results_eq(
  $$ with gone as (delete from rowseal.memberships where user_id = rowseal_test.id('viewer@acme.test')
       returning user_id) select count(*)::int from gone $$,
  'values (1)', 'a member is removed, in plain SQL'
);
select is_empty(
  $$ select name from rowseal_private.personal_access_tokens where user_id = rowseal_test.id('viewer@acme.test') $$,
  'the statement that removes a member deletes their tokens'
);
select is(pg_temp.opens('viewer all'), 'RS001', 'a removed member''s token opens nothing');
select rowseal_test.persona('viewer@acme.test', 'acme', 'viewer');
select is(pg_temp.opens('viewer all'), 'RS001', 'a member who comes back finds the old token dead');
select rowseal_test.enter_as('admin@acme.test', 'acme');
select lives_ok($$ select rowseal.remove_member(rowseal_test.id('owner@globex.test')) $$, 'an admin removes a guest');
select rowseal_test.leave();
select is(pg_temp.opens('guest in acme'), 'RS001', 'a removed guest''s token for this workspace opens nothing');
select is(
  pg_temp.opens('owner of globex'),
  'audit:read members:read members:write notes:read notes:write owners:write services:read services:write '
    'tokens:read tokens:write webhooks:read webhooks:write',
  'a removed guest''s token for their own workspace still works'
);
select rowseal_test.persona('owner@globex.test', 'acme', 'member');
set local session_replication_role = replica;
delete from rowseal.memberships where user_id = rowseal_test.id('admin@acme.test');
set local session_replication_role = origin;
select is(
  pg_temp.opens('admin all'), 'RS004',
  'were the foreign key circumvented, a token without a membership would open nothing either'
);
insert into rowseal.memberships (workspace_id, user_id, role)
  values (rowseal_test.id('acme'), rowseal_test.id('admin@acme.test'), 'admin');

-- Use is noted, at most once a minute
select is((pg_temp.row_of('of limited session')).last_used_at, null, 'a token that was never used says so');
select pg_temp.opens('of limited session', '192.0.2.10');
select ok(
  (pg_temp.row_of('of limited session')).last_used_at between now() and clock_timestamp(), 'the first use is noted'
);
select is((pg_temp.row_of('of limited session')).last_used_ip, '192.0.2.10', 'the first use is noted with its address');
create temporary table noted as select (pg_temp.row_of('of limited session')).*;
select pg_temp.opens('of limited session', '192.0.2.11');
select results_eq(
  $$ select (pg_temp.row_of('of limited session')).* $$, 'select * from noted',
  'the next use in the same minute writes nothing, whatever the address'
);
create function pg_temp.used_ago(name text, ago interval) returns void
  language sql volatile
as $$ update rowseal_private.personal_access_tokens set last_used_at = clock_timestamp() - ago
    where id = pg_temp.id_of(name) $$;
select pg_temp.used_ago('of limited session', '50 seconds');
select pg_temp.opens('of limited session', '192.0.2.12');
select is((pg_temp.row_of('of limited session')).last_used_ip, '192.0.2.10', 'a use after 50 seconds writes nothing');
select pg_temp.used_ago('of limited session', '61 seconds');
select pg_temp.opens('of limited session', '2001:db8::13');
select is((pg_temp.row_of('of limited session')).last_used_ip, '2001:db8::13', 'a use after 61 seconds is noted');
select ok(
  (pg_temp.row_of('of limited session')).last_used_at > clock_timestamp() - interval '10 seconds',
  'a noted use has its time'
);
select pg_temp.used_ago('of limited session', '61 seconds');
select pg_temp.opens('of limited session', null);
select is(
  (pg_temp.row_of('of limited session')).last_used_ip, null, 'an address that is not known is not the last one that was'
);
select is((pg_temp.row_of('limited')).last_used_at is null, false, 'the control: a token with networks has been used');
select pg_temp.used_ago('limited', '1 hour');
select pg_temp.opens('limited', '203.0.113.9');
select ok(
  (pg_temp.row_of('limited')).last_used_at < clock_timestamp() - interval '59 minutes', 'a refused use is not noted'
);
create function pg_temp.opens_read_only(name text) returns void
  language plpgsql volatile
as $$
begin
  set local transaction_read_only = on;
  perform pg_temp.present(name);
  raise exception 'entered, as %', rowseal.user_id() using errcode = 'RS999';
end
$$;
select pg_temp.used_ago('read', '1 hour');
select throws_ok(
  $$ select pg_temp.opens_read_only('read') $$, 'RS999', null,
  'a token enters a read-only transaction, and notes nothing'
);

-- list_tokens
select rowseal_test.enter_as('member@acme.test', 'acme');
select results_eq(
  $$ select name from rowseal.list_tokens() where name <> 'x' $$,
  $$ select name from tokens
       where name in ('all', 'limited', 'read', 'none', 'of limited session', 'many networks', 'any v4', 'one v6',
         'member all', 'member some') order by id $$,
  'a member is shown their own tokens for this workspace, oldest first'
);
select results_eq(
  $$ select id, name, scope, networks, last_four, created_at, expires_at, revoked_at from rowseal.list_tokens()
       where name = 'limited' $$,
  $$ select id, 'limited', 'notes:read notes:write', '{192.0.2.0/24,2001:db8::/32}'::cidr[], right(token, 4), now(),
       now() + interval '366 days',
            null::timestamptz from tokens where name = 'limited' $$,
  'the list of tokens shows everything but secrets'
);
select ok(
  (select last_used_at < now() and last_used_ip <<= '192.0.2.0/24' from rowseal.list_tokens() where name = 'limited'),
  'the list of tokens shows when and from where they were used'
);
select rowseal_test.enter_as('owner@globex.test', 'globex');
select results_eq(
  $$ select name from rowseal.list_tokens() where name <> 'x' and revoked_at is null $$, $$ values ('made again') $$,
  'in another workspace the list shows the tokens for that one'
);
select rowseal_test.enter_as('owner@acme.test', 'acme');
select results_eq(
  'select name from rowseal.list_tokens()', $$ values ('owner all'), ('owner some') $$,
  'an owner is not shown other members'' tokens'
);
select rowseal_test.enter_as('owner@acme.test', 'acme', 'tokens:write');
select throws_ok('select * from rowseal.list_tokens()', 'RS006', null, 'a session without tokens:read is shown none');
select rowseal_test.enter_as('reader@acme.test', 'acme', 'notes:read');
select throws_ok(
  'select * from rowseal.list_tokens()', 'RS006', null,
  'a session without tokens:read is refused even where there are no tokens'
);
select rowseal_test.enter_as('owner@acme.test');
select throws_ok('select * from rowseal.list_tokens()', 'RS007', null, 'tokens are not listed outside a workspace');
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_gateway');
select throws_ok('select * from rowseal.list_tokens()', 'RS008', null, 'tokens are not listed without entering');
select rowseal_test.leave();

-- rotate_token
create temporary table before_rotation as select (pg_temp.row_of('read')).*;
insert into tokens (name, token) select 'old read', token from tokens where name = 'read';
select rowseal_test.enter_as('member@acme.test', 'acme');
select lives_ok(
  $$ update tokens set token = rowseal_test.rotate_token(id, now() + interval '2 days') where name = 'read' $$,
  'a user can renew their token'
);
select rowseal_test.leave();
select is(pg_temp.opens('read'), 'notes:read', 'a renewed token opens what the old one did');
select is(pg_temp.opens('old read'), 'RS001', 'the old secret opens nothing after a renewal');
select results_eq(
  $$ select (pg_temp.row_of('read')).id, (pg_temp.row_of('read')).name, (pg_temp.row_of('read')).scope,
       (pg_temp.row_of('read')).created_at,
            (pg_temp.row_of('read')).expires_at, (pg_temp.row_of('read')).last_four,
            (pg_temp.row_of('read')).secret_hash $$,
  $$ select before_rotation.id, before_rotation.name, before_rotation.scope, created_at, now() + interval '2 days',
       right(token, 4),
            sha256(sha256(substr(rowseal_private.token_payload('rsp_', token), 33)))
       from before_rotation, tokens where tokens.name = 'read' $$,
  'a renewed token is the same token, with another secret and expiry'
);
select is_empty(
  $$ select pg_temp.tables_holding(substr(token, 48)) from tokens where name = 'read' $$,
  'no table holds the new secret'
);
-- The control is above: before it expires, it is renewed.
update rowseal_private.personal_access_tokens set expires_at = now() - interval '1 day'
  where id = pg_temp.id_of('read');
select rowseal_test.enter_as('member@acme.test', 'acme');
select throws_ok(
  $$ select rowseal_test.rotate_token(pg_temp.id_of('read'), now() + interval '2 days') $$, 'RS013', null,
  'an expired token cannot be renewed'
);
select rowseal_test.leave();
update rowseal_private.personal_access_tokens set expires_at = now() + interval '1 day'
  where id = pg_temp.id_of('read');
select rowseal_test.enter_as('member@acme.test', 'acme');
select throws_ok(format('select rowseal_test.rotate_token(pg_temp.id_of($$read$$), %s)', expires_at), 'RS011', null,
  format('a renewed token cannot expire %s', what))
  from (values ('null', 'never'), ('now()', 'now'),
    ($$ now() + interval '367 days' $$, 'after the longest lifetime')) as refused (expires_at, what);
select throws_ok(format('select rowseal_test.rotate_token(%s, now() + interval $$1 day$$)', id), 'RS013', null,
  format('%s cannot be renewed', what))
  from (values
    ($$ pg_temp.id_of('owner all') $$, 'a token of another member'),
    ($$ pg_temp.id_of('owner of globex') $$, 'a token of another workspace'),
    ($$ rowseal_test.id('nothing') $$, 'a token that there is not'), ('null', 'null')
  ) as refused (id, what);
select rowseal_test.enter_as('owner@globex.test', 'acme');
select throws_ok(
  $$ select rowseal_test.rotate_token(pg_temp.id_of('owner of globex'), now() + interval '1 day') $$, 'RS013', null,
  'one''s own token for another workspace cannot be renewed from here'
);
select rowseal_test.enter_as('owner@acme.test', 'acme');
select throws_ok(
  $$ select rowseal_test.rotate_token(pg_temp.id_of('read'), now() + interval '1 day') $$, 'RS013', null,
  'an owner cannot renew a member''s token, and so take it over'
);
select rowseal_test.leave();
select is(pg_temp.opens('read'), 'notes:read', 'after all refusals the token is as it was');
select rowseal_test.enter_as('member@acme.test', 'acme', 'tokens:write notes:read');
select throws_ok(
  $$ select rowseal_test.rotate_token(pg_temp.id_of('limited'), now() + interval '1 day') $$, 'RS013', null,
  'a limited session cannot renew a token that exceeds it'
);
select throws_ok(
  $$ select rowseal_test.rotate_token(pg_temp.id_of('read'), now() + interval '1 day') $$, 'RS013', null,
  'a limited session cannot renew a token that it covers but has not made'
);
select pg_temp.create_token('of its own', 'notes:read');
select lives_ok(
  $$ update tokens set token = rowseal_test.rotate_token(id, now() + interval '2 days') where name = 'of its own' $$,
  'a limited session can renew a token that it has made'
);
select rowseal_test.leave();
select is(pg_temp.opens('of its own'), 'notes:read', 'a token renewed by a limited session stays as limited');
select rowseal_test.enter_as('member@acme.test', 'acme', 'tokens:read notes:read');
select throws_ok(
  $$ select rowseal_test.rotate_token(pg_temp.id_of('read'), now() + interval '1 day') $$, 'RS006', null,
  'a session without tokens:write renews none'
);
select pg_temp.become('member@acme.test', 'viewer') from rowseal_test.leave();
select rowseal_test.enter_as('member@acme.test', 'acme');
select throws_ok(
  $$ select rowseal_test.rotate_token(pg_temp.id_of('limited'), now() + interval '1 day') $$, 'RS006', null,
  'somebody with a lower role now cannot renew a token that exceeds it'
);
select pg_temp.become('member@acme.test', 'member') from rowseal_test.leave();
select rowseal_test.enter_as('member@acme.test');
select throws_ok(
  $$ select rowseal_test.rotate_token(pg_temp.id_of('read'), now() + interval '1 day') $$, 'RS007', null,
  'nothing is renewed outside a workspace'
);
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_gateway');
select throws_ok(
  $$ select rowseal_private.rotate_token(null::rowseal_private.claims, 'acme', rowseal_test.id('x'), now()) $$, '42501',
  null, 'the role that serves requests renews no token'
);
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_issuer');
select throws_ok(
  $$ select rowseal_private.rotate_token(null::rowseal_private.claims, 'acme', rowseal_test.id('x'), now()) $$, 'RS001',
  null, 'without entering no token can be renewed'
);
select rowseal_test.leave();

-- A token makes and renews none, whatever its scopes; it can end some
select pg_temp.present('member all');
select rowseal_test.leave();
select throws_ok(
  format('select rowseal_test.%s from rowseal_private.seal_claims(rowseal_test.id($$member@acme.test$$), '
         'pg_temp.id_of($$member all$$), null, null, 9999999999) as claims',
    call),
  'RS002', null, format('no claims speak for a token: with it nobody can %s', what)
)
  from (values
    ($$ create_token(claims, 'acme', 'x', now() + interval '1 day') $$, 'make a token'),
    ($$ create_token(claims, 'acme', 'x', now() + interval '1 day', 'notes:read') $$, 'make one for less'),
    ($$ rotate_token(claims, 'acme', pg_temp.id_of('read'), now() + interval '1 day') $$, 'renew another'),
    ($$ rotate_token(claims, 'acme', pg_temp.id_of('member all'), now() + interval '1 day') $$, 'renew it')
  ) as asked (call, what);
select pg_temp.present('member all');
select is(
  rowseal.revoke_token(pg_temp.id_of('member some')), false, 'a token with tokens:write cannot end another token'
);
select results_eq(
  'select name from rowseal.list_tokens()', $$ values ('member all') $$, 'a token with tokens:read is shown only itself'
);
select pg_temp.present('read');
select throws_ok(
  $$ select rowseal.revoke_token(pg_temp.id_of('member all')) $$, 'RS006', null,
  'a token without tokens:write ends nothing'
);
select pg_temp.present('member all');
select is(rowseal.revoke_token(rowseal.session_id()), true, 'a token with tokens:write can end itself');
select rowseal_test.enter_as('member@acme.test', 'acme');
select cmp_ok(
  (select count(*) from rowseal.list_tokens()), '>', 1::bigint, 'a session lists all tokens of its user: the control'
);
select rowseal_test.leave();
select is(pg_temp.opens('member all'), 'RS001', 'a token that ended itself opens nothing');

-- revoke_token
select rowseal_test.enter_as('member@acme.test', 'acme');
select is(rowseal.revoke_token(pg_temp.id_of('limited')), true, 'a user can end their token');
select is(rowseal.revoke_token(pg_temp.id_of('limited')), false, 'a token is ended once');
select throws_ok(
  $$ select rowseal_test.rotate_token(pg_temp.id_of('limited'), now() + interval '1 day') $$, 'RS013', null,
  'an ended token cannot be renewed'
);
select ok(
  (select revoked_at >= now() from rowseal.list_tokens() where name = 'limited'), 'an ended token is listed as ended'
);
select is(rowseal.revoke_token(id), false, format('%s cannot be ended', what))
  from (values
    (pg_temp.id_of('owner all'), 'a token of another member'),
    (pg_temp.id_of('owner of globex'), 'a token of another workspace'),
    (rowseal_test.id('nothing'), 'a token that there is not'), (null, 'null')
  ) as refused (id, what);
select rowseal_test.enter_as('owner@globex.test', 'acme');
select is(
  rowseal.revoke_token(pg_temp.id_of('owner of globex')), false,
  'one''s own token for another workspace cannot be ended from here'
);
select rowseal_test.enter_as('owner@acme.test', 'acme');
select is(rowseal.revoke_token(pg_temp.id_of('read')), false, 'an owner cannot end a member''s token');
select rowseal_test.enter_as('member@acme.test', 'acme', 'tokens:read');
select throws_ok(
  $$ select rowseal.revoke_token(pg_temp.id_of('read')) $$, 'RS006', null, 'a session without tokens:write ends none'
);
select rowseal_test.enter_as('member@acme.test');
select throws_ok(
  $$ select rowseal.revoke_token(pg_temp.id_of('read')) $$, 'RS007', null, 'nothing is ended outside a workspace'
);
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_gateway');
select throws_ok(
  $$ select rowseal.revoke_token(pg_temp.id_of('read')) $$, 'RS008', null, 'without entering no token can be ended'
);
select rowseal_test.leave();
select is(pg_temp.opens('limited'), 'RS001', 'a token that was ended opens nothing');
select is(pg_temp.opens('read'), 'notes:read', 'other tokens are as they were');
select is(
  pg_temp.opens('owner of globex'),
  'audit:read members:read members:write notes:read notes:write owners:write services:read services:write '
    'tokens:read tokens:write webhooks:read webhooks:write',
  'tokens in other workspaces are as they were'
);

-- What is on record
select results_eq(
  $$ select user_id, workspace_id, details ->> 'token_id', ip from rowseal_private.audit_events
       where kind = 'token_created' and details ->> 'token_id' in (select id::text from tokens)
      order by 3 $$,
  $$ select (rowseal.parse_token(token)).owner_id, case name when 'owner of globex' then rowseal_test.id('globex')
       else rowseal_test.id('acme') end, id::text, null::inet
       from tokens where id is not null order by 3 $$,
  'each token that was made is recorded once, with its user, in its workspace'
);
select results_eq(
  $$ select name, count(*) from rowseal_private.audit_events as event
       join tokens on tokens.id::text = details ->> 'token_id'
      where kind = 'token_rotated' and workspace_id = rowseal_test.id('acme')
        and user_id = rowseal_test.id('member@acme.test') group by name order by name $$,
  $$ values ('of its own', 1::bigint), ('read', 1) $$, 'each renewal is recorded'
);
select results_eq(
  $$ select name, count(*) from rowseal_private.audit_events as event
       join tokens on tokens.id::text = details ->> 'token_id'
      where kind = 'token_revoked' and workspace_id = rowseal_test.id('acme')
        and user_id = rowseal_test.id('member@acme.test') group by name order by name $$,
  $$ values ('limited', 1::bigint), ('member all', 1) $$, 'each end of a token is recorded'
);
select is_empty(
  $$ select kind from rowseal_private.audit_events
      where kind in ('token_created', 'token_rotated', 'token_revoked')
        and details - array['token_id', 'parent_id', 'origin_id', 'by', 'reason'] <> '{}' $$,
  'of a token only its id, who made or renewed it, and why it ended are recorded'
);

-- A token never outlives its user or its workspace
delete from rowseal.users where id = rowseal_test.id('member@acme.test');
select is(pg_temp.opens('read'), 'RS001', 'a token of a user who was deleted opens nothing');
delete from rowseal.workspaces where id = rowseal_test.id('acme');
select is(pg_temp.opens('owner all'), 'RS001', 'a token for a workspace that was deleted opens nothing');
select results_eq(
  'select distinct workspace_id from rowseal_private.personal_access_tokens', $$ select rowseal_test.id('globex') $$,
  'the tokens of a deleted user and of a deleted workspace are gone'
);

select * from finish();
rollback;
