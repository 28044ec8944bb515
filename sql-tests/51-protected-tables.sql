-- The form of rowseal.protect: what each statement of a list gives: how many rows it returns or changes, or its
-- SQLSTATE.
-- For whoever sends SQL of their own, beside policies of the application that let everything through.
begin;
set local search_path = tap, pg_catalog;
select plan(198);

select rowseal_test.personas();
create role tap_owner login;
create role tap_deploy login;
create role tap_legacy login;
create role tap_report login;
create role tap_authenticator login noinherit;
grant tap_owner to tap_deploy with inherit false, set true;
grant rowseal_user to tap_authenticator with inherit false, set true;
grant rowseal_developer to tap_owner;
create schema tenant authorization tap_owner;
grant usage on schema tenant to public;
select rowseal.workspace_for_key('17', null, rowseal_test.id('acme')), rowseal.workspace_for_key('18', null,
  rowseal_test.id('globex'));

-- An application: its owner is no superuser. Some indexes do not start with the workspace.
set local role tap_owner;
create table tenant.t (ws uuid not null default rowseal.workspace_id(), id integer not null, author uuid, title text,
  at timestamptz default now(), primary key (ws, id));
create unique index t_id on tenant.t (id);
create index t_at on tenant.t (ws, at desc);
insert into tenant.t
select rowseal_test.id(workspace), i, rowseal_test.id(case i % 2 when 0 then 'member@acme.test'
  else 'owner@globex.test' end), workspace || i
  from (values ('acme', 0), ('globex', 1000)) as v (workspace, n), generate_series(n + 1, n + 400) as i;
create table tenant.none (id integer);
create table tenant.empty (like tenant.t including all);
create table tenant.p (like tenant.t including defaults, primary key (ws, id)) partition by hash (ws);
create table tenant.p0 partition of tenant.p for values with (modulus 2, remainder 0);
create table tenant.p1 partition of tenant.p for values with (modulus 2, remainder 1);
insert into tenant.p select * from tenant.t;
create table tenant.own (like tenant.t including all);
insert into tenant.own select * from tenant.t;
create table tenant.priv (like tenant.t including all);
insert into tenant.priv select * from tenant.t;
create table tenant.kid (ws uuid not null, id integer, t_id integer not null, primary key (ws, id), foreign key (ws,
  t_id) references tenant.priv (ws, id) on delete cascade);
insert into tenant.kid select ws, id, id from tenant.t;
create table tenant.big (org bigint not null, id integer, title text, primary key (org, id));
insert into tenant.big select o, i, 'o' || o from generate_series(17, 18) as o, generate_series(1, 100) as i;
create table tenant.lk (code text primary key);
insert into tenant.lk values ('a'), ('b');
create table tenant.nul (ws uuid, id integer, title text);
create index on tenant.nul (ws, id);
insert into tenant.nul values (null, 1, 'nobody''s'), (rowseal_test.id('acme'), 2, 'x'), (rowseal_test.id('globex'), 3,
  'x');
create table tenant.inh (like tenant.t including all);
create table tenant.inh_kid () inherits (tenant.inh);
insert into tenant.inh select * from tenant.t where id < 3;
insert into tenant.inh_kid select * from tenant.t where id > 1398;
grant select, insert, update, delete on all tables in schema tenant to rowseal_user;
revoke insert, update, delete on tenant.lk from rowseal_user;
revoke all on tenant.p0, tenant.p1, tenant.inh_kid from rowseal_user;
grant select on tenant.t to tap_legacy;
reset role;
analyze;
set local role tap_owner;
select count(*) from rowseal.protect('tenant.t', 'ws', 'notes:read', 'notes:write', keep => '{tap_legacy}',
  allow => '{key:t_id}');
select count(*)
  from unnest('{tenant.empty,tenant.p,tenant.inh,tenant.nul}'::text[]) as relation,
       rowseal.protect(relation::regclass, 'ws', 'notes:read', 'notes:write',
         allow => '{nullable,key:empty_id_idx,key:inh_id_idx}');
