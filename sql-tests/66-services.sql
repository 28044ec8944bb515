-- Services: programs of one workspace that are no person. Who makes them, what their keys open now, what they never do.
begin;
set local search_path = tap, pg_catalog;
select plan(122);

select rowseal_test.personas();
-- What a call answers to a persona: its SQLSTATE, or done.
create function pg_temp.answers(email text, scope text, call text, wanted text default 'acme') returns text
  language plpgsql volatile
as $$
begin
  perform rowseal_test.enter_as(email, wanted, scope);
  execute 'select ' || call;
  perform rowseal_test.leave();
  return 'done';
exception when others then
  return sqlstate;
end
$$;
create temporary table keys (name text primary key, service uuid, id uuid, token text);
grant select, insert on keys to public;
create temporary table made (name text primary key, id uuid);
grant select, insert on made to public;
create function pg_temp.service(name text) returns uuid
  language sql stable
as $$ select made.id from made where made.name = service.name $$;
create function pg_temp.create_key(
  name text, service text, email text default 'owner@acme.test', lifetime interval default '1 day',
  networks cidr[] default null, scope text default null, wanted text default 'acme', proofs jsonb default null
) returns text
  language plpgsql volatile
as $$
declare
  v_claims constant rowseal_private.claims := rowseal_private.open_session(
    rowseal_test.id(email), null, scope, '192.0.2.1'::inet, 'pgTAP',
    proofs => coalesce(proofs, jsonb_build_object('password', now())));
begin
  perform rowseal_test.step_into('rowseal_issuer');
  insert into keys
  select name, pg_temp.service(service), issued.id, issued.token
    from rowseal_private.create_service_key(
      v_claims, wanted, pg_temp.service(service), now() + lifetime, networks, '192.0.2.1') as issued;
  perform rowseal_test.leave();
  return 'done';
exception when others then
  return sqlstate;
end
$$;
create function pg_temp.enter_with(key text, ip inet default '192.0.2.1', wanted text default null) returns void
  language plpgsql volatile
as $$
declare
  v_token constant text := (select keys.token from keys where keys.name = enter_with.key);
begin
  perform rowseal_test.leave();
  perform rowseal_test.step_into('rowseal_gateway');
  perform rowseal.enter_with_token(v_token, ip, wanted, 'r-1');
end
$$;
-- What a key opens: the effective scopes, or the SQLSTATE of the refusal.
create function pg_temp.opens(key text, ip inet default '192.0.2.1', wanted text default null) returns text
  language plpgsql volatile
as $$
declare
  v_scopes text;
begin
  perform pg_temp.enter_with(key, ip, wanted);
  v_scopes := array_to_string(array(select unnest(rowseal.effective_scopes()) order by 1), ' ');
  perform rowseal_test.leave();
  return v_scopes;
exception when others then
  return sqlstate;
end
$$;

-- Who makes one
select is(
  pg_temp.answers(email, scope, format('rowseal.create_service(%L, %L)', 'x', scopes)), result, what
)
  from (values
    ('member@acme.test', null, '{notes:read}', 'RS006', 'a member, who lacks services:write, makes none'),
    ('stranger@nowhere.test', null, '{}', 'RS004', 'who is no member makes none'),
    ('owner@globex.test', null, '{notes:read}', 'RS006', 'the owner of another workspace makes none here'),
    ('admin@acme.test', null, '{owners:write}', 'RS006', 'nobody gives a service a scope that they lack'),
    ('admin@acme.test', null, '{notes:read,no:such}', 'RS006', 'nobody gives a service a scope that there is not'),
    ('owner@acme.test', 'services:write notes:read', '{notes:read}', 'RS010', 'a limited session makes none'),
    ('owner@acme.test', null, '{notes:read,notes:read}', '23514', 'a scope is given once'),
    ('owner@acme.test', null, '{notes}', 'RS006', 'what is no scope is not given'),
    ('admin@acme.test', null, '{notes:read}', 'done', 'the control: an admin makes one of scopes that they have')
  ) as call (email, scope, scopes, result, what);
select is(pg_temp.answers('owner@acme.test', null, format('rowseal.create_service(%L, %L)', name, '{}')), '23514', what)
  from (values ('', 'a service has a name'), (repeat('x', 101), 'of 100 characters at most')) as call (name, what);
