-- An address that somebody has verified is nobody else's, at whichever door it could become so.
begin;
set local search_path = tap, pg_catalog;
select plan(24);

select rowseal_test.personas();
create function pg_temp.user_of(address text, verified boolean) returns uuid
  language sql volatile
as $$
  insert into rowseal.users (email, email_verified_at) values (address, case when verified then now() end) returning id
$$;
create function pg_temp.is_verified(account uuid) returns boolean
  language sql stable
  return (select users.email_verified_at is not null from rowseal.users where users.id = account);
create function pg_temp.signs_in(account uuid) returns boolean
  language sql stable
  return exists (select from rowseal_private.identities where user_id = account and provider = 'password');
create function pg_temp.verify(token text) returns text
  language sql volatile
  return (select status from rowseal_private.verify_email(rowseal_test.presented('rsv_', token), '192.0.2.1'));
create function pg_temp.reset(token text) returns text
  language sql volatile
  return (select status from rowseal_private.reset_password(rowseal_test.presented('rsv_', token),
    row(decode(repeat('a5', 16), 'hex'), sha256('another password'), 19456, 2, 1), '192.0.2.1'));
create function pg_temp.create_account(address text) returns uuid
  language sql volatile
  return rowseal_private.create_account(
    address, null, row(decode(repeat('5a', 16), 'hex'), sha256('a password'), 19456, 2, 1), false);
create function pg_temp.give_password(account uuid, address text) returns void
  language sql volatile
as $$
  insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
  values ('password', sha256(convert_to(address, 'UTF8')), address, account)
$$;

create temporary table person as
  select pg_temp.user_of('one@acme.test', true) as first, pg_temp.user_of('one@acme.test', false) as second,
         pg_temp.user_of('free@acme.test', false) as alone;
grant select on person to public;

-- By the link that verifies
create temporary table token as
  select rowseal_private.issue_proof('verify_email', second, rowseal.uuidv7(), 'one@acme.test') as of_second,
         rowseal_private.issue_proof('verify_email', alone, rowseal.uuidv7(), 'free@acme.test') as of_alone
    from person;
select is(pg_temp.verify(of_second), 'invalid', 'a link verifies no address that another user has verified') from token;
select is(pg_temp.is_verified(second), false, 'the second user of an address stays unverified') from person;
-- The control.
select is(pg_temp.verify(of_alone), 'ok', 'a link verifies an address that is free') from token;
select is(pg_temp.is_verified(alone), true, 'who is alone with an address has verified it') from person;

-- By registering it
select is(
  pg_temp.create_account('one@acme.test'), null,
  'nobody registers an address that a user without a password has verified'
);
select is(
  (select count(*) from rowseal.users where email = 'one@acme.test'), 2::bigint,
  'a registration that is refused leaves no user'
);
-- The control.
select isnt(pg_temp.create_account('registered@acme.test'), null, 'a free address is registered');

-- By a reset: its link is for who has verified the address, and not for who registered with it and did not verify it
select pg_temp.give_password(second, 'one@acme.test') from person;
select is(
  rowseal_private.user_for_password_reset('one@acme.test'), first,
  'a reset is for who has verified the address, whoever else signs in with it'
) from person;
select is(
  pg_temp.reset(rowseal_private.issue_proof('reset_password', second, rowseal.uuidv7(), 'one@acme.test')), 'invalid',
  'a reset gives nobody an address that another user has verified'
) from person;
select is(pg_temp.is_verified(second), false, 'a reset that is refused verifies nothing') from person;
select is(
  pg_temp.reset(rowseal_private.issue_proof('reset_password', first, rowseal.uuidv7(), 'one@acme.test')), 'ok',
  'who has verified the address sets a password'
) from person;
select is(pg_temp.signs_in(first), true, 'who has verified the address signs in with it') from person;
select is(
  pg_temp.signs_in(second), false, 'who never verified the address does not sign in with it any more'
) from person;
select is(
  pg_temp.reset(rowseal_private.issue_proof('reset_password', second, rowseal.uuidv7(), 'one@acme.test')), 'invalid',
  'a reset of the second user is refused where the first one has a password too'
) from person;
select is(pg_temp.signs_in(second), false, 'a reset that is refused gives no identity') from person;

-- An address that somebody may take back
create temporary table former as
  select pg_temp.user_of('moved@acme.test', true) as owner, pg_temp.user_of('left@acme.test', false) as next;
insert into rowseal_private.former_addresses (user_id, id, email, secret_hash, changed_at, expires_at)
  select owner, rowseal.uuidv7(), 'left@acme.test', sha256('secret'), now(), now() + interval '1 day' from former;
select is(
  pg_temp.reset(rowseal_private.issue_proof('reset_password', next, rowseal.uuidv7(), 'left@acme.test')), 'invalid',
  'a reset gives nobody an address that another user may take back'
) from former;
select is(pg_temp.signs_in(next), false, 'an address that is refused is not kept to sign in with') from former;

-- By a mailed code
select is(
  rowseal_private.prove_address(second, '192.0.2.1'), false, 'a mailed code proves no address that another has verified'
) from person;
select is(pg_temp.is_verified(second), false, 'a code that is refused verifies nothing') from person;

-- By an invitation
insert into rowseal.invitations (workspace_id, id, email, role, secret_hash, invited_by, expires_at)
  select rowseal_test.id('acme'), rowseal.uuidv7(), 'one@acme.test', 'viewer', sha256(sha256('secret')),
         (select id from rowseal.users where email = 'owner@acme.test'), now() + interval '1 day';
create function pg_temp.enter(account uuid) returns void
  language sql volatile
  return rowseal_test.enter((rowseal_test.open_session(account, null, null, null, null)).claims);
create temporary table accepted as
  select invitation.workspace_id, invitation.id, null::text as status
    from rowseal.invitations as invitation where invitation.email = 'one@acme.test';
grant select, update on accepted to rowseal_gateway;
select pg_temp.enter(second) from person;
update accepted set status = (
  select answer.status
    from rowseal.accept_invitation_with_digest(accepted.workspace_id, accepted.id, sha256('secret')) as answer);
select rowseal_test.leave();
select is(
  status, 'another_address', 'an invitation to an address is for who has verified it, and not for another who has it'
) from accepted;
select is(pg_temp.is_verified(second), false, 'an invitation that is refused verifies nothing') from person;

-- Whatever is written by hand
select throws_ok(
  $$ update rowseal.users set email_verified_at = now() where id = (select second from person) $$, '23505', null,
  'two users have not verified one address'
);
select throws_ok(
  $$ insert into rowseal.users (email, email_verified_at) values ('one@acme.test', now()) $$, '23505', null,
  'nobody is made with an address that another has verified'
);
select lives_ok(
  $$ insert into rowseal.users (email) values ('one@acme.test') $$, 'an address that is not verified may be of several'
);

select * from finish();
rollback;
