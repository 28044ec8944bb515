-- What peers are asked for: the rows of app, in schemas of their own. `peer` believes claims, as PostGraphile's
-- documentation has it; the policies of `peer_live` ask whether they still hold. Both for roles that take `peer_user`.
create role peer_user;
create role bench_peer login in role peer_user;
create role bench_better login;
create role bench_oidc login;
alter role bench_peer set jit = off;
alter role bench_better set jit = off;
alter role bench_oidc set jit = off;

insert into app.projects (workspace_id, id, name, created_at)
select membership.workspace_id, uuidv7(), 'Project ' || n, timestamptz '2026-01-01' + n * interval '1 hour'
  from generate_series(1, 5) as n
 cross join rowseal.workspaces as workspace
  join rowseal.memberships as membership on membership.workspace_id = workspace.id
 where substr(workspace.slug, 2)::int <= 200;
insert into app.tasks (workspace_id, id, project_id, author_id, title, created_at)
select project.workspace_id, uuidv7(), project.id, membership.user_id, project.name || ', task ' || n,
       project.created_at + n * interval '1 minute'
  from generate_series(1, 5) as n
 cross join app.projects as project
  join rowseal.memberships as membership on membership.workspace_id = project.workspace_id;
insert into app.comments (workspace_id, id, task_id, author_id, body, created_at)
select task.workspace_id, uuidv7(), task.id, task.author_id, task.title || ', comment ' || n,
       task.created_at + n * interval '1 second'
  from generate_series(1, 3) as n
 cross join app.tasks as task;

create schema peer_claims;
create function peer_claims.claim(name text) returns uuid language sql stable
  as $$ select nullif(current_setting('jwt.claims.' || name, true), '')::uuid $$;

create schema peer_sessions;
create table peer_sessions.users as select id, disabled_at from rowseal.users;
alter table peer_sessions.users add primary key (id);
create table peer_sessions.workspaces as select id, slug from rowseal.workspaces;
alter table peer_sessions.workspaces add primary key (id);
create table peer_sessions.memberships as select workspace_id, user_id, role from rowseal.memberships;
alter table peer_sessions.memberships add primary key (workspace_id, user_id);
create table peer_sessions.roles (role text primary key, scopes text[] not null);
insert into peer_sessions.roles values
  ('member', '{notes:read,notes:write,projects:read,projects:write}'),
  ('viewer', '{notes:read,projects:read}');
create table peer_sessions.sessions (
  id uuid primary key,
  user_id uuid not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
-- The workspace, if session, user, membership and role say now that the claims hold.
create function peer_sessions.workspace_with(scope text) returns uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select membership.workspace_id
    from peer_sessions.sessions as session
    join peer_sessions.users as holder on holder.id = session.user_id
    join peer_sessions.memberships as membership on membership.user_id = holder.id
    join peer_sessions.roles as role on role.role = membership.role
   where session.id = peer_claims.claim('session_id')
     and session.user_id = peer_claims.claim('user_id')
     and session.revoked_at is null
     and session.expires_at > now()
     and holder.disabled_at is null
     and membership.workspace_id = peer_claims.claim('workspace_id')
     and workspace_with.scope = any (role.scopes)
$$;

create procedure peer_claims.copy(target text, is_live boolean) language plpgsql as $$
declare
  v_table text;
  v_scope text;
  v_read text;
  v_write text;
begin
  execute format('create schema %I', target);
  execute format('grant usage on schema %I to peer_user', target);
  foreach v_table in array '{notes,projects,tasks,comments}'::text[] loop
    v_scope := case v_table when 'notes' then 'notes' else 'projects' end;
    v_read := case when is_live then format('peer_sessions.workspace_with(%L)', v_scope || ':read')
              else 'peer_claims.claim(''workspace_id'')' end;
    v_write := case when is_live then format('peer_sessions.workspace_with(%L)', v_scope || ':write')
               else 'peer_claims.claim(''workspace_id'')' end;
    -- With the foreign keys of app, which LIKE leaves out.
    execute format('create table %I.%I (like app.%2$I including all)', target, v_table);
    execute format('insert into %I.%I select * from app.%2$I order by created_at', target, v_table);
    execute format('alter table %I.%I enable row level security', target, v_table);
    execute format('alter table %I.%I alter workspace_id set default peer_claims.claim(''workspace_id''), '
                   'alter id set default uuidv7()', target, v_table);
    if v_table <> 'projects' then
      execute format('alter table %I.%I alter author_id set default peer_claims.claim(''user_id''), '
                     'add foreign key (author_id) references peer_sessions.users on delete cascade', target, v_table);
    end if;
    if v_table in ('notes', 'projects') then
      execute format('alter table %I.%I add foreign key (workspace_id) references peer_sessions.workspaces '
                     'on delete cascade', target, v_table);
    end if;
    execute format('create policy reading on %I.%I for select to peer_user using (workspace_id = (select %s))',
                   target, v_table, v_read);
    execute format('create policy adding on %I.%I for insert to peer_user with check (workspace_id = (select %s))',
                   target, v_table, v_write);
  end loop;
  execute format('alter table %1$I.tasks add foreign key (workspace_id, project_id) references %1$I.projects '
                 'on delete cascade', target);
  execute format('alter table %1$I.comments add foreign key (workspace_id, task_id) references %1$I.tasks '
                 'on delete cascade', target);
  execute format('grant select, delete, insert (title, body), update (title, body) on %I.notes to peer_user', target);
  execute format('grant select, delete, insert (name), update (name) on %I.projects to peer_user', target);
  execute format('grant select, delete, insert (project_id, title), update (title, done) on %I.tasks to peer_user',
                 target);
  execute format('grant select, delete, insert (task_id, body), update (body) on %I.comments to peer_user', target);
end $$;
call peer_claims.copy('peer', false);
call peer_claims.copy('peer_live', true);
grant usage on schema peer_claims, peer_sessions to peer_user;
grant execute on function peer_claims.claim(text), peer_sessions.workspace_with(text) to peer_user;
grant execute on function uuidv7() to peer_user;

create schema better_auth authorization bench_better;
alter role bench_better set search_path = better_auth;
create table better_auth.notes as
select workspace.slug as organization_slug, note.id, note.title, note.body, note.created_at
  from app.notes as note
  join rowseal.workspaces as workspace on workspace.id = note.workspace_id
 where substr(workspace.slug, 2)::int <= 50;
create index on better_auth.notes (organization_slug, created_at desc);
grant select, update on better_auth.notes to bench_better;

create schema oidc authorization bench_oidc;
alter role bench_oidc set search_path = oidc;
-- As the adapters for SQL databases in oidc-provider's examples keep all that it stores.
create table oidc.oidc_models (
  id text not null,
  type text not null,
  payload jsonb not null,
  grant_id text,
  user_code text,
  uid text,
  expires_at timestamptz,
  consumed_at timestamptz,
  primary key (id, type)
);
create index on oidc.oidc_models (grant_id);
create index on oidc.oidc_models (uid);
alter table oidc.oidc_models owner to bench_oidc;