select is(
  pg_temp.answers('owner@acme.test', null, $$rowseal.create_service('x', '{}')$$, null), 'RS007',
  'a service is of a workspace'
);
delete from rowseal_private.services;
select rowseal_test.enter_as('owner@acme.test', 'acme');
insert into made select 'nightly', rowseal.create_service('Nightly', '{notes:read,notes:write}');
insert into made
select 'all', rowseal.create_service('All', array(select name from rowseal.scopes));
select rowseal_test.leave();
select rowseal_test.enter_as('owner@globex.test', 'globex');
insert into made select 'theirs', rowseal.create_service('Theirs', '{notes:read}');
select rowseal_test.leave();

-- Who gets a key
select is(pg_temp.create_key(name, service, email, lifetime, networks, scope, proofs => proofs), result, what)
  from (values
    (1, 'x', 'nightly', 'member@acme.test', interval '1 day', null::cidr[], null, null::jsonb, 'RS006',
      'a member gets no key'),
    (2, 'x', 'all', 'admin@acme.test', '1 day', null, null, null, 'RS006',
      'nobody gets a key of a service that may do more than they'),
    (3, 'x', 'nightly', 'owner@acme.test', '1 day', null, 'services:write notes:read notes:write', null, 'RS010',
      'a limited session gets no key'),
    (4, 'x', 'nightly', 'owner@acme.test', '1 day', null, null, '{"password": "2020-01-01T00:00:00Z"}', 'RS050',
      'who has not just proved who they are gets no key'),
    (5, 'x', 'nightly', 'owner@acme.test', '367 days', null, null, null, 'RS011',
      'a key lives no longer than the workspace allows'),
    (6, 'x', 'nightly', 'owner@acme.test', '-1 second', null, null, null, 'RS011', 'a key does not end in the past'),
    (7, 'x', 'nightly', 'owner@acme.test', null, null, null, null, 'RS011', 'a key expires'),
    (8, 'x', 'nightly', 'owner@acme.test', '1 day', '{}', null, null, '23514', 'of networks there is one at least'),
    (9, 'x', 'theirs', 'owner@acme.test', '1 day', null, null, null, 'RS013', 'a foreign service is none'),
    (10, 'x', 'none', 'owner@acme.test', '1 day', null, null, null, 'RS013',
      'an absent service answers as a foreign one'),
    (11, 'one', 'nightly', 'admin@acme.test', '1 day', null, null, null, 'done',
      'an admin who has its scopes gets one'),
    (12, 'two', 'nightly', 'owner@acme.test', '366 days', '{192.0.2.0/24}', null, null, 'done',
      'a second key may serve some networks alone'),
    (13, 'x', 'nightly', 'owner@acme.test', '1 day', null, null, null, 'RS042', 'no third while two are live'),
    (14, 'all', 'all', 'owner@acme.test', '1 day', null, null, null, 'done', 'its owner gets one of all scopes')
  ) as call (position, name, service, email, lifetime, networks, scope, proofs, result, what)
 order by position;
select is(pg_temp.create_key('theirs', 'theirs', 'owner@globex.test', wanted => 'globex'), 'done', 'one elsewhere');
select results_eq(
  $$ select parsed.kind, parsed.owner_id, parsed.id = keys.id
       from keys, rowseal.parse_token(token) as parsed where name = 'one' $$,
  $$ select 'service_key', rowseal_test.id('acme'), true $$, 'a key says of which workspace it is, and which'
);
select results_eq(
  $$ select key.secret_hash, key.last_four from rowseal_private.service_keys as key join keys using (id)
      where keys.name = 'one' $$,
  $$ select sha256(sha256(substr(rowseal_private.token_payload('rss_', token), 33))), right(token, 4)
       from keys where name = 'one' $$,
  'what is kept of the secret is its hash'
);

