-- Policies of assurance: what each credential of a member comes to under them, who sets them, and who is excused.
begin;
set local search_path = tap, pg_catalog;
select plan(103);

select rowseal_test.personas();
insert into rowseal_private.oauth_clients (id, name, redirect_uris, auth_method)
values ('app_' || repeat('0', 22), 'Client', '{https://client.test/}', 'none');
-- Members of long ago, so that nobody has a time of grace left unless a test says so.
update rowseal.memberships set created_at = now() - interval '1 year';
update rowseal.users set created_at = now() - interval '1 year';

create function pg_temp.give_app(email text) returns void
  language sql volatile
as $$
  insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
  values (rowseal_test.id(email), rowseal.uuidv7(), 'a.b.c.d.e', now())
  on conflict do nothing;
$$;
create function pg_temp.give_passkey(email text) returns void
  language sql volatile
as $$
  insert into rowseal_private.passkeys (
    user_id, credential_id, public_key, name, is_verified, backup_eligible, backed_up, sign_count)
  values (rowseal_test.id(email), sha256(email::bytea), '\x00', 'Key', true, false, false, 0);
$$;
-- One credential of each kind, by what its person has proved in it.
create temporary table credential (
  name text primary key, email text, claims rowseal_private.claims, token text, service_id uuid);
grant select, insert on credential to public;
create function pg_temp.session(email text, kinds text[], scope text default null, workspace text default null,
  client text default null) returns rowseal_private.claims
  language sql volatile
  return rowseal_private.open_session(
    rowseal_test.id(email), rowseal_test.id(workspace), scope, '192.0.2.1', 'pgTAP', client_id => client,
    identity_scope => case when client is not null then 'openid' end,
    proofs => coalesce((select jsonb_object_agg(kind, now()) from unnest(kinds) as kind), '{}'));
insert into credential (name, email, claims)
select named.name, named.email, pg_temp.session(
         named.email, named.kinds, named.scope, named.workspace,
         case named.name when 'grant' then 'app_' || repeat('0', 22) end)
  from (values
    ('password', 'member@acme.test', '{password}'::text[], null, null),
    ('limited', 'member@acme.test', '{password}', 'notes:read', null),
    ('bound', 'member@acme.test', '{password}', null, 'acme'),
    ('two', 'member@acme.test', '{password,totp}', null, null),
    ('passkey', 'member@acme.test', '{verified_passkey}', null, null),
    ('grant', 'member@acme.test', '{password}', 'notes:read', 'acme'),
    ('owner', 'owner@acme.test', '{password}', null, null),
    ('elsewhere', 'stranger@nowhere.test', '{password}', null, null)
  ) as named (name, email, kinds, scope, workspace);
select rowseal_test.enter_as('member@acme.test', 'acme');
insert into credential (name, email, token)
select 'token', 'member@acme.test', made.token
  from rowseal_test.create_token('script', now() + interval '30 days') as made;
select rowseal_test.leave();

-- What comes of entering acme with a credential under a policy that is taken back: done, or the refusal.
create function pg_temp.entering(name text, prepared text, workspace text default 'acme') returns text
  language plpgsql volatile
as $$
declare
  v_claims rowseal_private.claims;
  v_token text;
  v_detail text;
begin
  execute prepared;
  v_claims := (select credential.claims from credential where credential.name = entering.name);
  v_token := (select credential.token from credential where credential.name = entering.name);
  perform rowseal_test.step_into('rowseal_gateway');
  if v_token is not null then
    perform rowseal.enter_with_token(v_token, '192.0.2.1', workspace, null);
  else
    perform rowseal.enter(
      v_claims.sub, v_claims.sid, v_claims.workspace, v_claims.scope, v_claims.exp, v_claims.seal_key, v_claims.seal,
      workspace, '192.0.2.1', null);
  end if;
  raise exception 'done' using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    return 'done';
  when sqlstate 'RS052' or sqlstate 'RS053' then
    get stacked diagnostics v_detail = pg_exception_detail;
    return sqlstate || ' ' || right(v_detail::jsonb ->> 'acr_values', 1);
  when others then
    return sqlstate;
