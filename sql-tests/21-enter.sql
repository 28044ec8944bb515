-- rowseal.enter: whose claims it takes, and what it makes of them now.
begin;
set local search_path = tap, pg_catalog;
select plan(130);

select rowseal_test.personas();
select rowseal_test.persona('owner@initech.test', 'initech', 'owner');

-- Claims of one session, kept to be presented again and again. pg_temp.present does so through the gateway.
create temporary table kept (name text primary key, claims rowseal_private.claims);
create function pg_temp.present(kept_name text, wanted text default null, edit jsonb default '{}') returns void
  language sql volatile
  return (select rowseal_test.enter(rowseal_test.edited(claims, edit), wanted) from kept where name = kept_name);

insert into kept
values ('member', rowseal_test.claims_of('member@acme.test')),
       ('bound', rowseal_test.claims_of('owner@globex.test', 'acme')),
       ('free', rowseal_test.claims_of('owner@globex.test')),
       ('limited', rowseal_test.claims_of('member@acme.test', null, 'notes:read'));
create temporary table session_of as select name, (claims).sid from kept;
grant select on session_of to public;

-- A session enters
select lives_ok($$ select pg_temp.present('member', 'acme') $$, 'a member can enter their workspace');
select is(session_user, 'rowseal_gateway', 'the control: what follows is seen through the gateway');
select is(rowseal.user_id(), rowseal_test.id('member@acme.test'), 'user_id is who the claims are of');
select is(
  rowseal.session_id(), (select sid from session_of where name = 'member'), 'session_id is the session of the claims'
);
select is(rowseal.workspace_id(), rowseal_test.id('acme'), 'workspace_id is the workspace wanted');
select is(
  rowseal.effective_scopes(), '{members:read,tokens:read,tokens:write,notes:read,notes:write}',
  'a session without limit has the scopes of the role'
);
select is(
  rowseal.workspace_for('notes:write'), rowseal_test.id('acme'),
  'workspace_for is the workspace where the scope is held'
);
select is(rowseal.workspace_for('notes:purge'), null, 'workspace_for is null where the scope is not held');
select is(
  rowseal.require_scope('notes:write'), rowseal_test.id('acme'),
  'require_scope is the workspace where the scope is held'
);
select throws_ok(
  $$ select rowseal.require_scope('notes:purge') $$, 'RS006', null, 'require_scope refuses where the scope is not held'
);
select is(rowseal.has_scope('notes:write'), true, 'has_scope is true for a scope that is held');
select is(rowseal.has_scope(scope), false, format('has_scope is false for %s', what))
  from (values
    ('notes:purge', 'a scope that is not held'),
    ('notes', 'a part of a scope that is held'),
    ('notes:rea', 'the beginning of a scope that is held'),
    ('otes:read', 'the end of a scope that is held'),
    ('', 'the empty string'),
    (' ', 'a blank'),
    (null, 'null')
  ) as refused (scope, what);
select is(rowseal.workspace_for(scope), null, format('workspace_for is null for %s', what))
  from (values ('notes:rea', 'the beginning of a scope that is held'), ('', 'the empty string'),
    (null, 'null')) as refused (scope, what);
select throws_ok(format('select rowseal.require_scope(%L)', scope), 'RS006', null,
  format('require_scope refuses %s', what))
  from (values ('notes:rea', 'the beginning of a scope that is held'), ('', 'the empty string'),
    (null, 'null')) as refused (scope, what);

-- One principal in a transaction
select throws_ok(
  $$ select rowseal.enter(rowseal.user_id(), rowseal.session_id(), null, null, 0, '', '') $$, 'RS003', null,
  'a second enter is refused'
);
select is(
  rowseal.user_id(), rowseal_test.id('member@acme.test'), 'after a second enter was refused the first still counts'
);
select rowseal_test.leave();
select lives_ok(
  $$ select pg_temp.present('member', 'acme') $$,
  'the control: in a transaction that nobody entered the claims enter again'
);
reset session authorization;
select throws_ok(
  $$ select pg_temp.present('free', 'globex') $$, 'RS003', null,
  'a second enter is refused with good claims of another, too'
);
select rowseal_test.leave();