-- What a key opens
select is(pg_temp.opens('one'), 'notes:read notes:write', 'a key opens the scopes of its service');
select is(pg_temp.opens('one', null), 'notes:read notes:write', 'from wherever it is used');
select is(pg_temp.opens('two', '198.51.100.1'), 'RS012', 'a key does not serve other networks than its own');
select is(pg_temp.opens('two', null), 'RS012', 'a key of some networks does not serve an unknown one');
select is(pg_temp.opens('two'), 'notes:read notes:write', 'the control: its own network');
select is(pg_temp.opens('one', wanted => 'acme'), 'notes:read notes:write', 'its workspace may be named');
select is(pg_temp.opens('one', wanted => wanted), 'RS005', format('%s is not its workspace', wanted))
  from unnest(array['globex', 'no-such-workspace', '00000000-0000-0000-0000-000000000000']) as wanted;
insert into keys (name, token)
select 'another secret', rowseal_private.format_token('rss_',
         substr(rowseal_private.token_payload('rss_', token), 1, 32) || rowseal_private.random_bytes(33))
  from keys where name = 'one'
union all
select 'another workspace', rowseal_private.format_token('rss_',
         uuid_send(rowseal_test.id('globex')) || substr(rowseal_private.token_payload('rss_', token), 17))
  from keys where name = 'one'
union all
select 'no checksum', left(token, -4) || 'AAAA' from keys where name = 'one'
union all
select 'another kind', 'rsi_' || substr(token, 5) from keys where name = 'one';
select is(pg_temp.opens(name), 'RS001', format('%s opens nothing', name))
  from unnest(array['another secret', 'another workspace', 'no checksum', 'another kind']) as name;

-- Who it is, and is not
select pg_temp.enter_with('one');
select is(rowseal.user_id(), null, 'a service is no user');
select is(rowseal.service_id(), pg_temp.service('nightly'), 'it is itself');
select is(rowseal.session_id(), (select id from keys where name = 'one'), 'its credential is the key');
select is(rowseal.workspace_id(), rowseal_test.id('acme'), 'it is in its workspace');
select is(array[rowseal.assurance(), rowseal.assurance('1 hour')], '{1,0}',
  'it has the level of the session that made its key, and is never fresh');
select throws_ok('select rowseal.require_assurance(2)', 'RS051', null, 'nobody can prove more for a service');
select is(
  rowseal.me() - 'session_id',
  jsonb_build_object(
    'user', null, 'service', jsonb_build_object('id', pg_temp.service('nightly'), 'name', 'Nightly'),
    'workspace', here || '{"scopes": ["notes:read", "notes:write"]}', 'workspaces', jsonb_build_array(here ||
      '{"erase_at": null}'), 'next', null
  ),
  'rowseal.me says which service it is, and no role'
)
  from (values (jsonb_build_object('id', rowseal_test.id('acme'), 'slug', 'acme', 'name', 'Acme', 'role', null,
    'roles', null))) as shown (here);
select lives_ok($$ select rowseal.require_scope('notes:write') $$, 'it has its scopes');
select throws_ok($$ select rowseal.require_scope('members:read') $$, 'RS006', null,
  'a service has no scope beside its own');
select is_empty('select from rowseal.users', 'it sees no people without members:read');
select rowseal_test.leave();
select is(rowseal.service_id(), null, 'outside nobody is a service');
select rowseal_test.enter_as('owner@acme.test', 'acme');
select is(rowseal.service_id(), null, 'a person is none');
select rowseal_test.leave();
-- The context of a service, which any SQL can read, lets nobody become another.
select pg_temp.enter_with('one');
select throws_ok(
  format($$ select set_config('rowseal.context', replace(current_setting('rowseal.context'), %L, %L), true);
    select rowseal.service_id() $$, pg_temp.service('nightly'), pg_temp.service('all')), '28000', null,
  'a context in which another service is written is refused'
);
select rowseal_test.leave();
select is(
  (select array[last_used_at is not null, host(last_used_ip) = '192.0.2.1']
     from rowseal_private.service_keys join keys using (id) where name = 'one'), '{t,t}'::boolean[],
  'its use is noted'
);