select count(*) from rowseal.protect(
  'tenant.own', 'ws', 'notes:read', 'notes:write', owner => 'author', owned => '{insert,update,delete}',
    override => 'members:write', allow => '{key:own_id_idx}'
);
select count(*) from rowseal.protect(
  'tenant.priv', 'ws', 'notes:read', 'notes:write', owner => 'author', owned => '{select,insert,update,delete}',
    allow => '{key:priv_id_idx,key:priv_pkey}'
);
select count(*) from rowseal.protect('tenant.kid', 'ws', 'notes:read', 'notes:write', parent => 'tenant.priv',
  allow => '{key:kid_pkey}');
select count(*) from rowseal.protect('tenant.big', 'org', 'notes:read', 'notes:write');
select count(*) from rowseal.protect('tenant.lk', read => 'notes:read', shared => true);

-- What the application does beside it, earlier or later, and its views and functions.
create policy a_author on tenant.t for update to rowseal_user using (author is not null);
create policy z_all on tenant.t using (true) with check (true);
create policy z_all on tenant.p using (true) with check (true);
create policy z_all on tenant.lk using (true) with check (true);
create view tenant.v as select * from tenant.t;
create view tenant.vi with (security_invoker) as select * from tenant.t;
grant select, insert, update, delete on tenant.v, tenant.vi to rowseal_user;
create function tenant.fd() returns bigint language sql stable security definer as 'select count(*) from tenant.t';
create function tenant.fp() returns bigint language plpgsql volatile security definer
  as 'begin return (select count(*) from tenant.t); end';
create function tenant.fw() returns integer language plpgsql security definer as $$
declare
  n integer;
begin
  update tenant.t set title = 'w';
  get diagnostics n = row_count;
  return n;
end
$$;
grant create on schema tenant to tap_report;
grant select on tenant.t to tap_report;
set local role tap_report;
create view tenant.v_rep as select * from tenant.t;
grant select on tenant.v_rep to rowseal_user, tap_owner;
reset role;

create schema tried;
grant usage on schema tried to public;
create table tried.credential as
  select who, claims.*
    from (values ('reader', 'notes:read'), ('writer', 'notes:read notes:write'), ('writer only', 'notes:write'),
      ('who may neither', 'members:read')) as made (who, scope),
         lateral rowseal_test.claims_of('member@acme.test', null, made.scope) as claims;
grant select on tried.credential to public;
create function tried.become(who text) returns void
  language plpgsql volatile
as $$
declare
  c tried.credential;
begin
  -- A plan that a definer function made outside requests must not run inside (RS015).
  discard plans;
  perform rowseal_test.leave();
  if who in ('tap_owner', 'tap_legacy', 'tap_deploy', 'tap_authenticator') then
    perform rowseal_test.step_into(who);
    return;
  end if;
  perform rowseal_test.step_into('rowseal_gateway');
  select * into c from tried.credential where credential.who = become.who;
  if found then
    perform rowseal.enter(c.sub, c.sid, c.workspace, c.scope, c.exp, c.seal_key, c.seal, 'acme');
  end if;
end
$$;
create function tried.outcome(statement text) returns text
  language plpgsql volatile
as $$
declare
  v_rows bigint := 0;
  v_row record;
begin
  begin
    if statement ~* '^\s*(select|with|table|values)' then
      for v_row in execute statement loop
        v_rows := v_rows + 1;
      end loop;
    else
      execute statement;
      get diagnostics v_rows = row_count;
    end if;
    raise exception using errcode = 'ZZ999', message = v_rows::text;
  exception when others then
    return case sqlstate when 'ZZ999' then sqlerrm else sqlstate end;
  end;
end
$$;
create function tried.meets(who text, expected text, statement text) returns text
  language sql volatile
as $$ select is(tried.outcome(statement), expected, format('%s, %s: %s', who, case when expected ~ '^\d{1,3}$'
  then 'rows' else 'error' end, statement)) $$;

create function tried.flips(expected text, statement text) returns text
  language plpgsql volatile
as $$
begin
  perform set_config('a.b', md5('acme')::uuid::text, true), set_config('a.u', rowseal.user_id()::text, true);
  return tried.meets('a writer whose setting changes on the way', expected, statement);
