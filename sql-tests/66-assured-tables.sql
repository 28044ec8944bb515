-- Tables that rowseal.protect gave an assurance: what each credential's statement comes to, about a row of its own
-- workspace, of another, and one that is not there. The gate of a scope is the control: it is judged first.
begin;
set local search_path = tap, pg_catalog;
select plan(60);

select rowseal_test.personas();
create role tap_owner login;
grant rowseal_developer to tap_owner;
create schema tenant authorization tap_owner;
grant usage on schema tenant to rowseal_user;
select rowseal.workspace_for_key('17', null, rowseal_test.id('acme')), rowseal.workspace_for_key('18', null,
  rowseal_test.id('globex'));
insert into rowseal_private.oauth_clients (id, name, redirect_uris, auth_method, scope)
values ('app_' || repeat('a', 22), 'App', '{https://app.test/cb}', 'none', 'notes:read notes:write');

set local role tap_owner;
create table tenant.t (ws uuid not null default rowseal.workspace_id(), id integer not null, title text,
  primary key (ws, id));
insert into tenant.t values (rowseal_test.id('acme'), 1, 'own'), (rowseal_test.id('globex'), 2, 'foreign');
create table tenant.fresh (like tenant.t including all);
insert into tenant.fresh select * from tenant.t;
create table tenant.removed (like tenant.t including all);
insert into tenant.removed select * from tenant.t;
create table tenant.sighted (like tenant.t including all);
insert into tenant.sighted select * from tenant.t;
create table tenant.plain (like tenant.t including all);
create table tenant.big (org bigint not null, id integer, title text, primary key (org, id));
insert into tenant.big values (17, 1, 'own'), (18, 2, 'foreign');
create table tenant.kid (id integer primary key, ws uuid not null, t_id integer not null, title text,
  foreign key (ws, t_id) references tenant.t (ws, id));
create index on tenant.kid (ws, t_id);
create table tenant.lk (code text primary key);
insert into tenant.lk values ('a');
grant select, insert, update, delete on all tables in schema tenant to rowseal_user;
revoke insert, update, delete on tenant.lk from rowseal_user;

-- What it takes. The control: without assurance the policies are those of before
create function tenant.tried(relation text, options jsonb) returns text
  language plpgsql
as $$
begin
  perform rowseal.protect(
    relation::regclass, workspace => case when relation <> 'tenant.lk' then 'ws' end, read => 'notes:read',
    write => case when relation <> 'tenant.lk' then 'notes:write' end, shared => relation = 'tenant.lk',
    assured => (select array_agg(command) from jsonb_array_elements_text(options -> 'assured') as command),
    assurance => (options ->> 'assurance')::integer, fresh => (options ->> 'fresh')::interval, dry_run => true
  );
  return 'taken';
exception when others then
  return sqlstate;
end
$$;
select is(tenant.tried(relation, options), expected, format('%s: %s', expected, what)) from (values
    ('tenant.t', '{"assurance": 2}'::jsonb, 'taken', 'a level, for every write'),
    ('tenant.t', '{"assurance": 2, "assured": ["delete"], "fresh": "5 minutes"}', 'taken', 'for one command, fresh'),
    ('tenant.lk', '{"assurance": 1, "assured": ["select"]}', 'taken', 'a shared table that is read with a proof'),
    ('tenant.lk', '{"assurance": 1}', 'RS115', 'a shared table, for writes that it has none of'),
    ('tenant.t', '{"assurance": 0}', 'RS115', 'a level that nobody lacks'),
    ('tenant.t', '{"assurance": 4}', 'RS115', 'a level that nobody reaches'),
    ('tenant.t', '{"fresh": "5 minutes"}', 'RS115', 'an age of no level'),
    ('tenant.t', '{"assured": ["delete"]}', 'RS115', 'commands for no level'),
    ('tenant.t', '{"assurance": 2, "assured": ["truncate"]}', 'RS115', 'a command that is none'),
    ('tenant.t', '{"assurance": 2, "fresh": "-5 minutes"}', 'RS115', 'an age before birth'),
    ('tenant.t', '{"assurance": 2, "fresh": "0.5 seconds"}', 'RS115', 'an age that clients cannot be told')
  ) as tried (relation, options, expected, what);
select is_empty(
  $$ select statement from rowseal.protect('tenant.plain', 'ws', 'notes:read', 'notes:write', dry_run => true)
       as statement where statement ~ 'assur|fresh|require_scope\([^)]*, ' $$,
  'a table without assurance has nothing of it, in its policies or its record'
);