-- What a service never does, whatever its scopes are
create temporary table refused (call text primary key, result text);
grant select on refused to public;
insert into refused values
  ($$rowseal.set_member_role(rowseal_test.id('member@acme.test'), 'viewer')$$, 'RS040'),
  ($$rowseal.remove_member(rowseal_test.id('member@acme.test'))$$, 'RS040'),
  ($$rowseal.transfer_ownership(rowseal_test.id('member@acme.test'))$$, 'RS040'),
  ($$rowseal.define_role('mine', '{notes:read}')$$, 'RS040'),
  ($$rowseal.invite_member('friend@acme.test', 'owner')$$, 'RS040'),
  ($$rowseal.invite_members('{friend@acme.test}', 'owner')$$, 'RS040'),
  ($$rowseal.revoke_invitation(rowseal_test.id('acme'))$$, 'RS040'),
  ($$rowseal.change_workspace('Mine')$$, 'RS040'),
  ($$rowseal.set_workspace_settings(interval '1 day')$$, 'RS040'),
  ($$rowseal.revoke_token(rowseal_test.id('acme'))$$, 'done'),
  ($$rowseal.create_service('more', '{notes:read}')$$, 'RS010'),
  ($$rowseal.revoke_service_key((select id from keys where name = 'all'))$$, 'RS010'),
  ($$rowseal.delete_workspace()$$, 'RS010'), ($$rowseal.delete_account()$$, 'RS010'),
  ($$rowseal.userinfo()$$, 'RS006');
create function pg_temp.service_answers(key text, call text) returns text
  language plpgsql volatile
as $$
begin
  perform pg_temp.enter_with(key);
  execute 'select ' || call;
  perform rowseal_test.leave();
  return 'done';
exception when others then
  return sqlstate;
end
$$;
select is(pg_temp.service_answers('all', call), result, format('a service of all scopes: %s', call))
  from refused order by call;
select is(pg_temp.answers('owner@acme.test', null, $$rowseal.define_role('mine', '{notes:read}')$$), 'done',
  'the control: its maker does');
-- Nor by SQL of its own, where an application has granted what it must not.
grant insert, update, delete on rowseal.memberships to rowseal_user;
create policy any_row on rowseal.memberships to rowseal_user using (true) with check (true);
select pg_temp.enter_with('all');
select throws_ok(
  $$ update rowseal.memberships set role = 'owner' where user_id = rowseal_test.id('viewer@acme.test') $$, 'RS006',
  null, 'a service gives no role by SQL of its own'
);
select rowseal_test.leave();
-- Events
select is(
  (select array[actor_id, credential_id] from rowseal_private.audit_events
    where kind = 'service_key_first_used' and details ->> 'key_id' = (select id::text from keys where name = 'one')),
  array[pg_temp.service('nightly'), (select id from keys where name = 'one')], 'an event names the service as who acted'
);
select rowseal_test.enter_as('owner@acme.test', 'acme');
select results_eq(
  $$ select distinct actor_service from rowseal.list_events() where kind = 'service_key_first_used' order by 1 $$,
  array['All', 'Nightly'], 'the list of events tells the name of a service'
);
select results_eq(
  $$ select name, scopes, enabled, created_by, created_by_email from rowseal.list_services() where name = 'Nightly' $$,
  $$ values ('Nightly', '{notes:read,notes:write}'::text[], true, rowseal_test.id('owner@acme.test'),
       'owner@acme.test') $$,
  'services are listed with who made them'
);
select results_eq(
  format('select count(*)::integer from rowseal.list_service_keys(%L)', made.id), array[result], what
)
  from made join (values ('nightly', 2, 'the keys of a service are listed'),
              ('theirs', 0, 'foreign services have no keys'))
              as shown (name, result, what) using (name)
 order by name;
select rowseal_test.leave();
select is(pg_temp.answers('viewer@acme.test', null, 'rowseal.list_services()'), 'RS006', 'a viewer sees no services');

-- A key never grows above who made it
select rowseal_test.enter_as('owner@acme.test', 'acme');
insert into made select 'grown', rowseal.create_service('Grown', '{notes:read}');
select rowseal_test.leave();
select is(pg_temp.create_key('small', 'grown', 'admin@acme.test'), 'done', 'an admin makes a key of a small service');
select is(pg_temp.answers('owner@acme.test', null, format('rowseal.change_service(%L, scopes => %L)',
  pg_temp.service('grown'), '{audit:read,notes:read,owners:write}')), 'done', 'the owner widens the service');