end
$$;
create function tried.plan_of(statement text) returns text
  language plpgsql volatile
as $$
declare
  v_line text;
  v_plan text := '';
begin
  for v_line in execute 'explain (costs off) ' || statement loop
    v_plan := v_plan || v_line || E'\\n';
  end loop;
  return v_plan;
end
$$;

-- Nobody entered: every statement that reaches a protected table raises, even where it is empty.
select tried.become('nobody');
select tried.meets('nobody', expected, statement) from (values
    ('RS008', $$select * from tenant.t$$),
    ('RS008', $$select * from tenant.empty$$),
    ('RS008', $$select * from tenant.t where id = -1$$),
    ('RS008', $$select 1 from tenant.t where ws = md5('globex')::uuid$$),
    ('RS008', $$select count(*) from tenant.empty$$),
    ('RS008', $$select * from tenant.empty order by at limit 1$$),
    ('RS008', $$select * from tenant.p where id = -1$$),
    ('RS008', $$select * from tenant.p where ws = md5('x')::uuid$$),
    ('RS008', $$select * from tenant.inh where id = -1$$),
    ('RS008', $$select * from tenant.v where id = -1$$),
    ('RS008', $$select * from tenant.vi where id = -1$$),
    ('RS008', $$select tenant.fd()$$),
    ('RS008', $$select tenant.fp()$$),
    ('RS008', $$select tenant.fw()$$),
    ('RS008', $$select 1 from generate_series(1, 0) g join tenant.t on t.id = g$$),
    ('RS008', $$select t.title from generate_series(1, 1) g left join tenant.t on t.id = -g$$),
    ('RS008', $$select 1 from tenant.t a full join tenant.empty b using (ws, id)$$),
    ('RS008', $$select 1 from tenant.empty a join tenant.empty b using (id)$$),
    ('RS008', $$select 1 where exists (select from tenant.empty)$$),
    ('RS008', $$select 1 where 5 in (select id from tenant.empty)$$),
    ('RS008', $$select (select id from tenant.t where id = -1)$$),
    ('RS008', $$select 1 where 5 not in (select id from tenant.empty)$$),
    ('RS008', $$select id from tenant.t union all select id from tenant.t$$),
    ('RS008', $$select id from tenant.empty where id = 1 union all select id from tenant.empty where id = 2$$),
    ('RS008', $$select 1 union select id from tenant.empty$$),
    ('RS008', $$select id from tenant.empty intersect select 1$$),
    ('RS008', $$with c as (select * from tenant.empty) select * from c$$),
    ('RS008', $$with c as materialized (select * from tenant.empty) select 1 from c$$),
    ('RS008', $$with recursive c as (select id from tenant.empty union all select id from c) select * from c$$),
    ('RS008', $$select count(*) from tenant.t group by grouping sets ((), (id))$$),
    ('RS008', $$select 1 from lateral (select * from tenant.empty limit 1) q$$),
    ('RS008', $$select * from tenant.t tablesample system (100)$$),
    ('RS008', $$select * from tenant.none n join tenant.empty e on e.id = n.id$$),
    ('RS008', $$select * from tenant.none n where id in (select id from tenant.empty)$$),
    ('RS008', $$select row_number() over () from tenant.empty$$),
    ('RS008', $$select distinct id from tenant.empty$$),
    ('RS008', $$select 1 from tenant.none full join tenant.empty using (id)$$),
    ('RS008', $$select array(select id from tenant.empty)$$),
    ('RS008', $$select * from tenant.t where ws = any (array[md5('x')::uuid])$$),
    ('RS008', $$update tenant.empty e set title = 'x' from tenant.none n where n.id = e.id$$),
    ('RS008', $$delete from tenant.empty e using tenant.none n where n.id = e.id$$),
    ('RS008', $$with d as (delete from tenant.empty returning *) select * from d$$),
    ('RS008', $$merge into tenant.empty e using tenant.t on t.id = e.id when matched then delete when not matched
      then do nothing$$),
    ('RS008', $$update tenant.empty set title = 'x'$$),
    ('RS008', $$update tenant.t set title = 'x' where id = -1$$),
    ('RS008', $$delete from tenant.empty$$),
    ('RS008', $$delete from tenant.t where id = -1$$),
    ('RS008', $$insert into tenant.t (ws, id) values (md5('acme')::uuid, 9)$$),
    ('RS008', $$insert into tenant.t (ws, id) select md5('acme')::uuid, 9 from tenant.empty$$),
    ('RS008', $$insert into tenant.t (ws, id) values (md5('acme')::uuid, 1) on conflict do nothing$$),
    ('RS008', $$insert into tenant.v (ws, id) values (md5('acme')::uuid, 9)$$),
    ('RS008', $$merge into tenant.t using (values (-1)) s (id) on t.id = s.id when matched then delete$$),
    ('RS008', $$select * from tenant.empty for update$$),
    ('RS008', $$select * from tenant.big where id = -1$$),
    ('RS008', $$select * from tenant.lk where code = '-'$$),
    ('RS008', $$select * from tenant.kid where id = -1$$)
  ) as situation (expected, statement);
