-- What operators do to workspaces and their members.
begin;
set local search_path = tap, pg_catalog;
select plan(34);

create role workspaces_all login in role rowseal_auditor;
select rowseal_test.personas();
create function pg_temp.events() returns text[]
  language sql volatile
as $$
  select coalesce(array_agg(kind order by at, id), '{}') from rowseal_private.audit_events
   where login_role = session_user and workspace_id = (select id from rowseal.workspaces where slug = 'ops')
$$;

select lives_ok($$ select rowseal_audit.create_workspace('ops', 'Operations', rowseal_test.id('viewer@acme.test')) $$,
  'an operator creates a workspace');
create temporary table made as select id from rowseal.workspaces where slug = 'ops';
select results_eq(
  $$ select user_id, role from rowseal.memberships where workspace_id = (select id from made) $$,
  $$ values (rowseal_test.id('viewer@acme.test'), 'owner') $$, 'whom they named is its owner');
select throws_ok($$ select rowseal_audit.create_workspace('acme', 'X', rowseal_test.id('viewer@acme.test')) $$, 'RS024',
  null, 'a slug that is taken is taken for operators too');
select throws_ok($$ select rowseal_audit.create_workspace('nobodys', 'X', rowseal_test.id('nobody')) $$, '23503', null,
  'a workspace has an owner who is there');
select throws_ok($$ select rowseal_audit.create_workspace('No Slug', 'X', rowseal_test.id('viewer@acme.test')) $$,
  '23514', null, 'a slug holds no blank');
select is(rowseal_audit.set_member((select id from made), rowseal_test.id('member@acme.test'), 'member'), 'added',
  'an operator adds a member');
select is(rowseal_audit.set_member((select id from made), rowseal_test.id('member@acme.test'), 'admin'), 'changed',
  'an operator gives a member another role');
select is(rowseal_audit.set_member((select id from made), rowseal_test.id('member@acme.test'), 'admin'), 'unchanged',
  'the same role changes nothing');
select throws_ok(
  $$ select rowseal_audit.set_member((select id from made), rowseal_test.id('member@acme.test'), 'emperor') $$, '23503',
  null, 'there is no role that nobody defined');
select throws_ok(
  $$ select rowseal_audit.set_member((select id from made), rowseal_test.id('viewer@acme.test'), 'viewer') $$, 'RS014',
  null, 'the last owner stays one, for operators too');
select throws_ok(
  $$ select rowseal_audit.remove_member((select id from made), rowseal_test.id('viewer@acme.test')) $$, 'RS014', null,
  'the last owner is not removed either');
select ok(rowseal_audit.remove_member((select id from made), rowseal_test.id('member@acme.test')),
  'an operator removes a member');
select ok(not rowseal_audit.remove_member((select id from made), rowseal_test.id('member@acme.test')),
  'who is no member is not removed');
select ok(rowseal_audit.change_workspace((select id from made), slug => 'operations'), 'an operator changes a slug');
select ok(rowseal_audit.change_workspace((select id from made), 'Ops', 'ops'), 'an operator changes name and slug');
select results_eq($$ select slug, name from rowseal.workspaces where id = (select id from made) $$,
  $$ values ('ops', 'Ops') $$, 'a workspace is called as the operator said');
select ok(not rowseal_audit.change_workspace(rowseal_test.id('nowhere'), 'X'), 'what is not there is not changed');
select is(rowseal_audit.delete_workspace(rowseal_test.id('nowhere')), null, 'what is not there is not deleted');
select ok(rowseal_audit.delete_workspace((select id from made)) > now() + interval '29 days',
  'an operator deletes a workspace, with the grace period of the installation');
select throws_ok($$ select rowseal_test.enter_as('viewer@acme.test', 'ops') $$, 'RS025', null,
  'nobody enters what an operator has deleted');
select rowseal_test.leave();
select ok(rowseal_audit.restore_workspace((select id from made)), 'an operator restores a workspace');
select ok(not rowseal_audit.restore_workspace((select id from made)), 'what was not deleted is not restored');
select is(pg_temp.events(),
  array['workspace_created', 'member_added', 'member_added', 'member_role_changed', 'member_removed',
    'workspace_changed', 'workspace_changed', 'workspace_deleted', 'workspace_restored'],
  'each is an event of the login role');

-- The control: the database's owner may. Auditors and requests may not.
select rowseal_test.step_into('workspaces_all');
select throws_ok($$ select rowseal_audit.create_workspace('x', 'X', rowseal_test.id('viewer@acme.test')) $$, '42501',
  null, 'auditors create no workspace');
select throws_ok($$ select rowseal_audit.set_member(rowseal_test.id('acme'), rowseal_test.id('viewer@acme.test'),
  'owner') $$, '42501', null, 'auditors make nobody an owner');
select rowseal_test.leave();
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select throws_ok($$ select rowseal_audit.set_member(rowseal_test.id('acme'), rowseal_test.id('viewer@acme.test'),
  'owner') $$, '42501', null, 'nobody makes themselves an owner in a request');
select throws_ok($$ select rowseal_audit.delete_workspace(rowseal_test.id('acme')) $$, '42501', null,
  'nobody deletes a workspace by the function of operators in a request');
select rowseal_test.leave();

-- Inviting in the name of a member
select isnt(
  rowseal_audit.invite(rowseal_test.id('acme'), 'New@acme.test', 'member', rowseal_test.id('admin@acme.test')),
  null, 'an operator invites in the name of a member');
select results_eq(
  $$ select email, role, invited_by from rowseal.invitations where workspace_id = rowseal_test.id('acme') $$,
  $$ values ('new@acme.test', 'member', rowseal_test.id('admin@acme.test')) $$, 'the invitation is that member''s'
);
select is(
  (select count(*) from rowseal_private.audit_events where kind = 'member_invited' and login_role = session_user),
  1::bigint, 'the event names the operator''s login role'
);
select throws_ok($$ select rowseal_audit.invite(rowseal_test.id('acme'), 'x@acme.test', 'owner',
  rowseal_test.id('admin@acme.test')) $$, 'RS006', null, 'nobody invites above their own role, by an operator neither');
select throws_ok($$ select rowseal_audit.invite(rowseal_test.id('acme'), 'x@acme.test', 'viewer',
  rowseal_test.id('owner@globex.test')) $$, 'RS006', null, 'who may invite nobody does not by an operator either');
select throws_ok($$ select rowseal_audit.invite(rowseal_test.id('acme'), 'viewer@acme.test', 'member',
  rowseal_test.id('admin@acme.test')) $$, 'RS020', null, 'a member is not invited');
select throws_ok($$ select rowseal_audit.invite(rowseal_test.id('acme'), 'no address', 'member',
  rowseal_test.id('admin@acme.test')) $$, '23514', null, 'what is no address is not invited');

select * from finish();
rollback;