select count(*) from rowseal.protect('tenant.t', 'ws', 'notes:read', 'notes:write', assurance => 2);
select count(*)
  from rowseal.protect('tenant.fresh', 'ws', 'notes:read', 'notes:write', assurance => 2, fresh => '5 minutes');
select count(*) from rowseal.protect(
  'tenant.removed', 'ws', 'notes:read', 'notes:write', assured => '{delete}', assurance => 2, fresh => '5 minutes');
select count(*) from rowseal.protect(
  'tenant.sighted', 'ws', 'notes:read', 'notes:write', missing => 'hide', assured => '{select}', assurance => 2);
select count(*) from rowseal.protect('tenant.big', 'org', 'notes:read', 'notes:write', assurance => 2);
select count(*) from rowseal.protect(
  'tenant.kid', read => 'notes:read', write => 'notes:write', parent => 'tenant.t', assurance => 2,
  allow => '{parent_scan,key:kid_pkey}');
select count(*) from rowseal.protect(
  'tenant.lk', read => 'notes:read', shared => true, assured => '{select}', assurance => 2);
reset role;

set local role tap_owner;
insert into tenant.t values (rowseal_test.id('acme'), 3, 'parent'), (rowseal_test.id('globex'), 4, 'foreign parent');
insert into tenant.kid values (1, rowseal_test.id('acme'), 3, 'own'), (2, rowseal_test.id('globex'), 4, 'foreign');
reset role;

-- A service, by its key or by the access token that it got for it. Who makes the key has proved the level just now.
create function pg_temp.come_as_service(kind text, level integer, scope text) returns void
  language plpgsql
as $$
declare
  v_service constant uuid := rowseal.uuidv7();
  v_claims rowseal_private.claims := rowseal_private.open_session(
    rowseal_test.id('owner@acme.test'), null, null, '192.0.2.1', 'pgTAP', proofs =>
      case level when 1 then jsonb_build_object('password', now())
        else jsonb_build_object('password', now(), 'totp', now()) end);
  v_token text;
begin
  insert into rowseal_private.services (workspace_id, id, name, scopes)
  values (rowseal_test.id('acme'), v_service, 'ci', string_to_array(scope, ' '));
  perform rowseal_test.step_into('rowseal_issuer');
  v_token := (
    select token from rowseal_private.create_service_key(
      v_claims, 'acme', v_service, now() + interval '1 day', null, '192.0.2.1'));
  perform rowseal_test.leave();
  if kind = 'exchanged' then
    perform rowseal_test.step_into('rowseal_issuer');
    v_claims := (
      select claims from rowseal_private.exchange_service_key(
        v_service, rowseal_test.presented('rss_', v_token), null, '192.0.2.1'));
    perform rowseal_test.leave();
    perform rowseal_test.enter(v_claims, 'acme');
    return;
  end if;
  perform rowseal_test.step_into('rowseal_gateway');
  perform rowseal.enter_with_token(v_token, '192.0.2.1', 'acme', null);
end
$$;

-- Who comes: a session that proved this much, so long ago, a limited one, a grant, a token of that level
create function pg_temp.come(email text, kind text, level integer, age interval, scope text) returns void
  language plpgsql
as $$
declare
  v_proofs constant jsonb := case level when 0 then '{}' when 1 then jsonb_build_object('password', now() - age)
    else jsonb_build_object('password', now() - age, 'totp', now() - age) end;
  v_id constant uuid := rowseal.uuidv7();
begin
  perform rowseal_test.leave();
  if kind = 'token' then
    insert into rowseal_private.personal_access_tokens (
      user_id, id, workspace_id, name, secret_hash, last_four, expires_at, assurance, scope)
    values (rowseal_test.id(email), v_id, rowseal_test.id('acme'), 'x', sha256(sha256('x')), 'xxxx',
      now() + interval '1 day', level, scope);
    perform rowseal_test.step_into('rowseal_gateway');
    perform rowseal.enter_with_digest(rowseal_test.id(email), v_id, sha256('x'), '192.0.2.1', 'acme', null);
    return;
  end if;
  if kind in ('service', 'exchanged') then
    perform pg_temp.come_as_service(kind, level, scope);
    return;
  end if;
  perform rowseal_test.enter(
    rowseal_private.open_session(
      rowseal_test.id(email), case when kind = 'grant' then rowseal_test.id('acme') end, scope, '192.0.2.1', 'pgTAP',
      client_id => case kind when 'grant' then 'app_' || repeat('a', 22) end,
      identity_scope => case kind when 'grant' then 'openid' end, proofs => v_proofs),
    'acme');
