-- Workspaces are created, renamed and handed on by those who belong to them: nobody needs a DBA.
begin;
set local search_path = tap, pg_catalog;
select plan(75);

select rowseal_test.personas();
update rowseal.users set email_verified_at = now() where email = 'viewer@acme.test';

-- What comes of a statement of somebody who entered: done, or the SQLSTATE of the refusal, and nothing remains.
create function pg_temp.attempt(email text, workspace text, statement text, scope text default null,
  prepared text default 'select') returns text
  language plpgsql volatile
as $$
begin
  execute prepared;
  perform rowseal_test.enter_as(email, workspace, scope);
  execute statement;
  raise exception 'done' using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    return 'done';
  when others then
    return sqlstate;
end
$$;

-- create_workspace
select is(pg_temp.attempt(email, workspace, statement, scope, prepared), wanted, what)
  from (values
    ('viewer@acme.test', null, $$select rowseal.create_workspace('new', 'New')$$, null, 'select', 'done',
      'somebody with a verified address creates a workspace'),
    ('viewer@acme.test', 'acme', $$select rowseal.create_workspace('new', 'New')$$, null, 'select', 'done',
      'somebody who entered a workspace creates another'),
    ('member@acme.test', null, $$select rowseal.create_workspace('new', 'New')$$, null, 'select', 'RS022',
      'somebody whose address is not verified creates none'),
    ('member@acme.test', null, $$select rowseal.create_workspace('new', 'New')$$, null,
      $$update rowseal_private.settings set workspace_creation = 'anyone'$$, 'done',
      'where anyone may, an address need not be verified'),
    ('viewer@acme.test', null, $$select rowseal.create_workspace('new', 'New')$$, null,
      $$update rowseal_private.settings set workspace_creation = 'nobody'$$, 'RS021',
      'where nobody may, a verified address does not help'),
    ('viewer@acme.test', null, $$select rowseal.create_workspace('new', 'New')$$, null,
      $$update rowseal_private.settings set workspaces_per_user = 0$$, 'RS023',
      'nobody owns more workspaces than the installation allows'),
    ('viewer@acme.test', null,
      $$select rowseal.create_workspace('new', 'New'), rowseal.create_workspace('newer', 'Newer')$$, null,
      $$update rowseal_private.settings set workspaces_per_user = 1$$, 'RS023',
      'a workspace that was created in the same statement counts'),
    ('viewer@acme.test', null, $q$do $$ begin
      if (select status from rowseal.create_workspace('new', 'New')) = 'throttled' then
        raise exception 'throttled' using errcode = 'RS998';
      end if;
    end $$$q$, null,
      $$update rowseal_private.throttle_limits set free_attempts = 1 where kind = 'workspace_creation';
        select rowseal_private.record_attempt('workspace_creation', rowseal_test.id('viewer@acme.test')::text)
          from generate_series(1, 2)$$,
      'RS998', 'nobody creates many workspaces in a short time, whoever owns them now'),
    ('viewer@acme.test', null, $q$do $$ begin
      if (select status from rowseal.create_workspace('globex', 'New')) = 'slug_taken' then
        raise exception 'slug_taken' using errcode = 'RS998';
      end if;
    end $$$q$, null, 'select', 'RS998',
      'a slug that another workspace has is taken'),
    ('viewer@acme.test', null, $$select rowseal.create_workspace('No Slug', 'New')$$, null, 'select', '23514',
      'a slug holds no blank'),
    ('viewer@acme.test', null, $$select rowseal.create_workspace('new', '')$$, null, 'select', '23514',
      'a name is not empty'),
    ('viewer@acme.test', null, $$select rowseal.create_workspace(null, 'New')$$, null, 'select', '23502',
      'a workspace has a slug'),
    ('viewer@acme.test', 'acme', $$select rowseal.create_workspace('new', 'New')$$, 'notes:read', 'select', 'RS010',
      'a session with fewer scopes creates none'),
    ('viewer@acme.test', null,
      $$select rowseal.create_workspace('new', 'New');
        insert into rowseal.memberships (workspace_id, user_id, role)
        select id, (select id from rowseal.users where email = 'owner@globex.test'), 'owner'
          from rowseal.workspaces where slug = 'new'$$, null, 'select', '42501',
      'SQL in the request adds nobody to the new workspace')
  ) as asked (email, workspace, statement, scope, prepared, wanted, what);
select throws_ok($$select rowseal.create_workspace('new', 'New')$$, 'RS008', null,
  'where nobody entered, no workspace is created');

