-- Servers that read from standbys: what they say of themselves, and what others learn of it.
begin;
set local search_path = tap, pg_catalog;
select plan(12);

create function pg_temp.beat(server text, beat bigint, variadic replicas text[]) returns text
  language plpgsql volatile
as $$
declare
  v_names text;
begin
  perform rowseal_test.step_into('rowseal_issuer');
  v_names := array_to_string(rowseal.beat(md5(server)::uuid, beat, replicas), ' ');
  perform rowseal_test.leave();
  return v_names;
end
$$;
create function pg_temp.in_use(login text default 'rowseal_issuer') returns text[]
  language plpgsql volatile
as $$
declare
  v_names text[];
begin
  perform rowseal_test.step_into(login);
  v_names := rowseal.read_replicas();
  perform rowseal_test.leave();
  return v_names;
end
$$;

select is(pg_temp.in_use(), '{}', 'where no server reads from a standby there is none in use');
select is(pg_temp.beat('one', 1, 'b', 'a'), 'a b', 'a server is told what is in use, its own standbys too');
select is(pg_temp.beat('two', 7, 'c', 'a'), 'a b c', 'what two servers read from is in use once each');
select is(pg_temp.in_use(), '{a,b,c}', 'a server that reads from none is told what is in use');
select is(pg_temp.beat('one', 2, variadic '{}'), 'a c', 'a server that reads from none any more is left out');
select results_eq(
  $$ select beat from rowseal_private.reading_servers where server_id = md5('one')::uuid $$, 'values (2::bigint)',
  'a beat takes the place of the one before'
);
update rowseal_private.reading_servers set seen_at = clock_timestamp() - interval '4 seconds'
 where server_id = md5('two')::uuid;
select is(pg_temp.in_use(), '{}', 'what a server read from that has not been heard of for 3 seconds is not in use');
select is(pg_temp.beat('two', 8, 'c'), 'c', 'it is in use again from its next beat on');

select rowseal_test.step_into('rowseal_gateway');
select is(
  (rowseal.beat_seen(md5('two')::uuid)).beat, null, 'a database that is no standby shows no beat'
);
-- The control is above: the issuing door can.
select throws_ok(
  $$ select rowseal.beat(md5('two')::uuid, 100, '{}') $$, '42501', null,
  'SQL of a request cannot beat in the place of a server'
);
select throws_ok(
  $$ select rowseal.read_replicas() $$, '42501', null, 'SQL of a request does not learn which standbys there are'
);
select throws_ok(
  $$ select from rowseal_private.reading_servers $$, '42501', null,
  'SQL of a request does not learn which servers there are'
);

select * from finish();
rollback;