-- The seal: every field is under it
select throws_ok(
  format('select pg_temp.present(%L, %L, %L)', 'bound', 'acme', edit), 'RS001', null,
  format('enter refuses claims with %s', what)
)
  from (values
    (jsonb_build_object('sub', rowseal_test.id('owner@acme.test')), 'another sub'),
    (jsonb_build_object('sub', null), 'no sub'),
    (jsonb_build_object('sid', (select sid from session_of where name = 'member')), 'another sid'),
    (jsonb_build_object('sid', null), 'no sid'),
    (jsonb_build_object('sub', (select sid from session_of where name = 'bound'), 'sid',
      rowseal_test.id('owner@globex.test')),
     'sub and sid exchanged'),
    (jsonb_build_object('workspace', rowseal_test.id('globex')), 'another workspace'),
    (jsonb_build_object('workspace', null), 'the workspace left out'),
    (jsonb_build_object('scope', 'notes:read'), 'a scope put in'),
    (jsonb_build_object('scope', ''), 'an empty scope put in'),
    (jsonb_build_object('exp', (select (claims).exp + 1 from kept where name = 'bound')), 'a later exp'),
    (jsonb_build_object('exp', (select (claims).exp - 1 from kept where name = 'bound')), 'an earlier exp'),
    (jsonb_build_object('exp', null), 'no exp'),
    (jsonb_build_object('seal_key', 'ffffffff'), 'an unknown seal_key'),
    (jsonb_build_object('seal_key', ''), 'an empty seal_key'),
    (jsonb_build_object('seal_key', null), 'no seal_key'),
    (jsonb_build_object('seal', null), 'no seal'),
    (jsonb_build_object('seal', '\x'::bytea), 'an empty seal'),
    (jsonb_build_object('seal', sha256('a guess')), 'another seal'),
    (jsonb_build_object('seal', (select substr((claims).seal, 1, 31) from kept where name = 'bound')),
      'the seal cut short'),
    (jsonb_build_object('seal', (select substr((claims).seal, 2) from kept where name = 'bound')),
      'the seal without its first byte'),
    (jsonb_build_object('seal', (select (claims).seal || '\x00'::bytea from kept where name = 'bound')),
      'the seal made longer'),
    (jsonb_build_object('seal',
      (select set_bit((claims).seal, 0, 1 - get_bit((claims).seal, 0)) from kept where name = 'bound')),
     'the first bit of the seal turned'),
    (jsonb_build_object('seal',
      (select set_bit((claims).seal, 255, 1 - get_bit((claims).seal, 255)) from kept where name = 'bound')),
     'the last bit of the seal turned'),
    (jsonb_build_object('seal', (select (claims).seal from kept where name = 'free')), 'the seal of other claims')
  ) as edited (edit, what);
select throws_ok(
  $$ select pg_temp.present('limited', 'acme', '{"scope": null}') $$, 'RS001', null,
  'enter refuses claims with the limit of scope left out'
);
select throws_ok(
  $$ select pg_temp.present('limited', 'acme', '{"scope": "notes:read notes:write"}') $$, 'RS001', null,
  'enter refuses claims with a wider scope'
);
select throws_ok(
  format('select pg_temp.present(%L, null, %L)', 'free', jsonb_build_object('workspace', rowseal_test.id('globex'))),
  'RS001', null,
  'enter refuses claims that were bound afterwards'
);
select lives_ok(
  $$ select pg_temp.present('bound', 'acme'), rowseal_test.leave() $$, 'the control: the same claims, not edited, enter'
);
select throws_ok(
  $$ select rowseal_test.enter(null::rowseal_private.claims, 'acme') $$, 'RS001', null,
  'enter refuses claims that are all null'
);

-- Expiry
select throws_ok(
  format($$ select rowseal_test.enter(rowseal_private.seal_claims((claims).sub, (claims).sid, null, null, %s)) from kept
             where name = 'member' $$, exp),
  'RS001', null, format('enter refuses claims that expired %s', what)
)
  from (values
    (floor(extract(epoch from clock_timestamp()))::bigint, 'this second'),
    (floor(extract(epoch from clock_timestamp()))::bigint - 86400, 'yesterday'),
    (0, 'in 1970'),
    (-9223372036854775808, 'before all time')
  ) as expired (exp, what);
