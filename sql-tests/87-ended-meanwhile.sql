-- A credential that ends between the statement that let its holder enter and the next one of the same transaction.
begin;
set local search_path = tap, pg_catalog;
select plan(4);

select rowseal_test.personas();
create function pg_temp.meanwhile(change text) returns void
  language plpgsql volatile
as $$
begin
  reset session authorization;
  execute change;
  perform rowseal_test.step_into('rowseal_gateway');
end
$$;

select rowseal_test.enter_as('owner@acme.test', 'acme');
select is(rowseal.me() #>> '{user,email}', 'owner@acme.test', 'while the session lives, me tells whose it is');
select pg_temp.meanwhile(
  $$update rowseal_private.sessions set revoked_at = now() where user_id = rowseal_test.id('owner@acme.test')$$);
select throws_ok('select rowseal.me()', 'RS002', null, 'me of a session that has ended since is refused, and not null');
select rowseal_test.leave();

select rowseal_test.enter_as('viewer@acme.test', 'acme');
select pg_temp.meanwhile(
  $$update rowseal_private.sessions set revoked_at = now() where user_id = rowseal_test.id('owner@globex.test')$$);
select is(rowseal.me() #>> '{user,email}', 'viewer@acme.test', 'the control: another session''s end changes nothing');
select rowseal_test.leave();
select is(rowseal.me(), null, 'where nobody entered me is null');

select * from finish();
rollback;
