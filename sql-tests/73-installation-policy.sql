-- What the installation asks of everybody: who is told, and how long passwords have to be.
begin;
set local search_path = tap, pg_catalog;
select plan(33);

select rowseal_test.personas();
update rowseal.users set created_at = now() - interval '1 year', email_verified_at = now();
insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
values (rowseal_test.id('owner@acme.test'), rowseal.uuidv7(), 'a.b.c.d.e', now());
update rowseal.users set disabled_at = now() where email = 'viewer@acme.test';
delete from graphile_worker_rowseal._private_jobs;

-- Runs the jobs that wait as the worker does, and those that they add, and says whom they tell what.
create function pg_temp.told() returns setof text
  language plpgsql volatile
as $$
declare
  v_job record;
begin
  loop
    delete from graphile_worker_rowseal._private_jobs as job
     where job.id = (select min(first.id) from graphile_worker_rowseal._private_jobs as first)
    returning job.payload into v_job;
    exit when not found;
    return query
      select composed.recipient || ' ' || composed.kind || ' ' || (composed.variables ->> 'level')
        from rowseal_private.compose_mail(v_job.payload::jsonb) as composed;
  end loop;
end
$$;
create temporary table people as
  select email from rowseal.users where disabled_at is null and email <> 'owner@acme.test';

-- Setting it
select results_eq(
  $$ select required_assurance, least_password, lacking from rowseal_audit.installation_policy() $$,
  $$ values (null::integer, 15, 0::bigint) $$, 'nothing is asked at first'
);
select is(rowseal_audit.set_installation_policy(2, '14 days'), 'changed', 'an operator asks everybody for two factors');
select is(rowseal_audit.set_installation_policy(2, '14 days'), 'unchanged', 'once');
select results_eq(
  $$ select required_assurance, grace, since > now() - interval '1 minute', least_password, people, lacking
       from rowseal_audit.installation_policy() $$,
  $$ select 2, interval '14 days', true, 15, count(*) + 1, count(*) from people $$,
  'an operator reads who lacks it; with a time of grace passwords stay long'
);
select set_eq(
  'select pg_temp.told()', $$ select email || ' installation_policy_set 2' from people $$,
  'everybody is told who lacks it, and nobody else'
);
select throws_ok('select rowseal_audit.set_installation_policy(4)', '23514', null, 'there is no level above 3');
select throws_ok($$ select rowseal_audit.set_installation_policy(2, '91 days') $$, '23514', null,
  'ninety days are the longest grace');
select throws_ok('select rowseal_audit.set_installation_policy(2, null)', '23502', null, 'no grace is 0');

-- Changing it
select rowseal_audit.set_installation_policy(2, '20 days');
select is_empty('select pg_temp.told()', 'nobody is told of more time');
update rowseal_private.settings set assurance_grace = '3 days';
select set_eq(
  'select pg_temp.told()', $$ select email || ' installation_policy_set 2' from people $$,
  'everybody is told of less time, whoever writes it'
);
update rowseal_private.settings set required_assurance = 3;
select set_eq(
  'select pg_temp.told()',
  $$ select email || ' installation_policy_set 3' from people union all
     select 'owner@acme.test installation_policy_set 3' $$,
  'everybody is told of a higher level, who have the lower one too'
);
update rowseal_private.settings set required_assurance = 2;
select is_empty('select pg_temp.told()', 'nobody is told of a lower one');
select rowseal_audit.set_installation_policy(null);
select is_empty('select pg_temp.told()', 'nobody is told of its end');
update rowseal_private.settings set required_assurance = 2;
update rowseal_private.settings set required_assurance = null;
select is_empty('select pg_temp.told()', 'nobody is told of what was taken back meanwhile');
update rowseal_private.settings set required_assurance = 2;
update rowseal_private.settings set assurance_grace = '2 days';
select set_eq(
  'select pg_temp.told()', $$ select email || ' installation_policy_set 2' from people $$,
  'of two changes one is told'
);
select isnt_empty(
  $$ select from rowseal_private.audit_events where kind = 'settings_changed' and after ? 'required_assurance' $$,
  'a change is an event'
);
insert into rowseal.users (email, email_verified_at)
select 'many' || n || '@acme.test', now() from generate_series(1, 2100) as n;
update rowseal_private.settings set assurance_grace = '1 day';
select is((select count(*) from pg_temp.told()), 2100 + (select count(*) from people), 'page by page, everybody');
delete from rowseal.users where email ~ '^many';