end
$$;

create function pg_temp.outcome(statement text) returns text
  language plpgsql
as $$
declare
  v_rows bigint;
begin
  execute statement;
  get diagnostics v_rows = row_count;
  raise exception using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    return v_rows;
  when others then
    return sqlstate;
end
$$;

-- A command about the row of one's own, another's, and none: ok where it reaches its own alone, else its one refusal.
create function pg_temp.comes_to(relation text, command text) returns text
  language sql volatile
as $$
  select case
           when array_agg(came.outcome order by tried.id)
             = case when command <> 'insert' then '{1,0,0}' when relation = 'tenant.kid' then '{1,42501,42501}'
                 else '{1,42501,1}'::text[] end then 'ok'
           when count(distinct came.outcome) = 1 then min(came.outcome)
           -- Of a foreign parent as of none.
           when count(distinct came.outcome) filter (where tried.id > 1) = 1 and relation = 'tenant.kid'
             then min(came.outcome) filter (where tried.id = 1) || '/' || max(came.outcome) filter (where tried.id > 1)
           else 'differs: ' || string_agg(came.outcome, '/' order by tried.id)
         end
    from (values (1, 'acme', 17, 3), (2, 'globex', 18, 4), (999, 'acme', 17, 999)) as tried (id, slug, org, t_id)
   cross join lateral pg_temp.outcome(case command
     when 'select' then format('select from %s where id = %s', relation, tried.id)
     when 'insert' then case relation
       when 'tenant.big' then format('insert into tenant.big values (%s, %s)', tried.org, tried.id + 500)
       when 'tenant.kid' then format(
         'insert into tenant.kid values (%s, %L, %s)', tried.id + 500, rowseal_test.id(tried.slug), tried.t_id)
       else format('insert into %s values (%L, %s)', relation, rowseal_test.id(tried.slug), tried.id + 500) end
     when 'update' then format('update %s set title = ''y'' where id = %s', relation, tried.id)
     when 'delete' then format('delete from %s where id = %s', relation, tried.id)
   end) as came (outcome)
$$;

create function pg_temp.reached() returns text[]
  language sql volatile
as $$
  select array_agg(tried.outcomes order by tried.place)
    from (
      select named.place, string_agg(
               pg_temp.comes_to('tenant.' || named.relation, command.name), ' ' order by command.place) as outcomes
        from unnest('{t,fresh,removed,sighted,big,kid}'::text[]) with ordinality as named (relation, place)
       cross join unnest('{select,insert,update,delete}'::text[]) with ordinality as command (name, place)
       group by named.place
    ) as tried
$$;
grant execute on function pg_temp.outcome(text), pg_temp.comes_to(text, text), pg_temp.reached() to public;

create temporary table expected (
  place serial, who text, email text, kind text, level integer, age interval, scope text, cells text[]);
