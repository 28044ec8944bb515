-- Many notes over 10,000 workspaces: a protected table, and a twin that the same role reads by its own WHERE clause. A
-- tenth of them with an owner rule, and with tenants that are numbers. The first 20 workspaces have 10,000 rows each.
-- The setting bench.rows says how many rows there are.
create role bench_owner in role rowseal_developer;
create schema bench;
grant usage, create on schema bench to bench_owner;
grant usage on schema bench to rowseal_user;

insert into rowseal.workspaces (slug, name)
select 'w' || n, 'Workspace ' || n from generate_series(1001, 10000) as n;
update rowseal.workspaces set external_key = substr(slug, 2) where slug ~ '^w[0-9]+$';

create table bench.sizes as
select id as workspace_id, substr(slug, 2)::bigint as org,
       case when substr(slug, 2)::int <= 20 then 10000
         else greatest((current_setting('bench.rows')::int - 200000) / 9980, 1) end as notes
  from rowseal.workspaces
 where slug ~ '^w[0-9]+$';

set role bench_owner;
create table bench.notes (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  author_id uuid not null,
  title text not null,
  created_at timestamptz not null default now()
);
create table bench.twin (like bench.notes including all);
create table bench.owned (like bench.notes including all);
create table bench.owned_twin (like bench.notes including all);
create table bench.orders (like bench.notes including all);
alter table bench.orders drop workspace_id, add org bigint not null;
create table bench.orders_twin (like bench.orders including all);
reset role;

-- On disk in the order of their time, as they would be when many workspaces write at once.
insert into bench.notes (workspace_id, id, author_id, title, created_at)
select size.workspace_id, uuidv7(), coalesce(member.user_id, size.workspace_id), 'Note ' || n || ' of ' || size.org,
       timestamptz '2026-01-01' + n * interval '1 hour' + size.org * interval '100 ms'
  from generate_series(1, 10000) as n
  join bench.sizes as size on n <= size.notes
  left join rowseal.memberships as member using (workspace_id)
 order by n;
insert into bench.twin select * from bench.notes;
insert into bench.owned select notes.* from bench.notes join bench.sizes using (workspace_id) where org % 10 = 1;
insert into bench.owned_twin select * from bench.owned;
insert into bench.orders (org, id, author_id, title, created_at)
select org, id, author_id, title, created_at
  from bench.notes join bench.sizes using (workspace_id) where org % 10 = 1;
insert into bench.orders_twin select * from bench.orders;

set role bench_owner;
alter table bench.notes add primary key (workspace_id, id);
alter table bench.twin add primary key (workspace_id, id);
alter table bench.owned add primary key (workspace_id, id);
alter table bench.owned_twin add primary key (workspace_id, id);
alter table bench.orders add primary key (org, id);
alter table bench.orders_twin add primary key (org, id);
create index on bench.notes (workspace_id, created_at desc);
create index on bench.twin (workspace_id, created_at desc);
create index on bench.owned (workspace_id, created_at desc);
create index on bench.owned_twin (workspace_id, created_at desc);
create index on bench.orders (org, created_at desc);
create index on bench.orders_twin (org, created_at desc);
grant select, insert, update, delete
  on bench.notes, bench.twin, bench.owned, bench.owned_twin, bench.orders, bench.orders_twin to rowseal_user;
select rowseal.protect('bench.notes', workspace => 'workspace_id', read => 'notes:read', write => 'notes:write');
select rowseal.protect(
  'bench.owned', workspace => 'workspace_id', read => 'notes:read', write => 'notes:write', owner => 'author_id'
);
select rowseal.protect('bench.orders', workspace => 'org', read => 'notes:read', write => 'notes:write');
reset role;

-- What rowseal.enter costs on the server, without protocol: the loop, and the same loop without it.
create function bench.loop_enter(
  turns integer, sub uuid, sid uuid, workspace uuid, scope text, exp bigint, seal_key text, seal bytea, wanted text
) returns void language plpgsql as $$
begin
  for i in 1 .. turns loop
    perform rowseal.enter(sub, sid, workspace, scope, exp, seal_key, seal, wanted);
    perform set_config('rowseal.context', '', true);
  end loop;
end
$$;
create function bench.loop_enter_floor(turns integer) returns void language plpgsql as $$
begin
  for i in 1 .. turns loop
    perform set_config('rowseal.context', '', true);
  end loop;
end
$$;

-- What one check of a policy costs on the server.
create function bench.loop_check(turns integer) returns void language plpgsql as $$
declare
  v_workspace uuid;
begin
  for i in 1 .. turns loop
    v_workspace := rowseal.workspace_for('notes:read');
  end loop;
end
$$;
create function bench.loop_check_floor(turns integer) returns void language plpgsql as $$
declare
  v_workspace uuid;
begin
  for i in 1 .. turns loop
    v_workspace := null;
  end loop;
end
$$;

-- The gateway's role may not read pg_prepared_statements; only an administrator's function tells it how its own were
-- planned.
create function bench.planned() returns table (statement text, generic_plans bigint, custom_plans bigint)
language sql security definer as $$
  select name, generic_plans, custom_plans from pg_prepared_statements where name ~ ' (policy|plain)$' order by name
$$;