select rowseal_test.enter_as('viewer@acme.test');
select rowseal.create_workspace('new', 'New');
select rowseal_test.leave();
create temporary table made as select id from rowseal.workspaces where slug = 'new';
select results_eq(
  $$ select workspace.slug, workspace.name from rowseal.workspaces as workspace join made using (id) $$,
  $$ values ('new', 'New') $$, 'a workspace that was created has its slug and its name');
select results_eq(
  $$ select account.email, membership.role from rowseal.memberships as membership
       join made on made.id = membership.workspace_id
       join rowseal.users as account on account.id = membership.user_id $$,
  $$ values ('viewer@acme.test', 'owner') $$, 'its creator is its only member, and its owner');
select is(
  (select array_agg(kind order by kind) from rowseal_private.audit_events where workspace_id = (select id from made)),
  '{member_added,workspace_created}', 'the creation of a workspace is an event, and that of its owner another');
select rowseal_test.enter_as('viewer@acme.test', 'new');
select ok(rowseal.has_scope('owners:write'), 'its owner may do what owners may');
select rowseal_test.leave();

-- What was tried stays counted
select rowseal_test.enter_as('viewer@acme.test');
select is((select status from rowseal.create_workspace('globex', 'New')), 'slug_taken',
  'a slug that is taken is a status, and nothing raises');
select rowseal_test.leave();
select is(
  rowseal_private.attempts_of('workspace_creation', rowseal_test.id('viewer@acme.test')::text), 2,
  'a slug that was taken counts as much as one that was free');

-- change_workspace
select is(pg_temp.attempt(email, workspace, statement, scope, prepared), wanted, what)
  from (values
    ('owner@acme.test', 'acme', $$select rowseal.change_workspace('Acme & Sons')$$, null, 'select', 'done',
      'an owner gives the workspace another name'),
    ('owner@acme.test', 'acme', $$select rowseal.change_workspace(slug => 'acme-sons')$$, null, 'select', 'done',
      'an owner gives the workspace another slug'),
    ('owner@acme.test', 'acme', $$select rowseal.change_workspace('')$$, null, 'select', '23514',
      'the new name is not empty'),
    ('owner@acme.test', 'acme', $$select rowseal.change_workspace(slug => 'No Slug')$$, null, 'select', '23514',
      'the new slug holds no blank'),
    ('owner@acme.test', null, $$select rowseal.change_workspace('X')$$, null, 'select', 'RS007',
      'where no workspace was entered, none is changed'),
    ('owner@acme.test', 'acme', $$select rowseal.change_workspace('X')$$, 'members:write', 'select', 'RS006',
      'a session without owners:write does not change it'),
    ('admin@acme.test', 'acme', $$select rowseal.change_workspace('X')$$, null, 'select', 'RS006',
      'an admin does not change it'),
    ('viewer@acme.test', 'acme', $$select rowseal.change_workspace('X', 'x')$$, null, 'select', 'RS006',
      'a viewer does not change it')
  ) as asked (email, workspace, statement, scope, prepared, wanted, what);
select throws_ok($$select rowseal.change_workspace('X')$$, 'RS008', null, 'where nobody entered, nothing is changed');

create function pg_temp.change(email text, workspace text, name text default null, slug text default null) returns text
  language plpgsql volatile
as $$
declare
  v_status text;
begin
  perform rowseal_test.enter_as(email, workspace);
  v_status := (select status from rowseal.change_workspace(change.name, change.slug));
  perform rowseal_test.leave();
  return v_status;
end
$$;
create function pg_temp.enters(email text, workspace text) returns text
  language plpgsql volatile
as $$
declare
  v_id uuid;
begin
  perform rowseal_test.enter_as(email, workspace);
  v_id := rowseal.workspace_id();
  perform rowseal_test.leave();
  return case v_id when rowseal_test.id('acme') then 'acme' when rowseal_test.id('globex') then 'globex' end;
exception when others then
  return sqlstate;
end
$$;
update rowseal_private.throttle_limits set free_attempts = 1000 where kind = 'slug_change';
select is(pg_temp.change('owner@acme.test', 'acme', 'Acme & Sons'), 'changed', 'a name is changed alone');
select results_eq($$ select slug, name from rowseal.workspaces where id = rowseal_test.id('acme') $$,
  $$ values ('acme', 'Acme & Sons') $$, 'the workspace has its new name, and the slug it had');
select is((select name from rowseal.workspaces where slug = 'globex'), 'Globex', 'no other workspace was renamed');
select is(pg_temp.change('owner@acme.test', 'acme', slug => 'sons'), 'changed', 'a slug is changed alone');
select results_eq($$ select slug, name from rowseal.workspaces where id = rowseal_test.id('acme') $$,
  $$ values ('sons', 'Acme & Sons') $$, 'the workspace has its new slug, and the name it had');