insert into expected (who, email, kind, level, age, scope, cells) values
  ('a session of level 2', 'member', 'session', 2, '0', null,
   '{ok ok ok ok,ok ok ok ok,ok ok ok ok,ok ok ok ok,ok ok ok ok,ok ok ok ok}'),
  ('a session of level 2, an hour old', 'member', 'session', 2, '1 hour', null,
   '{ok ok ok ok,ok RS050 RS050 RS050,ok ok ok RS050,ok ok ok ok,ok ok ok ok,ok ok ok ok}'),
  ('a session of level 1', 'member', 'session', 1, '0', null,
   '{ok RS050 RS050 RS050,ok RS050 RS050 RS050,ok ok ok RS050,RS050 ok RS050 RS050,ok RS050 RS050 RS050,'
   'ok RS050/42501 RS050 RS050}'),
  ('a session that proved nothing', 'member', 'session', 0, '0', null,
   '{ok RS050 RS050 RS050,ok RS050 RS050 RS050,ok ok ok RS050,RS050 ok RS050 RS050,ok RS050 RS050 RS050,'
   'ok RS050/42501 RS050 RS050}'),
  ('a limited session of level 1', 'member', 'session', 1, '0', 'notes:read notes:write',
   '{ok RS050 RS050 RS050,ok RS050 RS050 RS050,ok ok ok RS050,RS050 ok RS050 RS050,ok RS050 RS050 RS050,'
   'ok RS050/42501 RS050 RS050}'),
  ('a limited session of level 2', 'member', 'session', 2, '0', 'notes:read notes:write',
   '{ok ok ok ok,ok ok ok ok,ok ok ok ok,ok ok ok ok,ok ok ok ok,ok ok ok ok}'),
  ('a token made at level 2', 'member', 'token', 2, '0', null,
   '{ok ok ok ok,ok RS051 RS051 RS051,ok ok ok RS051,ok ok ok ok,ok ok ok ok,ok ok ok ok}'),
  ('a token made at level 1', 'member', 'token', 1, '0', null,
   '{ok RS051 RS051 RS051,ok RS051 RS051 RS051,ok ok ok RS051,RS051 ok RS051 RS051,ok RS051 RS051 RS051,'
   'ok RS051/42501 RS051 RS051}'),
  ('a grant of just now, made at level 2', 'member', 'grant', 2, '0', 'notes:read notes:write',
   '{ok ok ok ok,ok RS051 RS051 RS051,ok ok ok RS051,ok ok ok ok,ok ok ok ok,ok ok ok ok}'),
  ('a grant made at level 1', 'member', 'grant', 1, '0', 'notes:read notes:write',
   '{ok RS050 RS050 RS050,ok RS051 RS051 RS051,ok ok ok RS051,RS050 ok RS050 RS050,ok RS050 RS050 RS050,'
   'ok RS050/42501 RS050 RS050}'),
  ('a key of a service made at level 2', null, 'service', 2, '0', 'notes:read notes:write',
   '{ok ok ok ok,ok RS051 RS051 RS051,ok ok ok RS051,ok ok ok ok,ok ok ok ok,ok ok ok ok}'),
  ('what it was exchanged for', null, 'exchanged', 2, '0', 'notes:read notes:write',
   '{ok ok ok ok,ok RS051 RS051 RS051,ok ok ok RS051,ok ok ok ok,ok ok ok ok,ok ok ok ok}'),
  ('a key of a service made at level 1', null, 'service', 1, '0', 'notes:read notes:write',
   '{ok RS051 RS051 RS051,ok RS051 RS051 RS051,ok ok ok RS051,RS051 ok RS051 RS051,ok RS051 RS051 RS051,'
   'ok RS051/42501 RS051 RS051}'),
  ('what that was exchanged for', null, 'exchanged', 1, '0', 'notes:read notes:write',
   '{ok RS051 RS051 RS051,ok RS051 RS051 RS051,ok ok ok RS051,RS051 ok RS051 RS051,ok RS051 RS051 RS051,'
   'ok RS051/42501 RS051 RS051}'),
  -- The controls: the scope is asked for first, so that nobody proves anything in vain.
  ('a viewer of level 1', 'viewer', 'session', 1, '0', null,
   '{ok RS006 RS006 RS006,ok RS006 RS006 RS006,ok RS006 RS006 RS006,RS050 RS006 RS006 RS006,ok RS006 RS006 RS006,'
   'ok RS006/42501 RS006 RS006}'),
  ('a viewer of level 2', 'viewer', 'session', 2, '0', null,
   '{ok RS006 RS006 RS006,ok RS006 RS006 RS006,ok RS006 RS006 RS006,ok RS006 RS006 RS006,ok RS006 RS006 RS006,'
   'ok RS006/42501 RS006 RS006}');
create temporary table found (who text, cells text[]);
grant insert on found to public;
do $$
declare
  v_who record;
begin
  for v_who in select * from expected order by place loop
    perform pg_temp.come(v_who.email || '@acme.test', v_who.kind, v_who.level, v_who.age, v_who.scope);
    insert into found values (v_who.who, pg_temp.reached());
    perform rowseal_test.leave();
  end loop;
end
$$;
select is(found.cells, expected.cells, expected.who || ': each command, about an own, a foreign and an absent row')
  from expected join found using (who) order by expected.place;

-- Before the first row, in every form of statement
select pg_temp.come('member@acme.test', 'session', 1, '0', null);
select is(pg_temp.outcome(statement), 'RS050', statement)
  from unnest(array[
    'delete from tenant.t', 'delete from tenant.removed where id = 999',
    'update tenant.t set title = default', 'select from tenant.lk',
    'insert into tenant.t values (rowseal.workspace_id(), 1) on conflict do nothing',
    'insert into tenant.t values (rowseal.workspace_id(), 1) on conflict (ws, id) do update set title = ''y''',
    'merge into tenant.t using (values (1)) as v (id) on t.id = v.id when matched then delete',
    'with gone as (delete from tenant.t where id = 999 returning id) select from gone'
  ]) as statement;