end
$$;
create function pg_temp.explained(name text, prepared text) returns text
  language plpgsql volatile
as $$
declare
  v_id uuid;
  v_said text;
begin
  execute prepared;
  select coalesce((credential.claims).sid, rowseal_private.uuid_at(
           rowseal_private.token_payload('rsp_', credential.token), 17))
    into v_id from credential where credential.name = explained.name;
  select coalesce(said.sqlstate, 'done') into v_said
    from rowseal.explain(v_id, 'app.notes', 'select', null, rowseal_test.id('acme'), '192.0.2.1') as said;
  raise exception '%', v_said using errcode = 'RS999';
exception when sqlstate 'RS999' then
  return sqlerrm;
end
$$;
create function pg_temp.policy(level integer, grace text default '0', slug text default 'acme') returns text
  language sql immutable
  return format('update rowseal.workspaces set required_assurance = %L, assurance_grace = %L where slug = %L',
    level, grace, slug);
create function pg_temp.for_all(level integer, grace text default '0') returns text
  language sql immutable
  return format('update rowseal_private.settings set required_assurance = %L, assurance_grace = %L', level, grace);
create function pg_temp.and_app(prepared text) returns text
  language sql immutable
  return prepared || '; select pg_temp.give_app(''member@acme.test'')';
create function pg_temp.and_passkey(prepared text) returns text
  language sql immutable
  return prepared || '; select pg_temp.give_passkey(''member@acme.test'')';
create function pg_temp.and_waived(prepared text, until text default '1 hour') returns text
  language sql immutable
  return prepared || format($x$; insert into rowseal_private.policy_waivers (workspace_id, user_id, ends_at)
    values (rowseal_test.id('acme'), rowseal_test.id('member@acme.test'), clock_timestamp() + interval %L)$x$, until);

