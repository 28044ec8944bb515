-- The sealed context: whatever else stands in the setting rowseal.context is refused by everything that reads it.
begin;
set local search_path = tap, pg_catalog;
select plan(346);

select rowseal_test.personas();
create temporary table reader (position int, call text);
insert into reader
values (1, 'rowseal.user_id()'), (2, 'rowseal.session_id()'), (3, 'rowseal.workspace_id()'),
  (4, $$rowseal.workspace_for('notes:read')$$),
       (5, $$rowseal.has_scope('notes:read')$$), (6, $$rowseal.require_scope('notes:read')$$),
       (7, 'rowseal.effective_scopes()'),
       (8, 'rowseal.me()');
grant select on reader to public;

create function pg_temp.read_under(context text, call text) returns text
  language plpgsql volatile
as $$
declare
  v_read text;
begin
  perform set_config('rowseal.context', read_under.context, true);
  execute format('select %s', read_under.call) into v_read;
  return v_read;
end
$$;

-- What enter would write if the backend, the transaction, the database, the login role, the label or the body were the
-- given ones: computed with the owner's key, which no request can read.
create function pg_temp.sealed_context(
  body text,
  pid integer default pg_backend_pid(),
  started timestamptz default transaction_timestamp(),
  database text default current_database(),
  login text default 'rowseal_gateway',
  label text default 'rowseal context 1',
  key_id text default null
) returns text
  language sql volatile security definer
  return (
    select coalesce(sealed_context.key_id, key.id)
           || encode(
                rowseal_private.hmac_sha256(
                  key.inner_pad, key.outer_pad,
                  convert_to(label, 'UTF8') || int4send(pid) || timestamptz_send(started) || convert_to(
                    database || '/' || login || '/' || body, 'UTF8')
                ), 'hex'
              )
           || body
      from rowseal_private.seal_keys as key where key.retires_at is null
  );

-- Absent
select rowseal_test.step_into('rowseal_gateway');
select is(rowseal.user_id(), null, 'where nobody entered user_id is null');
select is(rowseal.session_id(), null, 'where nobody entered session_id is null');
select is(rowseal.workspace_id(), null, 'where nobody entered workspace_id is null');
select is(rowseal.workspace_for('notes:read'), null, 'where nobody entered workspace_for is null');
select is(rowseal.has_scope('notes:read'), false, 'where nobody entered has_scope is false');
select throws_ok(
  $$ select rowseal.require_scope('notes:read') $$, 'RS008', null, 'where nobody entered require_scope says so'
);
select is(rowseal.effective_scopes(), '{}', 'where nobody entered there are no effective scopes');
select is(rowseal.me(), null, 'where nobody entered me is null');
select is(
  pg_temp.read_under('', call), case position when 5 then 'false' when 7 then '{}' end,
  format('under an empty context %s is as where nobody entered', call)
)
  from reader where position <> 6 order by position;
select throws_ok(
  $$ select pg_temp.read_under('', $q$rowseal.require_scope('notes:read')$q$) $$, 'RS008', null,
  'under an empty context require_scope is as where nobody entered'
);
select rowseal_test.leave();

-- Planted, where nobody entered
select rowseal_test.step_into('rowseal_gateway');
select throws_ok(
  format('select pg_temp.read_under(%L, %L)', context, call), '28000', null, format('%s refuses %s', call, what)
)
  from reader,
       (values
         (1, 'x', 'a context of one character'),
         (2, ' ', 'a blank for a context'),
         (3, repeat('0', 72), 'a context of a key id and a MAC alone, all zeros'),
         (4, 'ffffffff' || encode(sha256('guess'),
           'hex') || rowseal_test.id('acme') || rowseal_test.id('owner@acme.test')
             || rowseal_test.id('session') || ' notes:read notes:write ',
             'a context that is right in form, under an unknown key'),
         (5, '{"sub": "x"}', 'JSON for a context'),
         (6, E'\\\\000\\377 äöü', 'backslashes and letters beyond ASCII'),
         (7, repeat('a', 100000), 'a context of 100,000 characters')
       ) as planted (number, context, what)
 order by number, position;
select rowseal_test.leave();