select is(pg_temp.enters('member@acme.test', 'sons'), 'acme', 'a member enters by the new slug');
select is(pg_temp.enters('member@acme.test', 'acme'), 'acme', 'a member enters by the former slug');
select is(pg_temp.enters('stranger@nowhere.test', 'acme'), 'RS004', 'a stranger enters by no former slug');
-- The control: a slug that nobody has or had was free.
select is(pg_temp.change('owner@globex.test', 'globex', slug => 'sons'), 'slug_taken',
  'no other workspace gets a slug that is taken');
select is(pg_temp.change('owner@globex.test', 'globex', slug => 'acme'), 'slug_taken',
  'no other workspace gets a former slug');
select rowseal_test.enter_as('viewer@acme.test');
select is((select status from rowseal.create_workspace('acme', 'Squat')), 'slug_taken',
  'no new workspace gets a former slug');
select rowseal_test.leave();
select throws_ok($$ insert into rowseal.workspaces (slug, name) values ('acme', 'Squat') $$, 'RS024', null,
  'no workspace that a DBA makes gets a former slug');
select throws_ok($$ update rowseal.workspaces set slug = 'acme' where slug = 'globex' $$, 'RS024', null,
  'no workspace that a DBA renames gets a former slug');
select results_eq(
  $$ select retired_at > now() - interval '1 minute', ends_at = retired_at + interval '30 days'
       from rowseal_private.former_slug('acme', rowseal_test.id('member@acme.test')) $$,
  $$ values (true, true) $$, 'a member is told since when a slug is a former one, and until when it is understood');
select is((select retired_at from rowseal_private.former_slug('acme', rowseal_test.id('stranger@nowhere.test'))), null,
  'a stranger is told nothing of a former slug');
select is((select retired_at from rowseal_private.former_slug('sons', rowseal_test.id('member@acme.test'))), null,
  'a slug in use is no former one');
update rowseal_private.slugs set retired_at = now() - interval '31 days' where slug = 'acme';
select is(pg_temp.enters('member@acme.test', 'acme'), 'RS004', 'after its time a former slug opens nothing');
select is((select retired_at from rowseal_private.former_slug('acme', rowseal_test.id('member@acme.test'))), null,
  'after its time a former slug is told to nobody');
select is(pg_temp.change('owner@globex.test', 'globex', slug => 'acme'), 'slug_taken',
  'after its time a former slug is still given to nobody');
select is(pg_temp.change('owner@acme.test', 'sons', slug => 'acme'), 'changed',
  'a workspace takes its former slug back');
select is(pg_temp.enters('member@acme.test', 'sons'), 'acme',
  'the slug that a workspace had in between still names it');
select rowseal_test.enter_as('viewer@acme.test');
select rowseal.create_workspace('gone', 'Gone');
select rowseal_test.leave();
delete from rowseal.workspaces where slug = 'gone';
select rowseal_test.enter_as('viewer@acme.test');
select is((select status from rowseal.create_workspace('gone', 'Squat')), 'slug_taken',
  'the slug of a workspace that is gone is given to nobody');
select rowseal_test.leave();
update rowseal_private.throttle_limits set free_attempts = 1 where kind = 'slug_change';
delete from rowseal_private.throttles;
select is(array[pg_temp.change('owner@acme.test', 'acme', slug => 'globex'),
    pg_temp.change('owner@acme.test', 'acme', slug => 'other'),
    pg_temp.change('owner@acme.test', 'acme', slug => 'another')], '{slug_taken,changed,throttled}',
  'nobody takes slug after slug, nor tries which are taken');
select is(pg_temp.change('owner@acme.test', 'other', 'Acme'), 'changed', 'a name is changed all the same');
select is(pg_temp.change('owner@acme.test', 'other', 'Acme', 'other'), 'changed',
  'a name is changed beside the slug that it has');
update rowseal.workspaces set slug = 'acme' where slug = 'other';

-- transfer_ownership
select is(pg_temp.attempt(email, workspace, format('select rowseal.transfer_ownership(%L)', rowseal_test.id(target)),
  scope), wanted, what)
  from (values
    ('owner@acme.test', 'acme', 'viewer@acme.test', null, 'done', 'an owner hands the workspace on'),
    ('owner@acme.test', 'acme', 'owner@acme.test', null, 'RS013', 'nobody hands a workspace on to themselves'),
    ('owner@acme.test', 'acme', 'stranger@nowhere.test', null, 'RS013', 'a stranger becomes no owner'),
    ('admin@acme.test', 'acme', 'viewer@acme.test', null, 'RS006', 'an admin makes no owners'),
    ('owner@acme.test', 'acme', 'viewer@acme.test', 'owners:write', 'RS006',
      'a session with owners:write alone lacks the other scopes of an owner'),
    ('owner@acme.test', null, 'viewer@acme.test', null, 'RS007', 'where no workspace was entered, none is handed on')
  ) as asked (email, workspace, target, scope, wanted, what);