select lives_ok(
  $$ select rowseal_test.enter(rowseal_private.seal_claims(
              (claims).sub, (claims).sid, null, null, floor(extract(epoch from clock_timestamp()))::bigint + 5)),
              rowseal_test.leave()
       from kept where name = 'member' $$,
  'the control: claims that expire in five seconds enter'
);

-- The session and its user, as they are now
create function pg_temp.after(change text, kept_name text, wanted text default null) returns void
  language plpgsql volatile
as $$
begin
  execute change;
  perform pg_temp.present(kept_name, wanted);
end
$$;
select throws_ok(format('select pg_temp.after(%L, %L, %L)', change, 'member', 'acme'), 'RS002', null,
  format('enter refuses %s', what))
  from (values
    ($$ update rowseal_private.sessions set revoked_at = now() where user_id = rowseal_test.id('member@acme.test') $$,
      'a session that was revoked'),
    ($$ update rowseal_private.sessions set revoked_at = now() + interval '1 day'
        where user_id = rowseal_test.id('member@acme.test') $$,
     'a session that was revoked from tomorrow on'),
    ($$ update rowseal_private.sessions set expires_at = now() where user_id = rowseal_test.id('member@acme.test') $$,
     'a session that has expired, though its token has not'),
    ($$ delete from rowseal_private.sessions where user_id = rowseal_test.id('member@acme.test') $$,
      'a session that is gone'),
    ($$ update rowseal.users set disabled_at = now() where id = rowseal_test.id('member@acme.test') $$,
      'a user who is disabled'),
    ($$ delete from rowseal.users where id = rowseal_test.id('member@acme.test') $$, 'a user who is gone')
  ) as ended (change, what);
select throws_ok(
  $$ select rowseal_test.enter(rowseal_private.seal_claims(
              rowseal_test.id('owner@acme.test'), (claims).sid, (claims).workspace, (claims).scope, (claims).exp),
              'acme')
       from kept where name = 'member' $$,
  'RS002', null, 'enter refuses a session under the name of another user'
);
select throws_ok(
  $$ select
       pg_temp.after('update rowseal.users set disabled_at = now() where id = rowseal_test.id(''member@acme.test'')',
         'member') $$,
  'RS002', null, 'a disabled user cannot enter without a workspace either'
);
update rowseal.users set disabled_at = now() where id = rowseal_test.id('member@acme.test');
select throws_ok(
  $$ select pg_temp.present('member', 'acme') $$, 'RS002', null, 'while a user is disabled, their session is refused'
);
update rowseal.users set disabled_at = null where id = rowseal_test.id('member@acme.test');
select throws_ok(
  $$ select pg_temp.present('member', 'acme') $$, 'RS002', null,
  'once a user is enabled again, their session stays ended'
);
update kept set claims = rowseal_test.claims_of('member@acme.test') where name = 'member';

-- The workspace wanted
select lives_ok(
  format('select pg_temp.present(%L, %L)', 'free', rowseal_test.id('globex')), 'a workspace can be wanted by its id'
);
select is(rowseal.workspace_id(), rowseal_test.id('globex'), 'the workspace wanted by id is entered');
select rowseal_test.leave();
select lives_ok(
  format('select pg_temp.present(%L, %L), rowseal_test.leave()', 'free', upper(rowseal_test.id('globex')::text)),
  'an id in upper case is the same id'
);
select throws_ok(
  format('select pg_temp.present(%L, %L)', 'member', wanted), 'RS004', 'not a member of this workspace',
  format('enter refuses %s', what)
)
  from (values
    ('globex', 'a workspace, by slug, that the user does not belong to'),
    (rowseal_test.id('globex')::text, 'a workspace, by id, that the user does not belong to'),
    ('no-such-workspace', 'an unknown slug, in the same words'),
    (rowseal_test.id('no-such-workspace')::text, 'an unknown id, in the same words'),
    ('00000000-0000-0000-0000-000000000000', 'the nil id, which stands for no workspace'),
    ('', 'an empty name'),
    ('ACME', 'a slug in upper case'),
    ('acme ', 'a slug with a blank'),
    (replace(rowseal_test.id('acme')::text, '-', ''), 'an id without hyphens, which reads as a slug'),
    ('{' || rowseal_test.id('acme')::text || '}', 'an id in braces'),
    ('acme'' or true --', 'SQL for a slug')
  ) as refused (wanted, what);