-- Edited, where somebody entered
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select is(rowseal.user_id(), rowseal_test.id('viewer@acme.test'), 'the control: the context that enter wrote is taken');
select throws_ok(
  format('select pg_temp.read_under(%L, %L)', edited.context, call), '28000', null,
  format('%s refuses a context with %s', call, what)
)
  from reader,
       (select current_setting('rowseal.context')) as own (context),
       lateral (values
         (1, overlay(own.context placing 'ffffffff' from 1), 'an unknown key id'),
         (2, overlay(own.context placing '        ' from 1), 'a blank key id'),
         (3, overlay(own.context placing translate(substr(own.context, 9, 1), '0123456789abcdef', '1032547698badcfe')
           from 9),
          'the first digit of the MAC exchanged'),
         (4, overlay(own.context placing translate(substr(own.context, 72, 1), '0123456789abcdef', '1032547698badcfe')
           from 72),
          'the last digit of the MAC exchanged'),
         (5, overlay(own.context placing upper(substr(own.context, 9, 64)) from 9), 'the MAC in upper case'),
         (6, overlay(own.context placing repeat('0', 64) from 9), 'a MAC of zeros'),
         (7, overlay(own.context placing rowseal_test.id('globex')::text from 73), 'another workspace'),
         (8, overlay(own.context placing repeat('-', 36) from 73), 'no workspace'),
         (9, overlay(own.context placing rowseal_test.id('owner@acme.test')::text from 109), 'another user'),
         (10, overlay(own.context placing rowseal_test.id('session')::text from 145), 'another session'),
         (11, own.context || 'notes:write ', 'a scope put in'),
         (12, left(own.context, 181), 'the scopes left out'),
         (13, replace(own.context, 'notes:read', 'notes:purg'), 'a scope exchanged'),
         (14, left(own.context, -1), 'its last character cut off'),
         (15, left(own.context, 72), 'its body cut off'),
         (16, left(own.context, 8), 'nothing but its key id'),
         (17, substr(own.context, 2), 'its first character cut off'),
         (18, own.context || ' ', 'a blank after it'),
         (19, ' ' || own.context, 'a blank before it'),
         (20, own.context || own.context, 'itself after it')
       ) as edited (number, context, what)
 order by number, position;
select is(
  rowseal.user_id(), rowseal_test.id('viewer@acme.test'),
  'after all refusals the context that enter wrote is still taken'
);
select is(
  rowseal.effective_scopes(), '{members:read,tokens:read,tokens:write,notes:read}',
  'after all refusals its scopes are the same'
);

-- A context counts for the login role that entered
reset session authorization;
select throws_ok('select rowseal.user_id()', '28000', null, 'another login role cannot use the context of the gateway');
select rowseal_test.leave();

-- Sealed with the right key, for other circumstances: what a replay would be. A pgTAP file is one transaction of one
-- backend, so that the context of another is computed; the control shows that the computation is right.
create temporary table body as
  select rowseal_test.id('acme')::text || rowseal_test.id('owner@acme.test')::text || rowseal_test.id(
    'session')::text || ' notes:read |192.0.2.1|pgTAP' as body;
grant select on body to public;
select rowseal_test.step_into('rowseal_gateway');
select is(
  pg_temp.read_under(pg_temp.sealed_context(body), call), expected,
  format('the control: %s takes a context sealed for this transaction', call)
)
  from body, reader join (values
    (1, rowseal_test.id('owner@acme.test')::text), (2, rowseal_test.id('session')::text),
    (3, rowseal_test.id('acme')::text),
    (4, rowseal_test.id('acme')::text), (5, 'true'), (6, rowseal_test.id('acme')::text), (7, '{notes:read}')
  ) as answer (position, expected) using (position)
 order by position;
select set_config('rowseal.context', '', true);
select throws_ok(
  format('select pg_temp.read_under(%L, %L)', replayed.context, call), '28000', null,
  format('%s refuses a context sealed %s', call, what)
)
  from body, reader,
       lateral (values
         (1, pg_temp.sealed_context(body, pid => pg_backend_pid() + 1), 'for another backend'),
         (2, pg_temp.sealed_context(body, started => transaction_timestamp() - interval '1 microsecond'),
          'for a transaction that began a microsecond before'),
         (3, pg_temp.sealed_context(body, started => transaction_timestamp() + interval '1 microsecond'),
          'for a transaction that began a microsecond later'),
         (4, pg_temp.sealed_context(body, database => 'postgres'), 'for another database'),
         (5, pg_temp.sealed_context(body, login => 'rowseal_issuer'), 'for another login role'),
         (6, pg_temp.sealed_context(body, login => 'rowseal_gateway/'), 'for a login role of a longer name'),
         (7, pg_temp.sealed_context(body, label => 'rowseal claims 1'), 'under the label of claims'),
         (8, pg_temp.sealed_context(body, label => 'rowseal context 2'), 'under the label of another version'),
         (9, pg_temp.sealed_context(body, key_id => 'ffffffff'), 'under a key named wrongly')
       ) as replayed (number, context, what)
 order by number, position;
select rowseal_test.leave();

