-- Open invitations: mailed once more by who may invite, declined by who holds the mailed token and has the address.
begin;
set local search_path = tap, pg_catalog;
select plan(25);

select rowseal_test.personas();
select rowseal_test.persona('guest@acme.test'), rowseal_test.persona('other@acme.test');
create temporary table tokens (name text primary key, token text);
create temporary table made (name text primary key, id uuid);
grant select, insert, update on tokens, made to public;
-- What the worker would mail now: each time another token.
create function pg_temp.mailed(of_name text, as_name text) returns text
  language plpgsql volatile
as $$
declare
  v_mail record;
begin
  select * into v_mail from rowseal_private.compose_invitation(
    rowseal_test.id('acme'), (select made.id from made where made.name = of_name));
  insert into tokens values (as_name, v_mail.variables ->> 'token');
  return v_mail.recipient;
end
$$;
-- What a call answers to a persona, and nothing remains: its SQLSTATE, or its status.
create function pg_temp.answer(email text, scope text, call text, wanted text default 'acme') returns text
  language plpgsql volatile
as $$
declare
  v_status text;
begin
  perform rowseal_test.enter_as(email, wanted, scope);
  execute 'select status from ' || call into v_status;
  raise exception '%', v_status using errcode = 'RS999';
exception when sqlstate 'RS999' then
  return sqlerrm;
when others then
  return sqlstate;
end
$$;
create function pg_temp.resend() returns text
  language sql volatile
  return (select status from rowseal.resend_invitation((select id from made where name = 'guest')));
create function pg_temp.decline(name text) returns text
  language sql stable
  return format('rowseal.decline_invitation(%L)', (select tokens.token from tokens where tokens.name = decline.name));

select rowseal_test.enter_as('owner@acme.test', 'acme');
insert into made select 'guest', id from rowseal.invite_member('guest@acme.test', 'viewer');
insert into made select 'high', id from rowseal.invite_member('high@acme.test', 'owner');
select rowseal_test.leave();
select rowseal_test.enter_as('owner@globex.test', 'globex');
insert into made select 'theirs', id from rowseal.invite_member('guest@acme.test', 'viewer');
select rowseal_test.leave();
select is(pg_temp.mailed('guest', 'first'), 'guest@acme.test', 'the invitation is mailed');

-- Once more
select is(
  pg_temp.answer(email, scope,
    format('rowseal.resend_invitation(%L)', (select id from made where made.name = asked.name))),
  result, what
)
  from (values
    ('member@acme.test', null, 'guest', 'RS006', 'a member mails none once more'),
    ('admin@acme.test', 'members:write', 'guest', 'RS006', 'nobody does for a role above their credential'),
    ('admin@acme.test', null, 'high', 'RS006', 'an admin does not for an owner'),
    ('admin@acme.test', null, 'theirs', 'RS013', 'an invitation of another workspace is none'),
    ('admin@acme.test', null, 'none', 'RS013', 'one that there is not answers the same'),
    ('admin@acme.test', null, 'guest', 'invited', 'the control: who may invite does')
  ) as asked (email, scope, name, result, what);
update rowseal.invitations set created_at = now() - interval '8 days', expires_at = now() - interval '1 day'
 where email = 'guest@acme.test' and workspace_id = rowseal_test.id('acme');
select rowseal_test.enter_as('admin@acme.test', 'acme');
select results_eq(
  format('select status, expires_at > now() + interval ''6 days'' from rowseal.resend_invitation(%L)', id),
  $$ values ('invited', true) $$, 'an invitation that is mailed once more begins anew'
)
  from made where name = 'guest';
select rowseal_test.leave();
select is(
  (select invited_by from rowseal.invitations join made using (id) where name = 'guest'),
  rowseal_test.id('admin@acme.test'), 'who has mailed it once more is its inviter'
);
select is(pg_temp.answer('guest@acme.test', null, pg_temp.decline('first'), null), 'invalid',
  'the token that was mailed before is void');
select pg_temp.mailed('guest', 'second');
update rowseal_private.throttle_limits set free_attempts = 2 where kind = 'invitation_address';
delete from rowseal_private.throttles where kind = 'invitation_address';
select rowseal_test.enter_as('admin@acme.test', 'acme');
select is(
  pg_temp.resend(), result,
  format('the %s time within the limit of the address is %s', position, result)
)
  from (values (1, 'invited'), (2, 'invited'), (3, 'invited'), (4, 'throttled'))
       as asked (position, result) order by position;
select rowseal_test.leave();
select pg_temp.mailed('guest', 'third');
update rowseal.workspaces set email_domains = '{elsewhere.test}' where slug = 'acme';
select is(
  pg_temp.answer('admin@acme.test', null, format('rowseal.resend_invitation(%L)', id)), 'RS028',
  'the domains of the workspace hold for what is mailed once more'
)
  from made where name = 'guest';
update rowseal.workspaces set email_domains = null where slug = 'acme';

-- Declined
insert into tokens
select 'forged', rowseal_private.format_token(
  'rsi_', substr(rowseal_private.token_payload('rsi_', token), 1, 32) || rowseal_private.random_bytes(33))
  from tokens where name = 'third';
select is(pg_temp.answer(email, scope, pg_temp.decline(name), null), result, what)
  from (values
    ('other@acme.test', null, 'third', 'another_address', 'nobody declines for another address'),
    ('guest@acme.test', 'members:read', 'third', 'RS010', 'a limited session declines nothing'),
    ('guest@acme.test', null, 'forged', 'invalid', 'a token that was not mailed declines nothing'),
    ('guest@acme.test', null, 'second', 'invalid', 'a token that was mailed before declines nothing'),
    ('guest@acme.test', null, 'third', 'declined', 'the control: who was invited declines')
  ) as asked (email, scope, name, result, what);
select rowseal_test.enter_as('guest@acme.test');
select is((select status from rowseal.decline_invitation((select token from tokens where name = 'third'))), 'declined',
  'an invitation is declined');
select is((select status from rowseal.decline_invitation((select token from tokens where name = 'third'))), 'invalid',
  'an invitation is declined once');
select is((select status from rowseal.accept_invitation((select token from tokens where name = 'third'))), 'invalid',
  'an invitation that was declined is not accepted');
select rowseal_test.leave();
select is(
  (select array[details ->> 'reason', actor_id::text] from rowseal_private.audit_events
    where kind = 'invitation_revoked' order by at desc limit 1),
  array['declined', rowseal_test.id('guest@acme.test')::text], 'the event says who declined'
);
select rowseal_test.enter_as('admin@acme.test', 'acme');
select throws_ok(format('select rowseal.resend_invitation(%L)', id), 'RS013', null,
  'an invitation that was declined is not mailed once more')
  from made where name = 'guest';
select rowseal_test.leave();

select * from finish();
rollback;