select throws_ok(
  format('select pg_temp.present(%L, %L)', 'member', repeat('x', 36)), '22P02', null,
  'enter refuses 36 characters that are no id'
);

-- Claims bound to one workspace
select lives_ok(format('select pg_temp.present(%L, %L), rowseal_test.leave()', 'bound', wanted),
  format('bound claims enter %s', what))
  from (values
    (null, 'with nothing wanted'), ('acme', 'their workspace, by slug'),
    (rowseal_test.id('acme')::text, 'their workspace, by id')
  ) as accepted (wanted, what);
select pg_temp.present('bound');
select is(
  rowseal.workspace_id(), rowseal_test.id('acme'),
  'bound claims with nothing wanted enter the workspace that they are bound to'
);
select rowseal_test.leave();
select throws_ok(format('select pg_temp.present(%L, %L)', 'bound', wanted), 'RS005', null,
  format('bound claims refuse %s', what))
  from (values
    ('globex', 'another workspace of the user, by slug'),
    (rowseal_test.id('globex')::text, 'another workspace of the user, by id'),
    ('initech', 'a workspace that the user does not belong to'),
    ('no-such-workspace', 'an unknown workspace'),
    ('', 'an empty name')
  ) as refused (wanted, what);

-- No workspace
select lives_ok($$ select pg_temp.present('member') $$, 'claims that are not bound enter with nothing wanted');
select is(rowseal.user_id(), rowseal_test.id('member@acme.test'), 'without a workspace the user is known');
select is(rowseal.workspace_id(), null, 'without a workspace workspace_id is null');
select is(rowseal.effective_scopes(), '{}', 'without a workspace there are no effective scopes');
select is(rowseal.has_scope('notes:read'), false, 'without a workspace has_scope is false');
select is(rowseal.workspace_for('notes:read'), null, 'without a workspace workspace_for is null');
select throws_ok(
  $$ select rowseal.require_scope('notes:read') $$, 'RS007', null, 'without a workspace require_scope says so'
);
select rowseal_test.leave();

-- Effective scopes: what the session is limited to, of what the role grants
insert into rowseal.roles (workspace_id, name, scopes)
  values (rowseal_test.id('acme'), 'auditor', '{members:read,notes:purge}');
insert into rowseal.roles (workspace_id, name, scopes) values (rowseal_test.id('globex'), 'auditor', '{notes:write}');
insert into rowseal.roles (workspace_id, name, scopes) values (rowseal_test.id('acme'), 'idle', '{}');
select rowseal_test.persona('auditor@acme.test', 'acme', 'auditor');
select rowseal_test.persona('idle@acme.test', 'acme', 'idle');
create function pg_temp.scopes_of(email text, scope text) returns text
  language plpgsql volatile
as $$
declare
  v_scopes text;
begin
  perform rowseal_test.enter_as(email, 'acme', scope);
  v_scopes := array_to_string(array(select unnest(rowseal.effective_scopes()) order by 1), ' ');
  perform rowseal_test.leave();
  return v_scopes;