-- Keys
select rowseal_test.enter_as('viewer@acme.test', 'acme');
reset session authorization;
do $$ begin perform rowseal_private.rotate_seal_key(); end $$;
select rowseal_test.step_into('rowseal_gateway');
select is(
  rowseal.user_id(), rowseal_test.id('viewer@acme.test'),
  'a context outlives the rotation of its key: the transaction has begun'
);
reset session authorization;
update rowseal_private.seal_keys set retires_at = clock_timestamp() where retires_at is not null;
select rowseal_test.step_into('rowseal_gateway');
select throws_ok(
  format('select %s', call), '28000', null,
  format('%s refuses a context whose key has retired, by the clock: the transaction began before', call)
)
  from reader order by position;
reset session authorization;
delete from rowseal_private.seal_keys where retires_at is not null;
select rowseal_test.step_into('rowseal_gateway');
select throws_ok('select rowseal.user_id()', '28000', null, 'a context whose key is gone is refused');
select rowseal_test.leave();

-- The attack: who has an old dump has its keys, and can seal whatever context they like
select rowseal_test.step_into('rowseal_gateway');
select is(
  pg_temp.read_under(pg_temp.sealed_context(body), 'rowseal.workspace_id()'), rowseal_test.id('acme')::text,
  'the control: under a key that counts, a stolen key forges a context'
)
  from body;
select set_config('test.forged', pg_temp.sealed_context(body), true) from body;
select rowseal_test.leave();
update rowseal_private.seal_keys set retires_at = now() - interval '30 days' where retires_at is null;
select rowseal_test.step_into('rowseal_gateway');
select throws_ok(
  format($$ select pg_temp.read_under(current_setting('test.forged'), %L) $$, call), '28000', null,
  format('%s refuses what a key forges that retired 30 days ago', call)
)
  from reader order by position;
select rowseal_test.leave();
do $$ begin perform rowseal_private.rotate_seal_key(); end $$;

-- Age
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select is(rowseal.user_id(), rowseal_test.id('viewer@acme.test'), 'the control: a context counts for some minutes');
reset session authorization;
create or replace function rowseal_private.context_lifetime() returns interval
  language sql immutable parallel safe return interval '0';
select rowseal_test.step_into('rowseal_gateway');
select throws_ok('select rowseal.user_id()', 'RS017', null, 'a context that has aged is refused');
select throws_ok(
  $$ insert into app.notes (title) values ('x') $$, 'RS017', null,
  'under a context that has aged a policy shows nothing'
);
reset session authorization;
create or replace function rowseal_private.context_lifetime() returns interval
  language sql immutable parallel safe return interval '15 minutes';
select rowseal_test.leave();

-- What a context tells of itself
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select ok(
  current_setting('rowseal.context') !~ '@|acme',
  'a context, which any SQL of the transaction can read, holds ids and scopes only'
);
select is(
  length(current_setting('rowseal.context')),
  180 + length(' members:read tokens:read tokens:write notes:read |192.0.2.1|pgTAP||'),
  'a context holds no seal and no token'
);

-- rowseal.me
select is(
  rowseal.me() - 'session_id',
  jsonb_build_object(
    'user', jsonb_build_object('id', rowseal_test.id('viewer@acme.test'), 'email', 'viewer@acme.test', 'email_verified',
      false, 'name', null),
    'workspace', jsonb_build_object('id', rowseal_test.id('acme'), 'slug', 'acme', 'name', 'Acme', 'role', 'viewer',
                                    'roles', array['viewer'],
                                    'scopes', array['members:read', 'tokens:read', 'tokens:write', 'notes:read']),
    'workspaces', jsonb_build_array(jsonb_build_object('id', rowseal_test.id('acme'), 'slug', 'acme', 'name', 'Acme',
      'role', 'viewer', 'roles', array['viewer'], 'erase_at', null)),
    'next', null
  ),
  'me tells the user, the workspace entered with its effective scopes, and the workspaces of the user'
);
select is((rowseal.me() ->> 'session_id')::uuid, rowseal.session_id(), 'me tells the session');
select rowseal_test.enter_as('owner@globex.test', 'globex', 'notes:read');
select is(
  rowseal.me() #>> '{workspace,scopes}', '["notes:read"]', 'me tells the scopes of the session, not those of the role'
);
select is(
  jsonb_path_query_array(rowseal.me(), '$.workspaces[*].slug'), '["acme", "globex"]',
  'me lists the workspaces of a user in the order of slugs'
);
select rowseal_test.enter_as('owner@globex.test');
select is(rowseal.me() -> 'workspace', 'null', 'me tells no workspace where none was named');
select rowseal_test.leave();
select rowseal_test.enter(rowseal_test.claims_of('owner@globex.test', 'acme'));
select is(
  jsonb_path_query_array(rowseal.me(), '$.workspaces[*].slug'), '["acme"]',
  'me lists to a bound session the workspace it is bound to'
);
select rowseal_test.enter_as('stranger@nowhere.test');
select is(rowseal.me() -> 'workspaces', '[]', 'me lists no workspace to somebody who belongs to none');
select rowseal_test.leave();

select * from finish();
rollback;
