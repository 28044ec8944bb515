-- Jobs say where the request that caused them stands in its trace, if that is sampled.
begin;
set local search_path = tap, pg_catalog;
select plan(6);
select rowseal_test.personas();
create function pg_temp.traceparent_of(login text, sql text, about jsonb default '{}') returns jsonb
  language plpgsql volatile
as $$
begin
  perform rowseal_test.step_into(login);
  execute sql;
  perform pg_temp.enqueue(about);
  perform rowseal_test.leave();
  return (select job.payload::jsonb -> 'traceparent' from graphile_worker_rowseal._private_jobs as job
           where job.key = 'password_reset probe');
end
$$;
-- As what is behind a door does, which may not itself.
create function pg_temp.enqueue(about jsonb) returns void
  language plpgsql volatile security definer
as $$
begin
  perform rowseal_private.enqueue_mail('password_reset', enqueue.about, 'probe');
end
$$;
do $$ begin
  execute format('grant usage on schema %s to public', pg_my_temp_schema()::regnamespace);
end $$;
grant execute on function pg_temp.enqueue(jsonb) to public;

select is(
  pg_temp.traceparent_of('rowseal_issuer', format('select rowseal_private.from_traced_request(null, null, %L)', place)),
  expected, what
)
  from (values
    ('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
     '"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"'::jsonb, 'a job says where its request stands'),
    ('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00', null, 'one that is not sampled is not said'),
    ('ada@acme.test', null, 'what is no place in a trace is not said'),
    (null, null, 'a place that is missing is not said')
  ) as given (place, expected, what);
select is(
  pg_temp.traceparent_of('rowseal_issuer', 'select rowseal_private.from_request(null, null)'), null,
  'the job of a request that is not traced says nothing'
);
select is(
  pg_temp.traceparent_of('rowseal_gateway', $$ select set_config(
    'rowseal.door_trace', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', true) $$), null,
  'SQL in a request writes no trace into jobs by that setting'
);
select * from finish();
rollback;