end
$$;
select is(pg_temp.scopes_of(email, scope), expected, format('effective scopes of %s', what))
  from (values
    ('owner@acme.test', null,
      'audit:read members:read members:write notes:read notes:write owners:write services:read services:write '
        'tokens:read tokens:write webhooks:read webhooks:write',
      'a session without limit: those of owner'),
    ('admin@acme.test', null,
      'audit:read members:read members:write notes:read notes:write services:read services:write tokens:read '
        'tokens:write webhooks:read webhooks:write',
      'a session without limit: those of admin'),
    ('member@acme.test', null, 'members:read notes:read notes:write tokens:read tokens:write',
      'a session without limit: those of member'),
    ('viewer@acme.test', null, 'members:read notes:read tokens:read tokens:write',
      'a session without limit: those of viewer'),
    ('auditor@acme.test', null, 'members:read notes:purge',
      'a session without limit: those of a role of the workspace'),
    ('idle@acme.test', null, '', 'a role without scopes: none'),
    ('owner@acme.test', 'notes:read', 'notes:read', 'a narrower session: its own'),
    ('owner@acme.test', 'notes:write members:read', 'members:read notes:write',
      'a narrower session of two scopes: its own'),
    ('viewer@acme.test', 'notes:read notes:write', 'notes:read',
      'a session wider than the role: what the role grants of it'),
    ('viewer@acme.test', 'notes:read notes:write members:read notes:purge', 'members:read notes:read',
     'a session much wider than the role: those of the role'),
    ('viewer@acme.test', 'notes:write', '', 'a session that has nothing of the role: none'),
    ('viewer@acme.test', '', '', 'a session limited to nothing: none'),
    ('auditor@acme.test', 'notes:write notes:purge', 'notes:purge',
      'a limited session in a role of the workspace: both together'),
    ('idle@acme.test', 'notes:read', '', 'a limited session in a role without scopes: none')
  ) as tried (email, scope, expected, what);
select rowseal_test.enter_as('idle@acme.test', 'acme');
select is(
  rowseal.workspace_id(), rowseal_test.id('acme'), 'a member without any scope is in the workspace all the same'
);
select is(
  rowseal.workspace_for('notes:read'), null, 'a member without any scope is shown no workspace by workspace_for'
);
select throws_ok(
  $$ select rowseal.require_scope('notes:read') $$, 'RS006', null,
  'a member without any scope lacks the scope, not the workspace'
);
select rowseal_test.leave();

-- Live: the same claims, again and again, while the world changes
create function pg_temp.live_scopes(kept_name text, wanted text) returns text
  language plpgsql volatile
as $$
declare
  v_scopes text;
begin
  perform pg_temp.present(kept_name, wanted);
  v_scopes := array_to_string(array(select unnest(rowseal.effective_scopes()) order by 1), ' ');
  perform rowseal_test.leave();
  return v_scopes;
end
$$;
select is(
  pg_temp.live_scopes('member', 'acme'), 'members:read notes:read notes:write tokens:read tokens:write',
  'at first the member may write'
);
update rowseal.memberships set role = 'viewer' where user_id = rowseal_test.id('member@acme.test');
select is(
  pg_temp.live_scopes('member', 'acme'), 'members:read notes:read tokens:read tokens:write',
  'made a viewer, they may no longer write, by the same claims'
);
update rowseal.memberships set role = 'auditor' where user_id = rowseal_test.id('member@acme.test');
select is(
  pg_temp.live_scopes('member', 'acme'), 'members:read notes:purge',
  'made an auditor, they may do what that role of acme may'
);
update rowseal.roles set scopes = '{notes:read}' where workspace_id = rowseal_test.id('acme') and name = 'auditor';
select is(pg_temp.live_scopes('member', 'acme'), 'notes:read', 'when the role changes, so do its members');
select rowseal.define_scope('notes:read', 'Read notes', '{owner}');
select is(
  pg_temp.live_scopes('bound', 'acme'), 'members:read notes:write tokens:read tokens:write',
  'when a built-in role loses a scope, so do its members'
);
delete from rowseal.memberships where user_id = rowseal_test.id('member@acme.test');
select throws_ok(
  $$ select pg_temp.present('member', 'acme') $$, 'RS004', null, 'removed from the workspace, they cannot enter it'
);
select lives_ok(
  $$ select pg_temp.present('member'), rowseal_test.leave() $$,
  'removed from the workspace, they can enter none, as somebody without one'
);
delete from rowseal.memberships where user_id = rowseal_test.id('owner@globex.test')
  and workspace_id = rowseal_test.id('acme');
select throws_ok(
  $$ select pg_temp.present('bound') $$, 'RS002', null, 'removed from the workspace, claims bound to it do not enter'
);
select lives_ok(
  $$ select pg_temp.present('free', 'globex'), rowseal_test.leave() $$,
  'removed from one workspace, they can still enter the other'
);
delete from rowseal.workspaces where slug = 'acme';
select throws_ok($$ select pg_temp.present('bound') $$, 'RS002', null, 'a session bound to a workspace ends with it');

select * from finish();
rollback;