select is(pg_temp.opens('small'), 'notes:read', 'a key opens no more than its service could when it was made');
select is(pg_temp.create_key('grown', 'grown'), 'done', 'the owner makes another key');
select is(pg_temp.opens('grown'), 'audit:read notes:read owners:write', 'the control: which opens what it may do now');
select results_eq(
  format($$ select kind, id from rowseal_private.principals_with('owners:write', %L) 
        where user_id is null and id <> all (%L) order by 1 $$,
    rowseal_test.id('acme'), array_remove(array(
      select id from made where name <> 'grown' union all select id from keys where name not in ('small', 'grown')
    ), null)),
  $$ select 'service', pg_temp.service('grown') union all select 'service_key', id from keys where name = 'grown' $$,
  'who reaches what with it is told by the same rule'
);
-- Nor does it vouch for who has access
select pg_temp.enter_with('grown');
select throws_ok($$ select rowseal_audit.sign_review(null, null, 'All is well') $$, 'RS010', null,
  'a service signs off no review of access');
select rowseal_test.enter_as('owner@acme.test', 'acme');
select lives_ok($$ select rowseal_audit.sign_review(null, null, 'All is well') $$, 'the control: a person does');
select rowseal.remove_service(pg_temp.service('grown'));
select rowseal_test.leave();
delete from made where name = 'grown';
delete from keys where name in ('small', 'grown');

-- Live
select is(pg_temp.answers('owner@acme.test', null, format('rowseal.change_service(%L, scopes => %L)',
  pg_temp.service('nightly'), '{notes:read}')), 'done', 'its scopes are changed');
select is(pg_temp.opens('one'), 'notes:read', 'what was taken is gone at once');
select is(pg_temp.answers('admin@acme.test', null, format('rowseal.change_service(%L, scopes => %L)',
  pg_temp.service('nightly'), '{notes:read,owners:write}')), 'RS006', 'nobody widens it beyond themselves');
select is(pg_temp.answers('owner@acme.test', null, format('rowseal.change_service(%L, enabled => false)',
  pg_temp.service('all'))), 'done', 'it is disabled');
select is(pg_temp.opens('all'), 'RS001', 'the key of a disabled service is refused at once');
select is(pg_temp.answers('admin@acme.test', null, format('rowseal.change_service(%L, enabled => true)',
  pg_temp.service('all'))), 'RS006', 'nobody enables what may do more than they');
select is(pg_temp.answers('owner@acme.test', null, format('rowseal.change_service(%L, enabled => true)',
  pg_temp.service('all'))), 'done', 'the control: its owner enables it');
-- It outlives who made it.
update rowseal.memberships set role = 'owner' where user_id = rowseal_test.id('admin@acme.test');
delete from rowseal.memberships
 where user_id = rowseal_test.id('owner@acme.test') and workspace_id = rowseal_test.id('acme');
select is(pg_temp.opens('one'), 'notes:read', 'who made it leaves, and it goes on');
select rowseal_test.enter_as('admin@acme.test', 'acme');
select results_eq(
  $$ select created_by, created_by_email from rowseal.list_services() where name = 'Nightly' $$,
  $$ values (rowseal_test.id('owner@acme.test'), null) $$, 'the address of who is no member any more is not told'
);
select rowseal_test.leave();
delete from rowseal.users where id = rowseal_test.id('owner@acme.test');
select is(pg_temp.opens('one'), 'notes:read', 'who made it is erased, and it goes on');
delete from rowseal.scopes where name = 'notes:read';
select is(pg_temp.opens('one'), '', 'a scope that is gone from the catalogue opens nothing');
insert into rowseal.scopes (name, description, defined_by) values ('notes:read', 'Read notes', current_user);

-- The rules of the workspace
update rowseal.workspaces set networks = '{203.0.113.0/24}' where slug = 'acme';
select is(pg_temp.opens('one'), 'RS012', 'the networks of the workspace hold for keys');
update rowseal.workspaces set networks = null, longest_token_lifetime = '1 hour' where slug = 'acme';
update rowseal_private.service_keys set created_at = now() - interval '2 hours'
  where id = (select id from keys where name = 'one');
select is(pg_temp.opens('one'), 'RS001', 'the longest lifetime of tokens holds for keys');
update rowseal.workspaces set longest_token_lifetime = '366 days', erase_at = now() + interval '1 day'
 where slug = 'acme';
