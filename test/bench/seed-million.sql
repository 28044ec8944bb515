-- 1,000,000 notes over 1,000 workspaces: a protected table, and a twin that the same role reads by its own WHERE
-- clause.
create schema bench;
grant usage, create on schema bench to rowseal_owner;
grant usage on schema bench to rowseal_user;

set role rowseal_owner;
create table bench.notes (
  workspace_id uuid not null,
  id uuid not null,
  title text not null,
  created_at timestamptz not null
);
create table bench.twin (like bench.notes);
reset role;

insert into bench.notes (workspace_id, id, title, created_at)
select workspace.id, uuidv7(), 'Note ' || n || ' of ' || workspace.name,
       timestamptz '2026-01-01' + n * interval '1 hour' + substr(workspace.slug, 2)::int * interval '1 second'
  from generate_series(1, 1000) as n
 cross join rowseal.workspaces as workspace
 where workspace.slug like 'w%'
 order by n, workspace.id;
insert into bench.twin select * from bench.notes order by created_at;

set role rowseal_owner;
alter table bench.notes add primary key (workspace_id, id);
alter table bench.twin add primary key (workspace_id, id);
create index on bench.notes (workspace_id, created_at desc);
create index on bench.twin (workspace_id, created_at desc);
select rowseal.protect('bench.notes', workspace => 'workspace_id', read => 'notes:read', write => 'notes:write');
grant select on bench.notes, bench.twin to rowseal_user;
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
