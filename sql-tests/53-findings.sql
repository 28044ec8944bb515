-- rowseal_audit.findings: who may ask, what they may not see, and what they accept (each kind: test/findings.test.ts).
begin;
set local search_path = tap, pg_catalog;
select plan(20);

create role audits_all login in role rowseal_auditor;
create table app.things (workspace_id uuid not null, id uuid not null default rowseal.uuidv7(), secret text,
  primary key (workspace_id, id));
select rowseal.protect('app.things', 'workspace_id', 'notes:read', 'notes:write', secret => '{secret}');
create table app.bills (tenant bigint not null, id bigint not null, primary key (tenant, id));
select rowseal.protect('app.bills', 'tenant', 'notes:read', 'notes:write');
alter table app.things no force row level security;
-- Other test files make logins in the same cluster; an installer without superuser's rights has to let logs be.
create temporary view found as select * from rowseal_audit.findings
 where kind not in ('role_bypasses', 'own_role_membership', 'group_without_binding', 'logs_parameters',
   'owner_logs_in');
grant select on found to public;

select results_eq(
  'select kind, severity, object, run_by from found',
  $$ values ('row_security_not_forced', 'high', 'app.things', 'owner') $$,
  'what is wrong is one row'
);

-- What the caller may not see
select rowseal_test.step_into('audits_all');
select results_eq(
  $$ select kind, severity, object from rowseal_audit.findings where severity = 'unknown' $$,
  $$ values ('statistics_of_secret', 'unknown', 'app.things secret'), ('workspace_unknown', 'unknown', 'app.bills') $$,
  'an auditor is told that statistics and rows cannot be seen, not that they are in order'
);
select throws_ok($$ select * from app.bills $$, '42501', null, 'the control: an auditor reads no rows');
select rowseal_test.step_into('rowseal_gateway');
select throws_ok('select * from rowseal_audit.findings', '42501', null, 'requests cannot read findings');
select throws_ok($$ select rowseal_audit.accept('x', 'because', now()) $$, '42501', null,
  'requests cannot accept findings');
select rowseal_test.leave();

-- What is accepted
create function pg_temp.accept(reason text, days integer) returns void language sql volatile
as $$ select rowseal_audit.accept(fingerprint, reason, now() + days * interval '1 day')
        from rowseal_audit.findings where kind = 'row_security_not_forced' $$;
select throws_ok($$ select rowseal_audit.accept(repeat('0', 32), 'because', now() + interval '1 day') $$, 'RS125', null,
  'what there is not cannot be accepted');
select throws_ok($$ select pg_temp.accept('', 1) $$, 'RS126', null, 'nothing is accepted without a reason');
select throws_ok($$ select pg_temp.accept('because', 401) $$, 'RS126', null, 'nothing is accepted for years');
select throws_ok($$ select pg_temp.accept('because', -1) $$, 'RS126', null, 'nothing is accepted until yesterday');
select rowseal_test.step_into('audits_all');
select lives_ok($$ select pg_temp.accept('The owner has no views', 7) $$, 'an auditor accepts a finding');
select rowseal_test.leave();
select is_empty('select * from found', 'what was accepted is no finding');
select results_eq(
  $$ select kind, object, reason, accepted_by, expires_at = now() + interval '7 days'
       from rowseal_audit.accepted_findings $$,
  $$ values ('row_security_not_forced', 'app.things', 'The owner has no views', 'audits_all', true) $$,
  'what was accepted is shown with reason, login role and end'
);
select results_eq(
  $$ select details ->> 'kind', details ->> 'object', details ->> 'reason', details ->> 'role'
       from rowseal_private.audit_events where kind = 'finding_accepted' $$,
  $$ values ('row_security_not_forced', 'app.things', 'The owner has no views', 'audits_all') $$,
  'accepting is an event'
);
update rowseal_private.accepted_findings set accepted_at = now() - interval '9 days',
  expires_at = now() - interval '1 second';
select isnt_empty('select * from found', 'an acceptance expires');
select lives_ok($$ select pg_temp.accept('Still none', 7) $$, 'what has expired can be accepted again');
select is_empty('select * from found', 'what was accepted again is no finding');
create view app.shown as select * from app.things where id = rowseal.user_id();
grant select on app.shown to rowseal_user;
select rowseal_audit.accept(fingerprint, 'A view of nothing', now() + interval '1 day') from found;
select is_empty('select * from found', 'each of the findings of an object is accepted by itself');
create or replace view app.shown as select * from app.things where workspace_id = rowseal.user_id();
select set_eq('select kind, object from found',
  $$ values ('unguarded_view', 'app.shown'), ('view_bypasses', 'app.shown') $$,
  'what was accepted is a finding again when it has changed');

-- What allow of rowseal.protect took. The control: what it did not take is not listed
create table app.codes (workspace_id uuid not null, id uuid not null, code text unique,
  primary key (workspace_id, id));
select rowseal.protect('app.codes', 'workspace_id', 'notes:read', 'notes:write', allow => '{key:codes_code_key}');
select results_eq(
  $$ select kind, object, sql, reason, expires_at from rowseal_audit.accepted_findings where fingerprint is null $$,
  $$ values ('key_reveals', 'app.codes codes_code_key', 'select rowseal.protect(''app.codes'', workspace => '
      '''workspace_id'', read => ''notes:read'', insert => ''notes:write'', update => ''notes:write'', '
      'delete => ''notes:write'')', 'allow', null::timestamptz) $$,
  'what allow took is listed, with the call that would not take it'
);
select throws_ok(sql, 'RS116', null, 'that call is refused')
  from rowseal_audit.accepted_findings where fingerprint is null;

select * from finish();
rollback;