create temporary table tried (place serial, name text, prepared text, wanted text, what text);
insert into tried (name, prepared, wanted, what) values
  ('password', 'select', 'done', 'without a policy a password is enough'),
  ('token', 'select', 'done', 'without a policy a token is enough'),
  ('password', pg_temp.policy(2), 'RS053 2', 'level 2: a session by password of who has no factor adds one first'),
  ('password', pg_temp.and_app(pg_temp.policy(2)), 'RS052 2', 'level 2: one of who has a factor steps up'),
  ('limited', pg_temp.and_app(pg_temp.policy(2)), 'RS052 2', 'level 2: a limited session alike'),
  ('bound', pg_temp.and_app(pg_temp.policy(2)), 'RS052 2', 'level 2: a bound session alike'),
  ('two', pg_temp.and_app(pg_temp.policy(2)), 'done', 'level 2: a session that proved two factors enters'),
  ('two', pg_temp.policy(2), 'done', 'level 2: what was proved counts, though the factor is gone'),
  ('passkey', pg_temp.policy(2), 'done', 'level 2: a session by passkey enters'),
  ('two', pg_temp.and_app(pg_temp.policy(3)), 'RS053 3', 'level 3: who has an app alone adds a passkey first'),
  ('two', pg_temp.and_passkey(pg_temp.policy(3)), 'RS052 3', 'level 3: who has one steps up'),
  ('passkey', pg_temp.and_passkey(pg_temp.policy(3)), 'done', 'level 3: a session by passkey enters'),
  ('token', pg_temp.policy(2), 'RS053 2', 'level 2: no token of who has no factor'),
  ('token', pg_temp.and_app(pg_temp.policy(2)), 'done', 'level 2: a token of who has one, whatever made it'),
  ('token', pg_temp.and_app(pg_temp.policy(3)), 'RS053 3', 'level 3: no token of who has an app alone'),
  ('token', pg_temp.and_passkey(pg_temp.policy(3)), 'done', 'level 3: a token of who has a passkey'),
  ('grant', pg_temp.policy(2), 'RS053 2', 'level 2: no grant of who has no factor'),
  ('grant', pg_temp.and_app(pg_temp.policy(2)), 'done', 'level 2: a grant of who has one'),
  ('password', pg_temp.policy(2, '1 hour'), 'done', 'in the time of grace a password is enough'),
  ('token', pg_temp.policy(2, '1 hour'), 'done', 'in the time of grace a token is enough'),
  ('password', pg_temp.policy(2, '1 hour') || $$; update rowseal.workspaces
     set assurance_since = now() - interval '2 hours'$$, 'RS053 2', 'after it no more'),
  ('password', pg_temp.policy(2, '1 hour') || $$; update rowseal.workspaces
     set assurance_since = now() - interval '2 hours'; update rowseal.memberships set created_at = now()$$, 'done',
    'who joined after it was set has the whole of it'),
  ('password', pg_temp.and_waived(pg_temp.policy(2)), 'done', 'a waiver excuses a session'),
  ('token', pg_temp.and_waived(pg_temp.policy(2)), 'done', 'a waiver excuses a token'),
  ('password', pg_temp.and_waived(pg_temp.policy(2), '-1 second'), 'RS053 2', 'one that has ended does not'),
  ('owner', pg_temp.and_waived(pg_temp.policy(2)), 'RS053 2', 'a waiver is of one member'),
  ('password', pg_temp.for_all(2), 'RS053 2', 'of everybody: a password is not enough'),
  ('token', pg_temp.for_all(2), 'RS053 2', 'of everybody: no token of who has no factor'),
  ('two', pg_temp.for_all(2), 'done', 'of everybody: two factors are'),
  ('password', pg_temp.and_waived(pg_temp.for_all(2)), 'RS053 2', 'no workspace waives what is asked of everybody'),
  ('password', pg_temp.and_waived(pg_temp.policy(3) || ';' || pg_temp.for_all(2)), 'RS053 2',
    'of two policies a waiver leaves that of the installation'),
  ('two', pg_temp.policy(3) || ';' || pg_temp.for_all(2), 'RS053 3', 'a workspace may ask for more'),
  ('two', pg_temp.policy(2) || ';' || pg_temp.for_all(3), 'RS053 3', 'a workspace may not ask for less'),
  ('password', pg_temp.for_all(2, '1 hour'), 'done', 'of everybody: there is a time of grace too'),
  ('password', pg_temp.policy(2, slug => 'globex'), 'done', 'the policy of another workspace binds nobody here');
select is(pg_temp.entering(name, prepared), wanted, what) from tried order by place;
select is_empty(
  $$ select what, explained from tried cross join lateral pg_temp.explained(name, prepared) as explained
      where explained <> split_part(wanted, ' ', 1) $$,
  'rowseal.explain tells the same of each'
);
select is(pg_temp.entering('password', pg_temp.for_all(3), null), 'done',
  'without a workspace, for the account, everybody enters under every policy');
select is(pg_temp.entering('elsewhere', pg_temp.policy(2)), 'RS004', 'who is no member learns of no policy');

-- Login roles that are bound, and services, which are no member
create role reads_acme login;
do $$ begin
  execute format('grant connect on database %I to reads_acme', current_database());
  perform rowseal.bind_role('reads_acme', rowseal_test.id('member@acme.test'), rowseal_test.id('acme'));
end $$;
insert into rowseal_private.services (workspace_id, name, scopes)
values (rowseal_test.id('acme'), 'ci', '{notes:read}');
insert into credential (name, token, service_id)
select 'service', made.token, service.id
  from rowseal_private.services as service
 cross join lateral rowseal_audit.create_service_key(service.workspace_id, service.id) as made;
create function pg_temp.as_role(prepared text) returns text
  language plpgsql volatile
as $$
begin
  execute prepared;
  set local transaction_read_only = on;
  perform rowseal_test.step_into('reads_acme');
  perform count(*) from app.notes;
  raise exception 'done' using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    return 'done';
  when others then
    return sqlstate;
