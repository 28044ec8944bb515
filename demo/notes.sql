-- A migration as an application would write it: its table, its scopes, one call to protect it.
create schema app;
grant usage on schema app to rowseal_user;

select rowseal.define_scope('notes:read', 'Read notes', '{owner,admin,member,viewer}');
select rowseal.define_scope('notes:write', 'Write, change and delete notes', '{owner,admin,member}');

create table app.notes (
  workspace_id uuid not null default rowseal.workspace_id() references rowseal.workspaces on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  author_id uuid not null default rowseal.user_id() references rowseal.users on delete cascade,
  title text not null check (char_length(title) between 1 and 200),
  body text not null default '' check (char_length(body) <= 10000),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index notes_newest_idx on app.notes (workspace_id, created_at desc);

grant select, delete, insert (title, body), update (title, body) on app.notes to rowseal_user;
select rowseal.protect('app.notes', workspace => 'workspace_id', read => 'notes:read', write => 'notes:write');