select is(
  pg_temp.outcome(format(
    'merge into tenant.t using (values (%s)) as v (id) on t.id = v.id when matched then delete', id)),
  '0', 'MERGE finds a row by the gate of reading: ' || id || ' is none'
)
  from unnest('{2,999}'::integer[]) as id;
select pg_temp.come('member@acme.test', 'session', 1, '0', 'notes:write');
select is(
  pg_temp.outcome('select from tenant.sighted'), '0', 'rows are hidden from who lacks the scope: no proof is asked for'
);
select rowseal_test.leave();

-- A step-up counts at the next statement, in the same transaction
create function pg_temp.prove_more() returns void
  language sql volatile security definer
  return rowseal_private.add_proof(rowseal.user_id(), rowseal.session_id(), 'totp');
grant execute on function pg_temp.prove_more() to public;
select pg_temp.come('member@acme.test', 'session', 1, '0', null);
select is(pg_temp.outcome('delete from tenant.fresh where id = 1'), 'RS050', 'a session of level 1 deletes nothing');
select pg_temp.prove_more();
select is(pg_temp.outcome('delete from tenant.fresh where id = 1'), '1', 'once it has proved more, it does');
select rowseal_test.leave();

-- The record; once more as it says; weakened; taken back
select is(
  rowseal_private.protect_call('tenant.removed', rowseal_private.protection_of('tenant.removed')),
  'select rowseal.protect(''tenant.removed'', workspace => ''ws'', read => ''notes:read'', insert => ''notes:write'', '
  'update => ''notes:write'', delete => ''notes:write'', assured => ''{delete}'', assurance => 2, fresh => ''300 s'')',
  'a finding says the call that protects a table so'
);
create temporary table written as
  select relation, rowseal_private.policies_digest(relation::regclass) as digest,
         rowseal_private.protection_of(relation::regclass) as record,
         rowseal_private.protect_call(relation, rowseal_private.protection_of(relation::regclass)) as call
    from unnest('{tenant.t,tenant.fresh,tenant.removed,tenant.sighted,tenant.big,tenant.kid}'::text[]) as relation;
grant select on written to public;
do $$
declare
  v_call text;
begin
  set local role tap_owner;
  for v_call in select call from written loop
    execute v_call;
  end loop;
  reset role;
end
$$;
select results_eq(
  $$ select relation, rowseal_private.policies_digest(relation::regclass),
            rowseal_private.protection_of(relation::regclass) from written order by relation $$,
  $$ select relation, digest, record from written order by relation $$, 'that call writes the same policies and record'
);
select is_empty(
  $$ select object, kind from rowseal_audit.findings where object ~ '^tenant' and kind ~ 'protection' $$,
  'tables that ask for an assurance have no finding'
);
set local role tap_owner;
alter policy rowseal_gate_delete on tenant.removed using (
  not rowseal.in_request() or (ws, ws) = (select w, w from rowseal.require_scope('notes:write', 1, 300) as w));
reset role;
select results_eq(
  $$ select kind, sql from rowseal_audit.findings where object = 'tenant.removed' and kind ~ 'protection' $$,
  $$ select 'protection_changed', call from written where relation = 'tenant.removed' $$,
  'another level in a policy is a finding'
);
set local role tap_owner;
select count(*) from rowseal.protect('tenant.removed', 'ws', 'notes:read', 'notes:write');
reset role;
select is_empty(
  $$ select from pg_policy where polrelid = 'tenant.removed'::regclass
        and pg_get_expr(polqual, polrelid) ~ 'require_scope\([^)]*, \d' $$,
  'protected again without, a table asks for no assurance'
);
select is(rowseal_private.protection_of('tenant.removed') ?| '{assured,assurance,fresh}', false,
  'protected again without, a table has no assurance on record');
select pg_temp.come('member@acme.test', 'session', 1, '0', null);
select is(pg_temp.outcome('delete from tenant.removed where id = 1'), '1',
  'protected again without, a session of level 1 deletes its row');
select rowseal_test.leave();

-- Why not: the gate assurance, and what opens it
create temporary table asked as
  select claims.sid from rowseal_private.open_session(rowseal_test.id('member@acme.test'), null, null, '192.0.2.1',
    'pgTAP', proofs => jsonb_build_object('password', now())) as claims;