select is(pg_temp.attempt('owner@acme.test', 'acme',
  format('select rowseal.transfer_ownership(%L)', rowseal_test.id('viewer@acme.test')), null,
  $$update rowseal.users set disabled_at = now() where email = 'viewer@acme.test'$$), 'RS013',
  'nobody hands a workspace on to somebody who is disabled');
select is(pg_temp.attempt('owner@acme.test', 'acme',
  $q$do $$ begin
    if (select status from rowseal.invite_member('victim@nowhere.test', 'viewer')) = 'throttled' then
      raise exception 'throttled' using errcode = 'RS998';
    end if;
  end $$$q$, null,
  $$update rowseal_private.throttle_limits set free_attempts = 1 where kind = 'invitation_address';
    select rowseal_private.record_attempt('invitation_address', 'victim@nowhere.test')
      from generate_series(1, 2)$$), 'RS998',
  'an address that others have invited often is not invited from yet another workspace');
select rowseal_test.enter_as('owner@acme.test', 'acme');
select rowseal.transfer_ownership(rowseal_test.id('member@acme.test'));
select rowseal_test.leave();
select results_eq(
  $$ select account.email, membership.role from rowseal.memberships as membership
       join rowseal.users as account on account.id = membership.user_id
      where membership.workspace_id = rowseal_test.id('acme')
        and account.email in ('owner@acme.test', 'member@acme.test') order by 1 $$,
  $$ values ('member@acme.test', 'owner'), ('owner@acme.test', 'admin') $$,
  'the new owner is an owner, and the former one an admin');
select bag_eq(
  $$ select details ->> 'from' as was, details ->> 'to' as becomes from rowseal_private.audit_events
      where kind = 'member_role_changed' and workspace_id = rowseal_test.id('acme') $$,
  $$ values ('owner', 'admin'), ('member', 'owner') $$, 'handing a workspace on is an event for each of the two');

-- list_members
create function pg_temp.listed(after uuid default null, page_size integer default 100, search text default null)
  returns text[]
  language plpgsql volatile
as $$
declare
  v_found text[];
begin
  perform rowseal_test.enter_as('viewer@acme.test', 'acme');
  v_found := array(
    select member.email from rowseal.list_members(after, page_size, search) as member order by member.id);
  perform rowseal_test.leave();
  return v_found;
end
$$;
select bag_eq(
  $$ select unnest(pg_temp.listed()) $$,
  $$ select account.email from rowseal.memberships as membership
       join rowseal.users as account on account.id = membership.user_id
      where membership.workspace_id = rowseal_test.id('acme') $$,
  'the members of the workspace entered are listed, and nobody else');
select is(pg_temp.listed(page_size => 1), (pg_temp.listed())[1:1], 'a page has no more than it may');
select is(pg_temp.listed(after => rowseal_test.id((pg_temp.listed())[1])), (pg_temp.listed())[2:],
  'the next page begins behind the last one');
select is(pg_temp.listed(search => 'VIEWER@'), '{viewer@acme.test}', 'a search finds an address by its beginning');
select is(pg_temp.listed(search => '%'), '{}', 'a search takes each character for itself');
select throws_ok($$select * from rowseal.list_members()$$, 'RS008', null, 'where nobody entered, nobody is listed');

-- members_last_use
create function pg_temp.last_use(email text, workspace text) returns setof text
  language plpgsql volatile
as $$
begin
  perform rowseal_test.enter_as('owner@acme.test', workspace);
  return query select (used.last_used_at > now() - interval '1 hour')::text
    from rowseal.members_last_use(array[rowseal_test.id(last_use.email)]) as used;
  perform rowseal_test.leave();
end
$$;
select bag_eq($$ select pg_temp.last_use('owner@acme.test', 'acme') $$, $$ values ('true') $$,
  'who has just signed in was last here a moment ago');
select is_empty($$ select pg_temp.last_use('owner@globex.test', 'acme')
  where not exists (select from rowseal.memberships where workspace_id = rowseal_test.id('acme')
    and user_id = rowseal_test.id('owner@globex.test')) $$, 'nothing is said of who is no member');
select is(pg_temp.attempt('viewer@acme.test', 'acme', $$select rowseal.members_last_use('{}')$$), 'RS006',
  'who may not change members is not told when they were here');
select throws_ok($$select rowseal.members_last_use('{}')$$, 'RS008', null, 'where nobody entered, nobody is told');

select * from finish();
rollback;