select is(pg_temp.opens('one'), 'RS025', 'nobody enters a workspace that was deleted');
update rowseal.workspaces set erase_at = null where slug = 'acme';

-- Answers about it
create function pg_temp.enters_as_admin(sql text) returns text
  language plpgsql volatile
as $$
declare
  v_text text;
begin
  perform rowseal_test.enter_as('admin@acme.test', 'acme');
  execute sql into v_text;
  perform rowseal_test.leave();
  return v_text;
end
$$;
select is(
  pg_temp.enters_as_admin(format($$ select string_agg(kind, ' ' order by kind)
    from rowseal_audit.reach_page('app.notes', 'select', null) where user_id is null $$)),
  'service service service_key service_key service_key', 'services that reach a table are listed, with their keys'
);
select is(
  pg_temp.enters_as_admin(format(
    $$ select allowed::text || coalesce(gate, '') from rowseal.explain(%L, 'app.notes', %L) $$, principal, command)),
  result, what)
  from (values
    ((select id from keys where name = 'one'), 'select', 'true', 'what a key may do is told'),
    (pg_temp.service('nightly'), 'insert', 'falseservice_scope', 'the scope that a service lacks is told'),
    (pg_temp.service('theirs'), 'select', 'falseunknown_principal', 'a foreign service is unknown')
  ) as asked (principal, command, result, what);
select is(
  (select string_agg(section, ' ' order by section) from rowseal_audit.review(rowseal_test.id('acme'), null)
    where section ~ 'service'), 'service service service_key service_key service_key', 'a review shows them'
);
select set_eq(
  format($$ select kind, scopes from rowseal_audit.as_of(%L, %L, clock_timestamp()) $$, pg_temp.service('nightly'),
    rowseal_test.id('acme')),
  $$ values ('service', '{notes:read}'::text[]), ('service_key', '{notes:read}'), ('service_key', '{notes:read}') $$,
  'what it could use then is known'
);

-- Ends
select is(
  pg_temp.answers(
    email, scope, format('rowseal.revoke_service_key(%L)', (select id from keys where name = 'one'))),
  result, what
)
  from (values ('member@acme.test', null, 'RS006', 'a member revokes no key'),
               ('owner@globex.test', null, 'RS006', 'somebody from elsewhere revokes no key'),
               ('admin@acme.test', 'services:write', 'RS010', 'a limited session revokes no key'))
       as call (email, scope, result, what);
select is(pg_temp.enters_as_admin(format('select rowseal.revoke_service_key(%L)',
  (select id from keys where name = 'theirs'))), 'false', 'a foreign key is none');
select is(pg_temp.opens('theirs'), 'notes:read', 'a foreign key still opens its workspace');
select is(pg_temp.enters_as_admin(format('select rowseal.revoke_service_key(%L)',
  (select id from keys where name = 'one'))), 'true', 'a key is revoked');
select is(pg_temp.opens('one'), 'RS001', 'a revoked key opens nothing');
select is(pg_temp.enters_as_admin(format('select rowseal.revoke_service_key(%L)',
  (select id from keys where name = 'one'))), 'false', 'once');
select is(pg_temp.create_key('three', 'nightly', 'admin@acme.test'), 'done', 'another takes its place');
create temporary table removed as select clock_timestamp() as before;
select is(pg_temp.answers('admin@acme.test', null, format('rowseal.remove_service(%L)', pg_temp.service(name))), result,
  what)
  from (values (1, 'theirs', 'RS013', 'a foreign service is none'), (2, 'nightly', 'done', 'a service is removed'),
               (3, 'nightly', 'RS013', 'once')) as call (position, name, result, what) order by position;
select is(pg_temp.opens('three'), 'RS001', 'the keys of a service that was removed open nothing');
select is(
  (select string_agg(kind, ' ' order by kind) from removed, rowseal_audit.as_of(pg_temp.service('nightly'),
    rowseal_test.id('acme'), before)), 'service service_key service_key', 'what it could use before is still known'
);
select rowseal_audit.recover(now() - interval '1 minute');
select is(pg_temp.opens('all'), 'RS001', 'a recovery ends keys too');

select * from finish();
rollback;
