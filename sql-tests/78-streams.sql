-- rowseal.check_streams: who may go on holding an open stream, and up to where there is something to read.
begin;
set local search_path = tap, pg_catalog;
select plan(27);

select rowseal_test.personas();
create temporary table streams (name text primary key, stream jsonb);
grant select, insert, update on streams to public;
-- A stream of a session, of all scopes or some, as the server describes it.
create function pg_temp.open(
  name text, email text, workspace text default 'acme', scope text default null, needed text default 'audit:read',
  edit jsonb default '{}'
) returns void
  language plpgsql volatile
as $$
declare
  v_claims constant rowseal_private.claims := rowseal_test.claims_of(email, null, scope);
begin
  insert into streams values (open.name, jsonb_build_object(
    'sub', v_claims.sub, 'sid', v_claims.sid, 'workspace', v_claims.workspace, 'scope', v_claims.scope,
    'exp', v_claims.exp, 'seal_key', v_claims.seal_key, 'seal', encode(v_claims.seal, 'hex'), 'wanted', open.workspace,
    'ip', '192.0.2.1', 'needed', open.needed) || open.edit);
end
$$;
create function pg_temp.open_token(name text, token text, edit jsonb default '{}') returns void
  language sql volatile
as $$
  insert into streams
  select open_token.name, jsonb_build_object(
           'user_id', presented.owner_id, 'token_id', presented.id, 'digest', encode(presented.digest, 'hex'),
           'wanted', null, 'ip', '192.0.2.1', 'needed', 'audit:read') || open_token.edit
    from rowseal_test.presented('rsp_', open_token.token) as presented
$$;
-- What each is told, as the issuing door hears it.
create function pg_temp.told(variadic names text[]) returns text
  language plpgsql volatile
as $$
declare
  v_asked constant jsonb := (
    select jsonb_agg(streams.stream order by wanted.place)
      from unnest(names) with ordinality as wanted (name, place)
      join streams on streams.name = wanted.name
  );
  v_told text;
begin
  perform rowseal_test.step_into_issuer();
  select string_agg(coalesce(checked.refusal, 'on'), ' ' order by checked.place)
    into v_told
    from rowseal.check_streams(v_asked) as checked;
  perform rowseal_test.leave();
  return v_told;
end
$$;

-- Who may
select pg_temp.open('owner', 'owner@acme.test'), pg_temp.open('member', 'member@acme.test'),
       pg_temp.open('stranger', 'member@acme.test', 'globex'),
       pg_temp.open('globex', 'owner@globex.test', 'globex'),
       pg_temp.open('limited', 'owner@acme.test', scope => 'notes:read'),
       pg_temp.open('auditing', 'owner@acme.test', scope => 'audit:read'),
       pg_temp.open('waiting', 'member@acme.test', needed => null),
       pg_temp.open('nowhere', 'owner@acme.test', null),
       pg_temp.open('forged', 'owner@acme.test', edit => jsonb_build_object('scope', 'audit:read')),
       pg_temp.open('expired', 'owner@acme.test', edit => '{"exp": 1}'),
       pg_temp.open('malformed', 'owner@acme.test', edit => '{"sub": "nobody"}');
select is(pg_temp.told('owner'), 'on', 'an owner may read the events of the workspace');
select is(pg_temp.told('member'), 'RS006', 'a role without audit:read may not');
select is(pg_temp.told('waiting'), 'on', 'who reads nothing yet needs no scope');
select is(pg_temp.told('auditing'), 'on', 'a session limited to audit:read may');
select is(pg_temp.told('limited'), 'RS006', 'a session limited to something else may not');
select is(pg_temp.told('stranger'), 'RS004', 'a workspace that one is no member of is refused');
select is(pg_temp.told('nowhere'), 'RS007', 'without a workspace there are no events');
select is(pg_temp.told('forged'), 'RS001', 'claims that were changed are refused');
select is(pg_temp.told('expired'), 'RS001', 'claims that have expired are refused');
select is(pg_temp.told('malformed'), '22P02', 'what is no id is refused, and the others are answered');
select is(
  pg_temp.told('member', 'owner', 'forged', 'globex', 'malformed', 'auditing'), 'RS006 on RS001 on 22P02 on',
  'each of many is answered for itself'
);
select is(current_setting('rowseal.context', true), '', 'nobody has entered when it is done');
select is(
  (select count(*) from rowseal.check_streams('[]')), 0::bigint, 'nobody asks about nothing: the control'
);

