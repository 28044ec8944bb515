-- A table whose rows no request of another workspace reaches, whatever else goes wrong.
create schema app;
grant usage on schema app to rowseal_user;
create table app.notes (
  workspace_id uuid not null default rowseal.workspace_id() references rowseal.workspaces on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  title text not null check (char_length(title) between 1 and 200),
  primary key (workspace_id, id)
);
select rowseal.define_scope('notes:read', 'Read notes', '{owner,admin,member,viewer}');
select rowseal.define_scope('notes:write', 'Write, change and delete notes', '{owner,admin,member}');
grant select, insert (title), update (title), delete on app.notes to rowseal_user;
select rowseal.protect('app.notes', workspace => 'workspace_id', read => 'notes:read', write => 'notes:write');