end
$$;
select is(pg_temp.as_role(prepared), wanted, 'a bound login role: ' || what)
  from (values
    (pg_temp.policy(null), 'done', 'without a policy'),
    (pg_temp.policy(2), 'RS053', 'of who has no factor'),
    (pg_temp.and_app(pg_temp.policy(2)), 'done', 'of who has one'),
    (pg_temp.for_all(2), 'RS053', 'under the policy of the installation'),
    (pg_temp.and_waived(pg_temp.policy(2)), 'done', 'of who is excused')
  ) as asked (prepared, wanted, what);
create function pg_temp.listed(prepared text) returns text
  language plpgsql volatile
as $$
begin
  execute prepared;
  raise exception '%', (select state from rowseal_audit.bound_roles()) using errcode = 'RS999';
exception when sqlstate 'RS999' then
  return sqlerrm;
end
$$;
select is(pg_temp.listed(prepared), wanted, 'and the list of them says so: ' || what)
  from (values
    (pg_temp.policy(null), 'live', 'without a policy'),
    (pg_temp.policy(2), 'factor missing', 'of who has no factor'),
    (pg_temp.and_app(pg_temp.policy(2)), 'live', 'of who has one'),
    (pg_temp.for_all(2), 'factor missing', 'under the policy of the installation'),
    (pg_temp.policy(2, '1 day') || $$; update rowseal.workspaces set assurance_since = now()$$, 'live',
      'in the time of grace')
  ) as asked (prepared, wanted, what);
select is(pg_temp.entering('service', pg_temp.policy(3)), 'done', 'a policy of members says nothing of services');

-- Who sets it: the control is an owner who meets it
create function pg_temp.attempt(name text, statement text, prepared text default 'select') returns text
  language plpgsql volatile
as $$
declare
  v_claims constant rowseal_private.claims := (
    select credential.claims from credential where credential.name = attempt.name);
  v_token constant text := (select credential.token from credential where credential.name = attempt.name);
  v_said text;
begin
  execute prepared;
  if v_token is null then
    perform rowseal_test.enter(v_claims, 'acme');
  else
    perform rowseal_test.step_into('rowseal_gateway');
    perform rowseal.enter_with_token(v_token, '192.0.2.1', 'acme', null);
  end if;
  execute statement into v_said;
  raise exception '%', coalesce(v_said, 'done') using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    return sqlerrm;
  when others then
    return sqlstate;
end
$$;
insert into credential (name, email, claims)
select named.name, named.email, pg_temp.session(named.email, named.kinds, named.scope)
  from (values
    ('owner two', 'owner@acme.test', '{password,totp}'::text[], null),
    ('owner limited', 'owner@acme.test', '{password,totp}', 'members:read'),
    ('owner passkey', 'owner@acme.test', '{verified_passkey}', null),
    ('admin', 'admin@acme.test', '{password}', null),
    ('admin two', 'admin@acme.test', '{password,totp}', null)
  ) as named (name, email, kinds, scope);
select pg_temp.give_app('owner@acme.test'), pg_temp.give_app('admin@acme.test');
create function pg_temp.set(level text, grace text default '1 day') returns text
  language sql immutable
  return format('select status from rowseal.set_workspace_policy(%s, %L)', level, grace);
