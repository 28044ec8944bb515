-- The demo's second migration: projects with tasks and comments. A task is reached where its project is, a comment
-- where its task is; comments are changed by their authors alone, and reminders are seen by nobody else.
select rowseal.define_scope('projects:read', 'Read projects, tasks and comments', '{owner,admin,member,viewer}');
select rowseal.define_scope('projects:write', 'Add and change tasks, comments and reminders', '{owner,admin,member}');
select rowseal.define_scope('projects:manage', 'Add, change and delete projects', '{owner,admin}');
select rowseal.define_scope('comments:moderate', 'Change and delete comments of others', '{owner,admin}');

create table app.projects (
  workspace_id uuid not null default rowseal.workspace_id() references rowseal.workspaces on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  name text not null check (char_length(name) between 1 and 100),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);

create table app.tasks (
  workspace_id uuid not null default rowseal.workspace_id(),
  id uuid not null default rowseal.uuidv7(),
  project_id uuid not null,
  author_id uuid not null default rowseal.user_id() references rowseal.users on delete cascade,
  title text not null check (char_length(title) between 1 and 200),
  done boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references app.projects on delete cascade
);
create index tasks_project_idx on app.tasks (workspace_id, project_id, created_at);
create index tasks_author_idx on app.tasks (author_id);

create table app.comments (
  workspace_id uuid not null default rowseal.workspace_id(),
  id uuid not null default rowseal.uuidv7(),
  task_id uuid not null,
  author_id uuid not null default rowseal.user_id() references rowseal.users on delete cascade,
  body text not null check (char_length(body) between 1 and 2000),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, task_id) references app.tasks on delete cascade
);
create index comments_task_idx on app.comments (workspace_id, task_id, created_at);
create index comments_author_idx on app.comments (author_id);

create table app.reminders (
  workspace_id uuid not null default rowseal.workspace_id(),
  id uuid not null default rowseal.uuidv7(),
  task_id uuid not null,
  user_id uuid not null default rowseal.user_id() references rowseal.users on delete cascade,
  remind_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, task_id) references app.tasks on delete cascade
);
create index reminders_task_idx on app.reminders (workspace_id, task_id);
create index reminders_user_idx on app.reminders (user_id);

grant select, delete, insert (name), update (name) on app.projects to rowseal_user;
grant select, delete, insert (project_id, title), update (title, done) on app.tasks to rowseal_user;
grant select, delete, insert (task_id, body), update (body) on app.comments to rowseal_user;
grant select, delete, insert (task_id, remind_at), update (remind_at) on app.reminders to rowseal_user;

select rowseal.protect('app.projects', workspace => 'workspace_id', read => 'projects:read',
  write => 'projects:manage');
select rowseal.protect('app.tasks', workspace => 'workspace_id', read => 'projects:read', write => 'projects:write',
  parent => 'app.projects');
select rowseal.protect('app.comments', workspace => 'workspace_id', read => 'projects:read', write => 'projects:write',
  parent => 'app.tasks', owner => 'author_id', override => 'comments:moderate');
select rowseal.protect('app.reminders', workspace => 'workspace_id', read => 'projects:read', write => 'projects:write',
  parent => 'app.tasks', owner => 'user_id', owned => '{select,insert,update,delete}');
