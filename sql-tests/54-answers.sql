-- rowseal_audit.access and reach, rowseal.explain: who may ask about whom (what explain says: test/explain.test.ts).
begin;
set local search_path = tap, pg_catalog;
select plan(29);

create role audits_all login in role rowseal_auditor;
grant usage on schema app to audits_all;

select rowseal_test.personas();
create function pg_temp.token(email text, workspace text, scope text default null) returns uuid
  language sql volatile
as $$
  insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, scope, secret_hash, last_four,
    expires_at)
  values (rowseal_test.id(email), rowseal_test.id(email || ' token'), rowseal_test.id(workspace), 'x', scope,
    sha256(email::bytea), 'xxxx', now() + interval '1 day')
  returning id
$$;
create temporary table known as
  select rowseal_test.claims_of('admin@acme.test') as admin, rowseal_test.claims_of('viewer@acme.test') as viewer,
         rowseal_test.claims_of('owner@globex.test', 'globex') as globex,
         pg_temp.token('member@acme.test', 'acme', 'notes:read') as reader,
         pg_temp.token('owner@globex.test', 'globex') as theirs;
insert into app.notes (workspace_id, id, author_id, title)
select rowseal_test.id(slug), rowseal_test.id(slug), rowseal_test.id('owner@' || slug || '.test'), slug
  from unnest(array['acme', 'globex']) as slug;
grant select on known to public;
create function pg_temp.key(slug text) returns jsonb language sql stable
  return jsonb_build_object('id', rowseal_test.id(slug));

-- access
select results_eq(
  $$ select role, command, gate, scope, allowed from rowseal_audit.access
      where relation = 'app.notes' and kind = 'role' and role in ('member', 'viewer')
      order by role collate "C", command collate "C" $$,
  $$ values
     ('member', 'delete', 'rowseal_gate_delete', 'notes:write', true),
     ('member', 'insert', 'rowseal_gate_insert', 'notes:write', true),
     ('member', 'select', 'rowseal_gate_select', 'notes:read', true),
     ('member', 'update', 'rowseal_gate_update', 'notes:write', true),
     ('viewer', 'delete', 'rowseal_gate_delete', 'notes:write', false),
     ('viewer', 'insert', 'rowseal_gate_insert', 'notes:write', false),
     ('viewer', 'select', 'rowseal_gate_select', 'notes:read', true),
     ('viewer', 'update', 'rowseal_gate_update', 'notes:write', false) $$,
  'access says which gate decides about a role, and how'
);
select results_eq(
  $$ select role, command, gate, allowed from rowseal_audit.access
      where relation = 'app.notes' and role = 'rowseal_backup' and allowed $$,
  $$ values ('rowseal_backup', 'select', 'rowseal_backup', true) $$,
  'access says which database role reaches rows outside requests'
);
revoke delete on app.notes from rowseal_user;
select is_empty($$ select from rowseal_audit.access where command = 'delete' and kind = 'role' and allowed $$,
  'without the privilege no role is allowed a command');
grant delete on app.notes to rowseal_user;

-- reach
select results_eq(
  $$ select workspace_id, role, kind, amount from rowseal_audit.reach('app.notes', 'delete')
      where workspace_id = rowseal_test.id('acme') $$,
  $$ values
     (rowseal_test.id('acme'), 'admin', 'person', 1::bigint),
     (rowseal_test.id('acme'), 'admin', 'session', 1::bigint),
     (rowseal_test.id('acme'), 'member', 'person', 2::bigint),
     (rowseal_test.id('acme'), 'owner', 'person', 1::bigint) $$,
  'reach counts people and live credentials by role, and no token that is limited to reading'
);
select results_eq(
  $$ select amount from rowseal_audit.reach('app.notes') where role = 'member' and kind = 'token' $$,
  $$ values (1::bigint) $$, 'the control: it counts that token among those that read'
);
select set_eq(
  $$ select kind, user_id, role, scopes from rowseal_audit.reach_page('app.notes', 'select', rowseal_test.id('acme'))
      where kind = 'token' $$,
  $$ values ('token', rowseal_test.id('member@acme.test'), 'member', 'notes:read') $$,
  'a page says whose credential it is, and what it is limited to'
);
select is(
  (select count(*) from rowseal_audit.reach_page('app.notes', 'select', rowseal_test.id('acme'))),
  (select sum(amount)::bigint from rowseal_audit.reach('app.notes', 'select', rowseal_test.id('acme'))),
  'pages have as many as reach counts'
);
select results_eq(
  $$ with recursive page as (
       select id, 1 as number from (select id from rowseal_audit.reach_page(
         'app.notes', 'select', rowseal_test.id('acme'), null, 1)) as first
       union all
       select next.id, number + 1 from page, lateral rowseal_audit.reach_page(
         'app.notes', 'select', rowseal_test.id('acme'), page.id, 1) as next
     )
     select id from page order by number $$,
  $$ select id from rowseal_audit.reach_page('app.notes', 'select', rowseal_test.id('acme')) $$,
  'pages follow each other'
);
update rowseal.users set disabled_at = now() where id = rowseal_test.id('admin@acme.test');
select is_empty($$ select from rowseal_audit.reach('app.notes') where role = 'admin' $$,
  'somebody who is disabled reaches nothing');
