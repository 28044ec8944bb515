-- The worker erases workspaces whose grace period is over, and what it cannot delete it empties.
begin;
set local search_path = tap, pg_catalog;
select plan(22);

select rowseal_test.personas();
select rowseal_test.persona('owner@initech.test', 'initech', 'owner');
insert into rowseal.roles (workspace_id, name, scopes)
select id, 'lead', '{notes:read}' from rowseal.workspaces where slug in ('acme', 'globex', 'initech');
select rowseal_test.enter_as('owner@acme.test', 'acme');
select rowseal.invite_member('new@acme.test', 'viewer');
select rowseal_test.leave();
insert into app.notes (workspace_id, author_id, title)
select workspace.id, membership.user_id, 'Note ' || n
  from rowseal.workspaces as workspace
  join rowseal.memberships as membership on membership.workspace_id = workspace.id and membership.role = 'owner',
       generate_series(1, 50) as n;
create function pg_temp.erase() returns integer
  language plpgsql volatile
as $$
declare
  v_erased integer;
begin
  perform rowseal_test.step_into('rowseal_worker');
  v_erased := rowseal_private.purge();
  perform rowseal_test.leave();
  return v_erased;
end
$$;
create function pg_temp.rows_of(slug text) returns text
  language sql volatile
as $$
  select format('%s notes, %s members, %s roles, %s invitations, %s services',
    (select count(*) from app.notes where workspace_id = rowseal_test.id(slug)),
    (select count(*) from rowseal.memberships where workspace_id = rowseal_test.id(slug)),
    (select count(*) from rowseal.roles where workspace_id = rowseal_test.id(slug)),
    (select count(*) from rowseal.invitations where workspace_id = rowseal_test.id(slug)),
    (select count(*) from rowseal_private.services where workspace_id = rowseal_test.id(slug)))
$$;
create function pg_temp.is_there(slug text) returns boolean
  language sql volatile
as $$ select exists (select from rowseal.workspaces where id = rowseal_test.id(is_there.slug)) $$;

insert into rowseal_private.services (workspace_id, name, scopes)
select rowseal_test.id(slug), 'Service', '{}' from unnest('{acme,globex}'::text[]) as slug;
select is(pg_temp.erase(), 0, 'where nothing was deleted, nothing is erased');
update rowseal.workspaces set erase_at = now() + interval '1 minute' where slug = 'acme';
select is(pg_temp.erase(), 0, 'within its grace period a workspace is not erased');
select is(pg_temp.rows_of('acme'), '50 notes, 5 members, 1 roles, 1 invitations, 1 services',
  'the control: everything is there');

update rowseal.workspaces set erase_at = now() - interval '1 second' where slug = 'acme';
select is(pg_temp.erase(), 1, 'after it the workspace is erased');
select ok(not pg_temp.is_there('acme'), 'no row of an erased workspace is left');
select is(pg_temp.rows_of('acme'), '0 notes, 0 members, 0 roles, 0 invitations, 0 services',
  'its members, roles, services and invitations are gone with it, and the rows of the application');
select is(pg_temp.rows_of('globex'), '50 notes, 1 members, 1 roles, 0 invitations, 1 services',
  'no other workspace lost a row');
select is(pg_temp.erase(), 0, 'once is enough');
select results_eq(
  $$ select kind, login_role, details ->> 'slug' from rowseal_private.audit_events
      where workspace_id = rowseal_test.id('acme') and kind = 'workspace_erased' $$,
  $$ values ('workspace_erased', 'rowseal_worker', 'acme') $$, 'that a workspace was erased is an event');
select throws_ok($$ insert into rowseal.workspaces (slug, name) values ('acme', 'Squat') $$, 'RS024', null,
  'nobody gets the slug of an erased workspace');

-- What a foreign key without an action keeps
create table app.bills (workspace_id uuid not null references rowseal.workspaces, amount integer);
insert into app.bills values (rowseal_test.id('globex'), 7);
update rowseal.workspaces set erase_at = now() - interval '1 second' where slug in ('globex', 'initech');
update rowseal.workspaces set erase_at = now() - interval '2 seconds' where slug = 'globex';
select is(array[pg_temp.erase(), pg_temp.erase(), pg_temp.erase()], '{1,1,0}',
  'a workspace that is kept does not hold up the next, nor the purge');
select is(array[pg_temp.is_there('globex'), pg_temp.is_there('initech')], '{t,f}',
  'the row that something needs stays');
select is((select name from rowseal.workspaces where slug = 'globex'), 'Erased', 'what is kept has no name any more');
select is(pg_temp.rows_of('globex'), '50 notes, 0 members, 0 roles, 0 invitations, 0 services',
  'what is kept has neither members nor services');
select results_eq(
  $$ select details ->> 'kept_by' from rowseal_private.audit_events
      where workspace_id = rowseal_test.id('globex') and kind = 'workspace_erased' $$,
  $$ values ('bills_workspace_id_fkey') $$, 'the event names what keeps it');
select results_eq(
  $$ select kind, object, why ~ 'bills_workspace_id_fkey of app.bills' from rowseal_audit.findings
      where kind = 'workspace_kept' $$,
  $$ values ('workspace_kept', 'globex', true) $$, 'what is kept is a finding, which names the foreign key');
select is((select sqlstate from rowseal.explain(
    rowseal_test.id('owner@globex.test'), 'app.notes', 'select', null, rowseal_test.id('globex'))), 'RS004',
  'nobody is a member of what is kept');
delete from app.bills;
select is(pg_temp.erase(), 0, 'it is not tried again at once');
update rowseal.workspaces set erased_at = now() - interval '25 hours' where slug = 'globex';
select is(pg_temp.erase(), 1, 'a day later it is tried again');
select is(pg_temp.rows_of('globex'), '0 notes, 0 members, 0 roles, 0 invitations, 0 services',
  'then the rest is gone too');

-- An error of the application stops neither the purge nor what follows
select rowseal_test.persona('owner@umbrella.test', 'umbrella', 'owner');
create function app.refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
insert into app.notes (workspace_id, author_id, title)
values (rowseal_test.id('umbrella'), rowseal_test.id('owner@umbrella.test'), 'Kept');
create trigger refuse before delete on app.notes for each row execute function app.refuse();
update rowseal.workspaces set erase_at = now() - interval '1 second' where slug = 'umbrella';
select is(pg_temp.erase(), 1, 'a trigger of the application that raises does not end the purge');
select is(pg_temp.rows_of('umbrella'), '1 notes, 0 members, 0 roles, 0 invitations, 0 services',
  'what the trigger keeps has no members');

select * from finish();
rollback;