select is(pg_temp.attempt(name, statement, prepared), wanted, what)
  from (values
    ('owner two', pg_temp.set('2'), 'select', 'ok', 'an owner who meets it sets a policy'),
    ('owner', pg_temp.set('2'), 'select', 'RS050', 'one who could meet it steps up'),
    ('owner two', pg_temp.set('3'), 'select', 'RS027', 'one who could not would be shut out'),
    ('owner passkey', pg_temp.set('3'), 'select', 'ok', 'with a passkey it is level 3'),
    ('owner limited', pg_temp.set('2'), 'select', 'RS006', 'a session without owners:write sets none'),
    ('admin two', pg_temp.set('2'), 'select', 'RS006', 'an administrator sets none'),
    ('service', pg_temp.set('2'), 'select', 'RS006', 'a service sets none'),
    ('owner', pg_temp.set('null'), pg_temp.policy(2, '1 day'), 'RS050',
      'who has time left cannot take a policy back that they do not meet'),
    ('owner', pg_temp.set('2', '80 days'), pg_temp.policy(2, '1 day'), 'RS050',
      'who has time left cannot give themselves more'),
    ('owner', pg_temp.set('2', '1 day'), pg_temp.policy(2, '1 day'), 'ok', 'what changes nothing asks for nothing'),
    ('owner two', pg_temp.set('null'), pg_temp.policy(2, '1 day'), 'ok', 'who meets it takes it back'),
    ('owner two', pg_temp.set('1'), 'select', '23514', 'one factor is no policy'),
    ('owner two', pg_temp.set('2', '91 days'), 'select', '23514', 'ninety days are the longest grace'),
    ('owner two', pg_temp.set('2', '-1 day'), 'select', '23514', 'none is before'),
    ('owner two', 'select rowseal.set_workspace_policy(2, null)', 'select', '23502', 'no grace is 0'),
    ('owner two', pg_temp.set('2'),
      $$select rowseal_private.record_attempt('policy_change', rowseal_test.id('acme')::text)
          from generate_series(1, 10)$$, 'throttled',
      'it is not raised again and again, each time with mails to everybody'),
    ('owner two', pg_temp.set('2', '1 hour'),
      pg_temp.policy(2, '1 day')
        || $$; select rowseal_private.record_attempt('policy_change', rowseal_test.id('acme')::text)
          from generate_series(1, 10)$$, 'throttled',
      'a grace is not shortened again and again, each time with mails to everybody')
  ) as asked (name, statement, prepared, wanted, what);

-- When it was told, and to whom
select rowseal_test.enter((select claims from credential where name = 'owner two'), 'acme');
select is(status, 'ok', 'a policy is set') from rowseal.set_workspace_policy(2, '3 days');
select rowseal_test.leave();
create temporary table told as
  select payload::jsonb as payload from graphile_worker_rowseal._private_jobs
   where payload ->> 'kind' = 'policy_set';
select set_eq(
  $$ select (payload ->> 'user_id')::uuid from told $$,
  $$ select user_id from rowseal.memberships
      where workspace_id = rowseal_test.id('acme')
        and user_id not in (rowseal_test.id('owner@acme.test'), rowseal_test.id('admin@acme.test')) $$,
  'every member who lacks the factor is told, and nobody else');
create function pg_temp.mail(email text, prepared text) returns jsonb
  language plpgsql volatile
as $$
declare
  v_mail jsonb;
begin
  execute prepared;
  v_mail := (
    select to_jsonb(composed) from told
     cross join lateral rowseal_private.compose_mail(told.payload) as composed
     where told.payload ->> 'user_id' = rowseal_test.id(email)::text);
  raise exception '%', coalesce(v_mail, '{}') using errcode = 'RS999';
exception when sqlstate 'RS999' then
  return sqlerrm;
end
$$;
select is(pg_temp.mail('member@acme.test', 'select') - 'variables',
  '{"recipient": "member@acme.test", "kind": "policy_set"}', 'the mail goes to the member');
select is((pg_temp.mail('member@acme.test', 'select') -> 'variables' ->> 'due_at')::timestamptz,
  (select assurance_since + interval '3 days' from rowseal.workspaces where slug = 'acme'),
  'the mail says until when they have time');
select is(pg_temp.mail('member@acme.test', prepared), '{}', 'nothing is sent ' || what)
  from (values
    (pg_temp.and_app('select'), 'to who has added a factor meanwhile'),
    (pg_temp.policy(null), 'of what is not asked any more'),
    ($$delete from rowseal.memberships where user_id = rowseal_test.id('member@acme.test')$$, 'to who has left')
  ) as asked (prepared, what);