-- How long passwords have to be
create function pg_temp.password(email text) returns integer
  language plpgsql volatile
as $$
begin
  perform rowseal_private.save_password(
    rowseal_test.id(password.email),
    row(decode(repeat('00', 16), 'hex'), sha256(''), 19456, 2, 1)::rowseal_private.derived_password);
  insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
  values ('password', rowseal_private.text_hash(password.email), password.email, rowseal_test.id(password.email))
  on conflict do nothing;
  return (select least_length from rowseal_private.passwords where user_id = rowseal_test.id(password.email));
end
$$;
create function pg_temp.least() returns integer
  language sql stable
  return (select least_length from rowseal_private.password_rules());
create function pg_temp.logs_in(email text, length integer) returns text
  language sql volatile
  return (rowseal_private.log_in('password', logs_in.email, sha256(''), ip => '192.0.2.1',
    password_length => logs_in.length)).status;
update rowseal_private.throttle_limits set free_attempts = 1000;
select is(pg_temp.least(), 15, 'they have to be long while somebody has time');
select is(pg_temp.password('viewer@acme.test'), 15, 'what a password was held to is noted');
select rowseal_audit.set_installation_policy(2, '0');
select is(pg_temp.least(), 8, 'they may be short where everybody needs another factor at once');
select is(
  array(select pg_temp.password(email) from unnest(array['member@acme.test', 'admin@acme.test', 'owner@acme.test'])
    as email), '{8,8,8}'::integer[], 'that they may be short is noted with each'
);
select is(pg_temp.logs_in('member@acme.test', 8), 'ok', 'one signs in, to add the other factor');
select is(pg_temp.logs_in('owner@acme.test', 8), 'second_factor', 'a short one counts beside the other factor');

-- And when that is taken back
select rowseal_private.open_session(rowseal_test.id('owner@acme.test'), null, null, null, 'pgTAP',
  proofs => jsonb_build_object('password', now(), 'totp', now()));
select rowseal_audit.set_installation_policy(2, '1 day');
select is(pg_temp.least(), 15, 'then they have to be long');
select is(
  array(select account.email::text from rowseal_private.sessions as session
          join rowseal.users as account on account.id = session.user_id
         where session.revoked_at is null),
  '{owner@acme.test}', 'who may have a short one and no other factor is signed out'
);
select is(pg_temp.logs_in('member@acme.test', 14), 'password_too_short', 'a short one does no more alone');
select is(pg_temp.logs_in('member@acme.test', null), 'password_too_short', 'one of unknown length does no more alone');
select is(pg_temp.logs_in('owner@acme.test', 8), 'second_factor', 'it does beside another factor');
select is(pg_temp.logs_in('admin@acme.test', 15), 'ok', 'a long one goes on');
select is(pg_temp.logs_in('admin@acme.test', null), 'ok', 'a long one is not asked again');
delete from rowseal_private.totp_factors;
select is(pg_temp.logs_in('owner@acme.test', 8), 'password_too_short', 'who takes the other off chooses a long one');
select is(pg_temp.password('member@acme.test'), 8, 'for a minute one may arrive from a server that had asked before');
update rowseal_private.settings set short_passwords_until = now() - interval '1 second';
select is(
  array[pg_temp.password('member@acme.test')::text, pg_temp.logs_in('member@acme.test', null)], '{15,ok}',
  'then each is long, and does alone'
);

select * from finish();
rollback;