select results_eq(
  $$ select allowed, gate, sqlstate, why, opens
       from rowseal.explain((select sid from asked), 'tenant.fresh', 'delete', workspace => rowseal_test.id('acme')) $$,
  $$ values (false, 'assurance', 'RS050', 'rowseal_gate_delete asks for the level of assurance 2 by proofs of the last '
       '300 seconds, and this is 1.', 'a second factor on the account of the user') $$,
  'explain says that the assurance is missing'
);
insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
values (rowseal_test.id('member@acme.test'), rowseal.uuidv7(), 'a.b.c.d.e', now());
select results_eq(
  $$ select sqlstate, opens
       from rowseal.explain((select sid from asked), 'tenant.fresh', 'delete', workspace => rowseal_test.id('acme')) $$,
  $$ values ('RS050', 'another proof of who they are (a step-up; for a grant, a new authorization)') $$,
  'explain says of somebody with a second factor that a step-up will do'
);
select results_eq(
  $$ select shown.gate from unnest('{select,insert,update,delete}'::text[]) with ordinality as command (name, place)
      cross join lateral rowseal.explain(
        (select sid from asked), 'tenant.sighted', command.name, workspace => rowseal_test.id('acme')) as shown
      order by command.place $$,
  $$ values ('assurance'), (null), ('assurance'), ('assurance') $$, 'what reads asks for what reading asks for'
);

-- Who reaches them now, and who could have: never what is behind no person, or was made with less
create temporary table made as select rowseal.uuidv7() as id;
grant select on made to public;
insert into rowseal_private.personal_access_tokens (
  user_id, id, workspace_id, name, secret_hash, last_four, expires_at, assurance)
select rowseal_test.id('member@acme.test'), made.id, rowseal_test.id('acme'), 'x', sha256('x'), 'xxxx',
       now() + interval '1 day', 1
  from made;
create function pg_temp.token_reaches(relation regclass, command text) returns text
  language sql stable
as $$
  select concat_ws(' ',
    case when exists (
      select from rowseal_audit.reach_page(relation, command, rowseal_test.id('acme'), null, 1000) as page
       where page.id = (select made.id from made)) then 'now' end,
    case when exists (
      select from rowseal_audit.who_could(
          relation, jsonb_build_object('ws', rowseal_test.id('acme'), 'id', 1), clock_timestamp()) as could
       where could.id = (select made.id from made) and command = any (could.commands)) then 'then' end)
$$;
select is(pg_temp.token_reaches(relation, command), wanted, format('%s of %s: %s', command, relation, wanted))
  from (values
    ('tenant.t'::regclass, 'delete', ''), ('tenant.t', 'select', 'now then'), ('tenant.sighted', 'select', ''),
    ('tenant.fresh', 'update', ''), ('tenant.removed', 'update', 'now then')
  ) as asked (relation, command, wanted);
update rowseal_private.personal_access_tokens set assurance = 2 where id = (select id from made);
select is(
  pg_temp.token_reaches(relation, 'delete'), wanted, format('made at level 2, delete of %s: %s', relation, wanted))
  from (values ('tenant.t'::regclass, 'now then'), ('tenant.fresh', '')) as asked (relation, wanted);
-- An export of what somebody sees
set local role tap_owner;
create table tenant.of_person (ws uuid not null default rowseal.workspace_id(), id integer not null,
  author_id uuid not null references rowseal.users on delete cascade, primary key (ws, id));
create index on tenant.of_person (author_id);
insert into tenant.of_person values (rowseal_test.id('acme'), 1, rowseal_test.id('member@acme.test'));
grant select on tenant.of_person to rowseal_user;
select rowseal.protect('tenant.of_person', 'ws', 'notes:read', 'notes:write', assured => '{select}', assurance => 2);
reset role;
create function pg_temp.exported() returns integer
  language plpgsql
as $$
declare
  v_rows integer;
begin
  v_rows := jsonb_array_length(rowseal.export_rows() -> 'tenant.of_person');
  return v_rows;
end
$$;
grant execute on function pg_temp.exported() to public;
select rowseal_test.enter_as('member@acme.test', 'acme');
select is(pg_temp.exported(), null, 'a table that asks for more is left out of an export, which goes on');
select pg_temp.prove_more();
select is(pg_temp.exported(), 1, 'the control: once more is proved it is there');
select rowseal_test.leave();
select * from finish();
rollback;