select results_eq(
  $$ select before, after from rowseal_private.audit_events where kind = 'workspace_policy_set' $$,
  $$ values ('{"required_assurance": null, "assurance_grace": "7 days"}'::jsonb,
       '{"required_assurance": 2, "assurance_grace": "3 days"}'::jsonb) $$,
  'a policy is an event, with what was before');
create function pg_temp.is_renewed(setting text) returns boolean
  language plpgsql volatile
as $$
declare
  v_since timestamptz;
begin
  update rowseal.workspaces set assurance_since = now() - interval '10 days' where slug = 'acme';
  execute format('update rowseal.workspaces set %s where slug = ''acme''', setting);
  v_since := (select assurance_since from rowseal.workspaces where slug = 'acme');
  raise exception '%', v_since > now() - interval '1 day' using errcode = 'RS999';
exception when sqlstate 'RS999' then
  return sqlerrm;
end
$$;
select is(pg_temp.is_renewed(setting), wanted, what)
  from (values
    ('required_assurance = 3', true, 'what asks for more begins anew, by whose hand ever'),
    ('assurance_grace = ''1 day''', true, 'what asks for it sooner begins anew'),
    ('assurance_grace = ''30 days''', false, 'what gives more time gives it from the beginning'),
    ('required_assurance = null', false, 'what asks for nothing begins nothing'),
    ('name = ''A''', false, 'another change neither')
  ) as asked (setting, wanted, what);
