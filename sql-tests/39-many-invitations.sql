-- Many invited at once, with an answer for each.
begin;
set local search_path = tap, pg_catalog;
select plan(20);

select rowseal_test.personas();
create function pg_temp.invite(email text, addresses text[], role text default 'viewer', scope text default null)
  returns text[]
  language plpgsql volatile
as $$
declare
  v_answers text[];
begin
  perform rowseal_test.enter_as(email, 'acme', scope);
  v_answers := array(
    select format('%s: %s', invited.address, invited.status)
      from rowseal.invite_members(addresses, role) as invited);
  perform rowseal_test.leave();
  return v_answers;
exception when others then
  return array[sqlstate];
end
$$;
create function pg_temp.open_invitations() returns text[]
  language sql volatile
as $$ select array(select email || ' as ' || role from rowseal.invitations where revoked_at is null order by 1) $$;

-- The control of what is refused below
select is(pg_temp.invite('admin@acme.test', '{ben@acme.test,Ada@Acme.test}'),
  '{"ada@acme.test: invited","ben@acme.test: invited"}', 'an administrator invites several addresses at once');
select is(pg_temp.open_invitations(), '{"ada@acme.test as viewer","ben@acme.test as viewer"}',
  'each of them has an invitation');
select is((select count(*) from rowseal_private.audit_events where kind = 'member_invited'), 2::bigint,
  'each of them is an event');
select is(
  pg_temp.invite('admin@acme.test',
    array['cal@acme.test', 'no address', 'viewer@acme.test', null, 'CAL@acme.test']),
  '{"cal@acme.test: invited","no address: invalid","viewer@acme.test: already_member",": invalid"}',
  'what is no address, or a member''s, stops none of the others, and nobody is invited twice');
select is(cardinality(pg_temp.open_invitations()), 3, 'who was not invited has no invitation');
select is(pg_temp.invite('admin@acme.test', '{ada@acme.test}', 'member'), '{"ada@acme.test: invited"}',
  'an open invitation is replaced');
select is(pg_temp.open_invitations(),
  '{"ada@acme.test as member","ben@acme.test as viewer","cal@acme.test as viewer"}', 'it has the new role');

update rowseal.workspaces set email_domains = '{acme.test}' where slug = 'acme';
select is(pg_temp.invite('admin@acme.test', '{dan@globex.test,dan@acme.test}'),
  '{"dan@acme.test: invited","dan@globex.test: address_not_allowed"}',
  'the domains of the workspace bind each address');
update rowseal.workspaces set email_domains = null where slug = 'acme';
select is(pg_temp.invite('owner@acme.test', '{eve@acme.test}', 'owner'), '{"eve@acme.test: invited"}',
  'an owner invites an owner');
select is(pg_temp.invite('admin@acme.test', '{eve@acme.test,fay@acme.test}'),
  '{"eve@acme.test: insufficient_scope","fay@acme.test: invited"}',
  'an invitation to a role above the own is not replaced, and stops none of the others');

select is(pg_temp.invite(email, addresses, role, scope), array[wanted], what)
  from (values
    ('admin@acme.test', '{x@acme.test}'::text[], 'owner', null, 'RS006', 'nobody invites to a role above their own'),
    ('admin@acme.test', '{x@acme.test}', 'emperor', null, 'RS013', 'nobody invites to a role that is not there'),
    ('viewer@acme.test', '{x@acme.test}', 'viewer', null, 'RS006', 'a viewer invites nobody'),
    ('admin@acme.test', '{x@acme.test}', 'viewer', 'members:read', 'RS006',
      'a session without members:write invites nobody'),
    ('stranger@nowhere.test', '{x@acme.test}', 'viewer', null, 'RS004', 'a stranger does not even enter'),
    ('admin@acme.test', '{}', 'viewer', null, '23514', 'nobody at all is not invited'),
    ('admin@acme.test', null, 'viewer', null, '23514', 'null is nobody'),
    ('admin@acme.test', array(select n || '@x.test' from generate_series(1, 101) as n), 'viewer', null, '23514',
      'a hundred at most are invited at once')
  ) as asked (email, addresses, role, scope, wanted, what);
select throws_ok($$ select * from rowseal.invite_members('{x@acme.test}', 'viewer') $$, 'RS008', null,
  'where nobody entered, nobody is invited');
update rowseal_private.throttle_limits set free_attempts = 8 where kind = 'invitation_workspace';
select matches(array_to_string(
    pg_temp.invite('admin@acme.test', array(select n || '@many.test' from generate_series(1, 5) as n)), ' '),
  '^1@many.test: invited( \d@many.test: invited)* .*5@many.test: throttled$',
  'a workspace is held up within one call as well, and what was invited before stays');

select * from finish();
rollback;