set local plan_cache_mode = force_generic_plan;
prepare by_id as select * from tenant.t where id = $1;
select tried.meets('nobody', 'RS008', 'select * from tenant.empty where id = -1'), throws_ok('execute by_id (-1)',
  'RS008', null, 'nobody, error: a prepared statement with a generic plan');
deallocate by_id;
set local plan_cache_mode = auto;
-- These never look at the table: their answer is the same in any context.
select tried.meets('nobody', expected, statement) from (values
    ('0', $$select * from tenant.t limit 0$$),
    ('0', $$select * from tenant.t where false$$),
    ('0', $$select 1 where false and exists (select from tenant.t)$$),
    ('0', $$insert into tenant.t (ws, id) select md5('acme')::uuid, 9 where false$$),
    ('0', $$select n.id, e.title from tenant.none n left join tenant.empty e on e.id = n.id$$),
    ('0', $$select * from tenant.none n where not exists (select from tenant.empty e where e.id = n.id)$$),
    ('0', $$select case when false then (select id from tenant.t limit 1) end from tenant.none$$),
    ('0', $$select * from tenant.none n, lateral (select * from tenant.t where t.id = n.id limit 1) q$$),
    ('0', $$select t.id from generate_series(1, 0) g left join tenant.t on t.id = g$$),
    ('1', $$select 1 from generate_series(1, 1) g left join tenant.t on t.id = -g$$),
    ('0', $$select id from tenant.empty union all select id from tenant.empty$$),
    ('1', $$select coalesce(1, (select id from tenant.t where id = -1))$$),
    ('0', $$merge into tenant.t using (select 1 as id where false) s on t.id = s.id when not matched then insert (ws,
      id) values (md5('acme')::uuid, 9)$$)
  ) as situation (expected, statement);
select set_config('rowseal.context', repeat('a',
  72) || md5('globex')::uuid || md5('x')::uuid || md5('x')::uuid || ' notes:read ', true);
select tried.meets('who planted a context', expected, statement) from (values
    ('28000', $$select * from tenant.empty$$),
    ('28000', $$select * from tenant.t where id = -1$$),
    ('28000', $$select * from tenant.t where id = 1001$$),
    ('28000', $$delete from tenant.t where id = -1$$)
  ) as situation (expected, statement);