select is(pg_temp.attempt('password',
    'select to_jsonb(asked) - ''due_at'' || jsonb_build_object(''due'', due_at is not null)
       from rowseal.workspace_policy() as asked')::jsonb,
  '{"grace": "3 days", "proved": 1, "required_assurance": 2, "due": true}', 'a member sees what is asked of them');
select is(pg_temp.attempt('two', 'select due_at from rowseal.workspace_policy()'), 'done', 'who meets it has no end');

-- Who lacks it, and who is excused
select is(pg_temp.attempt('admin',
    $$ select string_agg(email, ' ' order by email) from rowseal.list_unproved_members() $$),
  (select string_agg(account.email, ' ' order by account.email) from told
     join rowseal.users as account on account.id = (told.payload ->> 'user_id')::uuid),
  'who lacks it is listed');
select is(pg_temp.attempt('password', 'select count(*) from rowseal.list_unproved_members()'), 'RS006',
  'a member without members:write sees no such list');
create function pg_temp.waive(email text) returns text
  language sql immutable
  return format('select case when rowseal.waive_policy(%L) between now() + interval ''23 hours''
    and now() + interval ''25 hours'' then ''a day'' end', rowseal_test.id(email));
select is(pg_temp.attempt(name, statement, prepared), wanted, what)
  from (values
    ('admin two', pg_temp.waive('member@acme.test'), 'select', 'a day',
      'an administrator who meets it excuses a member'),
    ('admin', pg_temp.waive('member@acme.test'), 'select', 'RS050', 'one who does not, in their own time, steps up'),
    ('admin two', pg_temp.waive('admin@acme.test'), 'select', 'RS054', 'nobody excuses themselves'),
    ('admin two', pg_temp.waive('owner@acme.test'), 'select', 'RS006', 'nobody excuses who is above them'),
    ('password', pg_temp.waive('viewer@acme.test'), 'select', 'RS006', 'a member excuses nobody'),
    ('two', pg_temp.waive('member@acme.test'), 'select', 'RS054', 'a member does not excuse themselves either'),
    ('admin two', pg_temp.waive('stranger@nowhere.test'), 'select', 'RS013', 'who is no member is not excused'),
    ('admin two', pg_temp.waive('member@acme.test'), pg_temp.policy(null), 'RS013', 'without a policy nobody is'),
    ('admin two', pg_temp.waive('member@acme.test'), $$update rowseal_private.session_proofs
        set proved_at = proved_at - interval '1 hour'$$, 'RS050', 'it takes a fresh proof')
  ) as asked (name, statement, prepared, wanted, what);
select rowseal_test.enter((select claims from credential where name = 'admin two'), 'acme');
select rowseal.waive_policy(rowseal_test.id('member@acme.test'));
select rowseal_test.leave();
select is((select details ->> 'user_id' from rowseal_private.audit_events where kind = 'policy_waived'
    and actor_id = rowseal_test.id('admin@acme.test')), rowseal_test.id('member@acme.test')::text,
  'a waiver is an event: who, and of whom');
select is(
  (select composed.recipient || ' ' || (composed.variables ->> 'workspace')
     from graphile_worker_rowseal._private_jobs as job
    cross join lateral rowseal_private.compose_mail(job.payload::jsonb) as composed
    where job.payload ->> 'kind' = 'policy_waived'),
  'member@acme.test ' || (select name from rowseal.workspaces where slug = 'acme'), 'the member is told');
select is(pg_temp.attempt('admin', $$ select count(*) from rowseal.list_unproved_members()
    where waived_until > now() and email = 'member@acme.test' $$), '1', 'the list says who is excused');
create function pg_temp.purged() returns bigint
  language plpgsql volatile
as $$
declare
  v_left bigint;
begin
  update rowseal_private.policy_waivers set ends_at = now() - interval '1 day';
  perform rowseal_private.purge(10);
  v_left := (select count(*) from rowseal_private.policy_waivers);
  raise exception '%', v_left using errcode = 'RS999';
exception when sqlstate 'RS999' then
  return sqlerrm;
end
$$;
select is(pg_temp.purged(), 0::bigint, 'what has ended is purged');

-- What the answers about access count
create function pg_temp.reached(prepared text) returns text
  language plpgsql volatile
as $$
begin
  execute prepared;
  raise exception '%', (
    select string_agg(distinct page.kind, ' ' order by page.kind)
      from rowseal_audit.reach_page('app.notes', 'select', rowseal_test.id('acme'), null, 1000) as page
     where page.user_id = rowseal_test.id('member@acme.test')) using errcode = 'RS999';
exception when sqlstate 'RS999' then
  return sqlerrm;
end
$$;
select is(pg_temp.reached(prepared), wanted, 'reach counts ' || what)
  from (values
    (pg_temp.policy(null), 'database_role grant person session token', 'without a policy all of a member'),
    ('delete from rowseal_private.policy_waivers;' || pg_temp.policy(2), 'session',
      'of who has no factor what proved two before'),
    ('delete from rowseal_private.policy_waivers;' || pg_temp.and_app(pg_temp.policy(2)),
      'database_role grant person session token', 'of who has one everything but the sessions that did not prove it')
  ) as asked (prepared, wanted, what);

-- What entering costs: the policy is looked into only where the session does not meet it by its level
set local track_functions = 'all';
create function pg_temp.looked_into(name text, prepared text) returns bigint
  language plpgsql volatile
as $$
declare
  v_before constant bigint := coalesce(pg_stat_get_xact_function_calls(
    'rowseal_private.unmet_policy(uuid,uuid,uuid,integer)'::regprocedure), 0);
begin
  perform pg_temp.entering(name, prepared);
  return coalesce(pg_stat_get_xact_function_calls(
    'rowseal_private.unmet_policy(uuid,uuid,uuid,integer)'::regprocedure), 0) - v_before;
end
$$;
select is(pg_temp.looked_into('password', pg_temp.policy(null)), 0::bigint,
  'without a policy none is looked into');
select is(pg_temp.looked_into('grant', pg_temp.policy(null)), 0::bigint,
  'without a policy none is looked into for a grant');
select is(pg_temp.looked_into('two', pg_temp.policy(2)), 0::bigint,
  'a session that has the level asks for no more rows');
select cmp_ok(pg_temp.looked_into('password', pg_temp.policy(2, '1 day')), '>', 0::bigint,
  'the control: one that has time left does');

select * from finish();
rollback;