-- What ends it
select pg_temp.open('guest', 'owner@globex.test', needed => null);
select is(pg_temp.told('guest'), 'on', 'a member of several workspaces is one in each');
delete from rowseal.memberships
 where user_id = rowseal_test.id('owner@globex.test') and workspace_id = rowseal_test.id('acme');
select is(pg_temp.told('guest', 'globex'), 'RS004 on', 'who is removed is refused there, and nowhere else');
update rowseal_private.sessions set revoked_at = now()
 where id = (select (stream ->> 'sid')::uuid from streams where name = 'auditing');
select is(pg_temp.told('auditing', 'owner'), 'RS002 on', 'a session that was revoked is refused, another is not');
create temporary table token (id uuid, token text);
grant select, insert on token to public;
select rowseal_test.enter_as('owner@acme.test', 'acme');
insert into token select made.id, made.token
  from rowseal_test.create_token('script', now() + interval '1 day', 'audit:read') as made;
select rowseal_test.leave();
select pg_temp.open_token('token', (select token from token));
select pg_temp.open_token('elsewhere', (select token from token), '{"wanted": "globex"}');
select is(pg_temp.told('token'), 'on', 'a personal access token may, with its scope');
select is(pg_temp.told('elsewhere'), 'RS005', 'in the workspace that it is bound to');
update rowseal_private.personal_access_tokens set revoked_at = now() where id = (select id from token);
select is(pg_temp.told('token'), 'RS001', 'one that was revoked is refused');

-- What is new
create function pg_temp.seal() returns void
  language sql volatile
as $$ select from rowseal_private.event_marks for update;
      select from rowseal_private.seal_batch('9000000000000000000'::xid8, 1000) $$;
-- The numbers of the newest events, as the issuing door hears them.
create function pg_temp.newest(variadic names text[]) returns bigint[]
  language plpgsql volatile
as $$
declare
  v_asked constant jsonb := (
    select jsonb_agg(streams.stream order by wanted.place)
      from unnest(names) with ordinality as wanted (name, place)
      join streams on streams.name = wanted.name
  );
  v_newest bigint[];
begin
  perform rowseal_test.step_into_issuer();
  select array_agg(checked.newest order by checked.place) into v_newest from rowseal.check_streams(v_asked) as checked;
  perform rowseal_test.leave();
  return v_newest;
end
$$;
create function pg_temp.cursor_of(email text, workspace text) returns text
  language plpgsql volatile
as $$
declare
  v_cursor text;
begin
  perform rowseal_test.enter_as(email, workspace);
  v_cursor := rowseal_audit.last_cursor();
  perform rowseal_test.leave();
  return v_cursor;
end
$$;
select is(
  pg_temp.cursor_of('owner@globex.test', 'globex'), '0.0', 'where nothing was sealed, the cursor is before all'
);
select is(pg_temp.newest('globex'), '{null}', 'where nothing was sealed, there is nothing new');
select pg_temp.seal();
create temporary table before as
  select pg_temp.newest('owner', 'globex', 'waiting') as numbers, pg_temp.cursor_of('owner@acme.test', 'acme') as acme,
         pg_temp.cursor_of('owner@globex.test', 'globex') as globex;
select is(
  (select numbers from before),
  (select array[split_part(acme, '.', 2)::bigint, split_part(globex, '.', 2)::bigint, null] from before),
  'the newest event is that of the last cursor; who reads nothing is told of none'
);
select rowseal_private.record_event('tested', null, rowseal_test.id('acme'), '{}');
select is(
  pg_temp.newest('owner', 'globex', 'waiting'), (select numbers from before), 'an event that is not sealed is not new'
);
select pg_temp.seal();
select is(
  pg_temp.newest('owner', 'globex'),
  (select array[(select max(number) from rowseal_private.sealed_events), numbers[2]] from before),
  'one that was sealed is, in its workspace and in no other'
);
select is(
  pg_temp.cursor_of('owner@globex.test', 'globex'), (select globex from before),
  'the last cursor of another workspace stays as it is'
);
select is(pg_temp.newest('member', 'limited', 'forged'), '{null,null,null}', 'who is refused is told of none');

-- In the log of PostgreSQL
update rowseal_private.settings set entry_evidence = 'name';
select set_config('application_name', 'unchanged', true);
select pg_temp.told('globex');
select is(current_setting('application_name'), 'unchanged', 'checking a stream is no entry for the log of PostgreSQL');

select * from finish();
rollback;