select tried.become('reader');
-- The control is what a reader gets: 400 rows of their own workspace, of the 800 that a backup reads below.
select tried.meets('a reader', expected, statement) from (values
    ('400', $$select * from tenant.t$$),
    ('400', $$select * from tenant.v$$),
    ('400', $$select * from tenant.vi$$),
    ('400', $$select * from tenant.v_rep$$),
    ('400', $$select 1 from generate_series(1, tenant.fd())$$),
    ('400', $$select 1 from generate_series(1, tenant.fp())$$),
    ('400', $$select * from tenant.p$$),
    ('2', $$select * from tenant.inh$$),
    ('1', $$select * from tenant.nul$$),
    ('2', $$select * from tenant.lk$$),
    ('100', $$select * from tenant.big$$),
    ('200', $$select * from tenant.priv$$),
    ('200', $$select * from tenant.kid$$),
    ('0', $$select * from tenant.t where ws = md5('globex')::uuid$$),
    ('0', $$select * from tenant.t where id = 1001$$),
    ('42501', $$select * from tenant.p0$$),
    ('42501', $$select * from tenant.inh_kid$$),
    ('RS006', $$update tenant.t set title = 'x'$$),
    ('RS006', $$update tenant.t set title = 'x' where id = 1$$),
    ('RS006', $$update tenant.t set title = 'x' where id = 1001$$),
    ('RS006', $$update tenant.t set title = 'x' where id = -1$$),
    ('RS006', $$update tenant.v set title = 'x'$$),
    ('RS006', $$select tenant.fw()$$),
    ('RS006', $$delete from tenant.t where id = 1$$),
    ('RS006', $$delete from tenant.t where id = 1001$$),
    ('RS006', $$delete from tenant.t where id = -1$$),
    ('RS006', $$delete from tenant.empty$$),
    ('RS006', $$insert into tenant.t (id) values (9)$$),
    ('RS006', $$insert into tenant.v (id) values (9)$$),
    ('RS006', $$select * from tenant.t for update$$),
    ('RS006', $$insert into tenant.t (id) values (1) on conflict (id) do update set title = 'x'$$),
    ('RS006', $$merge into tenant.t using (values (1)) s (id) on t.id = s.id when matched then update
      set title = 'x'$$),
    ('RS006', $$merge into tenant.t using (values (-1)) s (id) on t.id = s.id when not matched then insert (id)
      values (9)$$),
    ('42501', $$insert into tenant.lk values ('c')$$),
    ('0', $$select * from tenant.lk where code = 'c'$$),
    ('42501', $$delete from tenant.lk$$)
  ) as situation (expected, statement);
select tried.become('who may neither');
select tried.meets('who may neither read nor write', expected, statement) from (values
    ('RS006', $$select * from tenant.t$$),
    ('RS006', $$select * from tenant.t where id = -1$$),
    ('RS006', $$select * from tenant.empty$$),
    ('RS006', $$select * from tenant.v$$),
    ('RS006', $$select tenant.fd()$$),
    ('RS006', $$select * from tenant.lk$$),
    ('RS006', $$select * from tenant.big$$)
  ) as situation (expected, statement);
select tried.become('writer only');
select tried.meets('who may write and not read', expected, statement) from (values
    ('1', $$insert into tenant.t (id) values (9001)$$),
    ('RS006', $$insert into tenant.t (id) values (9001) returning id$$),
    ('RS006', $$update tenant.t set title = 'x' where id = 1$$),
    ('400', $$update tenant.t set title = 'x'$$),
    ('42501', $$update tenant.t set ws = md5('globex')::uuid$$),
    ('42501', $$insert into tenant.t (ws, id) values (md5('globex')::uuid, 9)$$),
    ('RS006', $$select * from tenant.t$$)
  ) as situation (expected, statement);