update rowseal.users set disabled_at = null where id = rowseal_test.id('admin@acme.test');
update rowseal_private.sessions set revoked_at = null where user_id = rowseal_test.id('admin@acme.test');

-- Who may ask
select rowseal_test.step_into('audits_all');
select isnt_empty($$ select from rowseal_audit.reach('app.notes') where workspace_id = rowseal_test.id('globex') $$,
  'auditors ask about all workspaces');
select isnt_empty('select from rowseal_audit.access', 'auditors see access');
select results_eq(
  $$ select allowed, gate from known, rowseal.explain(reader, 'app.notes', 'update', pg_temp.key('acme')) $$,
  $$ values (false, 'credential_scope') $$, 'auditors ask why');
select results_eq(
  $$ select allowed, gate from known, rowseal.explain(reader, 'app.notes', 'select', pg_temp.key('acme')) $$,
  $$ values (null::boolean, 'row_unseen') $$, 'an auditor who reads no rows is told that the row cannot be seen');
select rowseal_test.leave();
select results_eq(
  $$ select allowed, gate from known, rowseal.explain(reader, 'app.notes', 'select', pg_temp.key('acme')) $$,
  $$ values (true, null::text) $$, 'the control: who reads it is told that it is allowed');

select rowseal_test.enter(admin, 'acme') from known;
select is_empty($$ select from rowseal_audit.reach('app.notes') where workspace_id <> rowseal_test.id('acme') $$,
  'an administrator of a workspace asks about that workspace');
select isnt_empty($$ select from rowseal_audit.reach('app.notes') $$, 'an administrator of a workspace has an answer');
select throws_ok($$ select rowseal_audit.reach('app.notes', 'select', rowseal_test.id('globex')) $$, 'RS005', null,
  'an administrator asks about no other workspace');
select results_eq(
  $$ select allowed, gate from known, rowseal.explain(reader, 'app.notes', 'delete', pg_temp.key('acme')) $$,
  $$ values (false, 'credential_scope') $$, 'an administrator asks why a member of theirs may not');
select results_eq(
  $$ select allowed, gate from known, rowseal.explain(reader, 'app.notes', 'select', pg_temp.key('acme')) $$,
  $$ values (true, null::text) $$, 'an administrator asks whether a member may');
select results_eq(
  $$ select gate from known, rowseal.explain(theirs, 'app.notes', 'select') $$,
  $$ values ('unknown_principal') $$, 'of a credential of another workspace an administrator learns nothing');
select results_eq(
  $$ select gate from rowseal.explain(rowseal_test.id('stranger@nowhere.test'), 'app.notes', 'select') $$,
  $$ values ('unknown_principal') $$, 'of somebody who is no member an administrator learns nothing');
select results_eq(
  $$ select gate from known, rowseal.explain(reader, 'app.notes', 'select', pg_temp.key('globex')) $$,
  $$ values ('row_unseen') $$, 'of a row of another workspace an administrator does not learn that it is there');
select throws_ok('select * from rowseal_audit.access', '42501', null, 'requests do not see access');
select throws_ok($$ select rowseal.explain_row('app.notes', 'select', '{}', rowseal.user_id(),
  rowseal_test.id('globex'), '{}') $$, 'RS005', null,
  'a part of explain answers about no other workspace either');
select rowseal_test.leave();
select rowseal_test.enter(viewer, 'acme') from known;
select throws_ok($$ select rowseal_audit.reach('app.notes') $$, 'RS006', null, 'without audit:read nobody asks');
select throws_ok($$ select known.reader, rowseal.explain(known.reader, 'app.notes', 'select') from known $$, 'RS006',
  null, 'without audit:read nobody asks why');
select rowseal_test.leave();
select throws_ok($$ select rowseal_audit.reach('rowseal.users') $$, 'RS127', null,
  'a table that is not protected is refused');

-- The part of explain that looks at people
select rowseal_test.enter_as('admin@acme.test', 'acme');
select results_eq(
  $$ select gate, user_id, scopes from known,
       rowseal.explain_entry((globex).sid, 'app.notes', 'select', null, null) $$,
  $$ values ('unknown_principal', null::uuid, null::text[]) $$,
  'an administrator of a workspace learns nothing of a session that is bound to another one');
select results_eq(
  $$ select gate, user_id, scopes from known, rowseal.explain_entry(theirs, 'app.notes', 'select', null, null) $$,
  $$ values ('unknown_principal', null::uuid, null::text[]) $$,
  'an administrator of a workspace learns nothing of a token for another one');
select rowseal_test.leave();

select * from finish();
rollback;
