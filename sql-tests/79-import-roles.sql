-- Roles of other systems, with their scopes.
begin;
set local search_path = tap, pg_catalog;
select plan(16);

insert into rowseal.workspaces (slug, name) values ('acme', 'Acme'), ('gone', 'Gone');
update rowseal.workspaces set erase_at = now() + interval '1 day' where slug = 'gone';
select rowseal.define_scope('papers:read', 'Read papers', '{}');
select rowseal.define_scope('papers:write', 'Write papers', '{}');

create function pg_temp.role(line integer, workspace text, name text, scopes text default '{papers:read}')
  returns jsonb language sql volatile
  return jsonb_build_object('line', line, 'workspace', workspace, 'name', name, 'scopes', to_jsonb(scopes::text[]));
create function pg_temp.said(roles jsonb, dry boolean default false) returns text
  language sql volatile
  return (select string_agg(concat_ws(' ', line, status, reason), ', ' order by line)
    from rowseal_audit.import_roles(roles, dry));
create function pg_temp.scopes_of(role text) returns text
  language sql stable
  return (select string_agg(workspace.slug || ' ' || role.scopes::text, ', ')
    from rowseal.roles as role join rowseal.workspaces as workspace on workspace.id = role.workspace_id
   where role.name = scopes_of.role);

select is(
  pg_temp.said(jsonb_build_array(pg_temp.role(1, 'acme', 'editor')), dry => true), '1 imported',
  'a dry run says what an import would do'
);
select is(pg_temp.scopes_of('editor'), null, 'a dry run makes no role');
select is(
  pg_temp.said(jsonb_build_array(
    pg_temp.role(1, 'acme', 'editor', '{papers:read,papers:write}'), pg_temp.role(2, 'acme', 'reader'))),
  '1 imported, 2 imported', 'roles are imported'
);
select is(pg_temp.scopes_of('editor'), 'acme {papers:read,papers:write}', 'a role has its scopes');
select is(
  pg_temp.said(jsonb_build_array(pg_temp.role(1, (
    select id::text from rowseal.workspaces where slug = 'acme'), 'editor', '{papers:write,papers:read}'))),
  '1 unchanged', 'a role that is there is left as it is, in any order of scopes, and by the id of its workspace'
);
select is(
  pg_temp.said(jsonb_build_array(pg_temp.role(1, 'acme', 'editor', '{papers:read}'))), '1 refused other_scopes',
  'a role that is there with other scopes is not changed'
);
select is(
  pg_temp.scopes_of('editor'), 'acme {papers:read,papers:write}', 'a role that was refused has the scopes that it had'
);
select is(
  pg_temp.said(jsonb_build_array(pg_temp.role(1, workspace, name, scopes))), '1 refused ' || reason,
  format('a role %s of %s with %s is refused', name, workspace, scopes)
) from (values
  ('nowhere', 'a', '{papers:read}', 'unknown_workspace'),
  ('gone', 'a', '{papers:read}', 'unknown_workspace'),
  ('acme', 'Upper', '{papers:read}', 'not_a_name'),
  ('acme', 'owner', '{papers:read}', 'built_in_role'),
  ('acme', 'b', '{papers:burn}', 'unknown_scope'),
  ('acme', 'c', '{papers:read,papers:read}', 'unknown_scope')
) as given (workspace, name, scopes, reason);
select is(
  pg_temp.said(jsonb_build_array(pg_temp.role(1, 'acme', 'twice'), pg_temp.role(2, 'acme', 'twice', '{}'))),
  '1 imported, 2 refused role_twice', 'of two roles of a name the first is imported'
);
select is(
  (select string_agg(details ->> 'role', ', ' order by details ->> 'role') from rowseal_private.audit_events
    where kind = 'role_defined' and details ->> 'reason' = 'imported'),
  'editor, reader, twice', 'each role is an event'
);
select rowseal_test.step_into('rowseal_gateway');
select throws_ok(
  $$ select * from rowseal_audit.import_roles('[]') $$, '42501', null, 'no request imports roles'
);
select * from finish();
rollback;