select tried.become('writer');
select tried.meets('a writer', expected, statement) from (values
    ('1', $$insert into tenant.t (id) values (9001) returning id$$),
    ('1', $$with i as (insert into tenant.t (id) values (9001) returning id) select * from i$$),
    ('42501', $$insert into tenant.t (ws, id) values (md5('globex')::uuid, 9001)$$),
    ('400', $$update tenant.t set title = 'x'$$),
    ('1', $$update tenant.t set title = 'x' where id = 1 returning id$$),
    ('0', $$update tenant.t set title = 'x' where id = 1001$$),
    ('42501', $$update tenant.t set ws = md5('globex')::uuid where id = 1$$),
    ('42501', $$update tenant.t set ws = md5('globex')::uuid$$),
    ('400', $$delete from tenant.t$$),
    ('0', $$delete from tenant.t where id = 1001$$),
    ('1', $$delete from tenant.v where id = 1$$),
    ('400', $$update tenant.v set title = 'x'$$),
    ('1', $$select tenant.fw()$$),
    ('1', $$insert into tenant.t (id, title) values (1, 'y') on conflict (ws, id) do update set title = 'y'$$),
    ('42501', $$insert into tenant.t (id, title) values (1001, 'y') on conflict (id) do update set title = 'y'$$),
    ('23505', $$insert into tenant.t (id) values (1001)$$),
    ('0', $$insert into tenant.t (id) values (1001) on conflict do nothing$$),
    ('1', $$merge into tenant.t using (values (1)) s (id) on t.id = s.id when matched then update set title = 'm'$$),
    ('0', $$merge into tenant.t using (values (1001)) s (id) on t.id = s.id when matched then delete$$),
    ('1', $$merge into tenant.t using (values (-1)) s (id) on t.id = s.id when not matched then insert (id)
      values (9001)$$),
    ('400', $$update tenant.p set title = 'x'$$),
    ('1', $$insert into tenant.p (id) values (9001)$$),
    ('200', $$update tenant.own set title = 'x'$$),
    ('0', $$update tenant.own set title = 'x' where id = 1$$),
    ('42501', $$insert into tenant.own (id, author) values (9001, md5('owner@globex.test')::uuid)$$),
    ('1', $$insert into tenant.own (id, author) values (9001, rowseal.user_id())$$),
    ('100', $$update tenant.big set title = 'x'$$),
    ('42501', $$update tenant.big set org = 18 where id = 1$$),
    ('42501', $$insert into tenant.nul values (null, 9, '')$$)
  ) as situation (expected, statement);

-- The planner cannot be made to scan by another value than the one that was judged (db/decisions/0021).
set local enable_indexscan = off;
set local enable_bitmapscan = off;
set local enable_indexonlyscan = off;
select tried.flips(expected, statement) from (values
    ('1', $$select title, set_config('a.b', md5('globex')::uuid::text, true) from tenant.t
      where ws = current_setting('a.b')::uuid$$),
    ('1', $$select title, set_config('a.b', md5('globex')::uuid::text, true) from tenant.p
      where ws = current_setting('a.b')::uuid$$),
    ('0', $$delete from tenant.t where ws = current_setting('a.b')::uuid and set_config('a.b',
      md5('globex')::uuid::text, true) is not null and title like 'globex%'$$),
    ('0', $$update tenant.t set ws = md5('acme')::uuid, id = id + 10000 where ws = current_setting('a.b')::uuid
      and set_config('a.b', md5('globex')::uuid::text, true) is not null and title like 'globex%'$$),
    ('1', $$select title, set_config('a.u', md5('owner@globex.test')::uuid::text, true) from tenant.priv
      where author = current_setting('a.u')::uuid$$),
    ('1', $$select count(*) from generate_series(1, 2) g, lateral (select set_config('a.b', case g when 1
      then md5('acme')::uuid else md5('globex')::uuid end::text, true)) s (x), tenant.t n
      where n.ws = current_setting('a.b')::uuid and s.x
      is not null having count(*) filter (where ws <> md5('acme')::uuid) = 0$$)
  ) as situation (expected, statement);
set local enable_indexscan = on;
set local enable_bitmapscan = on;
set local enable_indexonlyscan = on;

-- Plans, in a request
select matches(tried.plan_of(statement), 'One-Time Filter', 'a request''s plan judges before it scans: ' || statement)
  from (values
    ('select * from tenant.t order by at desc limit 20'), ('select * from tenant.t where id = 7'),
      ('select * from tenant.v order by at desc limit 20'), ('select * from tenant.p'),
    ('select * from tenant.lk'), ('update tenant.t set title = ''x'' where id = 7'),
      ('update tenant.t set title = ''x'''), ('delete from tenant.t where id = 7')
  ) as planned (statement);
select matches(tried.plan_of('select * from tenant.t order by at desc limit 20'), 't_at.*Index Cond: \(ws = ',
  'a reader finds a workspace''s rows by an index, in its order');
select doesnt_match(
  tried.plan_of('select * from tenant.t order by at desc limit 20'), 'Sort',
  'rows in the order of an index are not sorted'
);
select matches(tried.plan_of('select * from tenant.v order by at desc limit 20'), 'Index Cond: \(ws = ',
  'a view of the owner uses the index too');
set local enable_seqscan = off;
select matches(tried.plan_of('select * from tenant.big where id = 3'), 'Index Cond: \(\(org = .* AND \(id = 3\)\)',
  'a row of a tenant''s number is found by the index');
set local enable_seqscan = on;

-- Outside requests: the owner, who SET ROLEs to it, and the roles that are kept
select tried.become('tap_owner');
select tried.meets('the owner', expected, statement) from (values
    ('800', $$select * from tenant.t$$),
    ('800', $$select * from tenant.v$$),
    ('800', $$select 1 from generate_series(1, tenant.fp())$$),
    ('800', $$update tenant.t set title = 'x'$$),
    ('1', $$update tenant.t set ws = md5('globex')::uuid, id = 7777 where id = 1$$),
    ('800', $$select * from tenant.p$$),
    ('3', $$select * from tenant.nul$$),
    ('0', $$select * from tenant.v_rep where false$$),
    ('200', $$select * from tenant.big$$)
  ) as situation (expected, statement);
select doesnt_match(tried.plan_of('select * from tenant.t where title = ''x'''), 'ws|OPERATOR',
  'outside requests a plan compares no workspace');
select tried.become('tap_deploy');
set local role tap_owner;
select tried.meets('who may set the owners role', expected, statement) from (values
    ('800', $$select * from tenant.t$$),
    ('800', $$update tenant.t set title = 'x'$$)
  ) as situation (expected, statement);
reset role;
select tried.become('tap_legacy');
select tried.meets('a role that is kept', expected, statement) from (values
    ('800', $$select * from tenant.t$$),
    ('42501', $$update tenant.t set title = 'x'$$)
  ) as situation (expected, statement);
select tried.become('tap_authenticator');
set local role rowseal_user;
select tried.meets('who may set rowseal_user', expected, statement) from (values
    ('RS008', $$select * from tenant.t$$),
    ('RS008', $$select tenant.fd()$$),
    ('RS008', $$select * from tenant.v where id = -1$$)
  ) as situation (expected, statement);
reset role;
select rowseal_test.leave();
set local role rowseal_user;
select tried.meets('a superuser as rowseal_user', 'RS008', 'select * from tenant.t where id = -1');
reset role;
set local role rowseal_backup;
select tried.meets('a backup', '800', 'select * from tenant.t');
reset role;

-- A plan that was cached outside does not run inside: only in a superuser's session can one be.
select tried.become('tap_deploy');
set local role tap_owner;
select tenant.fp();
reset role;
set local session authorization rowseal_gateway;
select rowseal.enter(c.sub, c.sid, c.workspace, c.scope, c.exp, c.seal_key, c.seal, 'acme') from tried.credential as c
  where c.who = 'reader';
select tried.meets('a reader of a session that was outside', 'RS015', 'select tenant.fp()');
discard plans;
-- The control.
select is(tenant.fp(), 400::bigint, 'planned anew, it counts the rows of one workspace');
select rowseal_test.leave();

-- Reads that hide, columns that are granted, and a partition that comes later
set local role tap_owner;
select count(*) from rowseal.protect('tenant.t', 'ws', 'notes:read', 'notes:write', missing => 'hide',
  keep => '{tap_legacy,tap_report}', allow => '{key:t_id}');
revoke select on tenant.t from rowseal_user;
grant select (id, title) on tenant.t to rowseal_user;
create table tenant.p2 (like tenant.p0);
reset role;
select tried.become('nobody');
select tried.meets('nobody', 'RS008', 'select id from tenant.t where id = -1');
select tried.become('who may neither');
select tried.meets('who may not read, and is not told', expected, statement) from (values
    ('0', 'select id from tenant.t'), ('0', 'select * from tenant.v'), ('42501', 'select ws from tenant.t'), ('RS006',
      'update tenant.t set title = ''x''')
  ) as situation (expected, statement);
select rowseal_test.leave();

select * from finish();
rollback;
