-- What Rowseal adds to graphile-worker's queue, and what must not wait for a worker. Run as rowseal_worker at each
-- install, after graphile-worker's own migrations; safe to run again. plpgsql, so that graphile-worker remains free to
-- replace what it calls.
create or replace function graphile_worker_rowseal.enqueue(
  identifier text, payload json, job_key text, queue text, max_attempts integer, priority integer
) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  insert into graphile_worker_rowseal._private_tasks (identifier)
  select enqueue.identifier
   where not exists (
     select from graphile_worker_rowseal._private_tasks as known where known.identifier = enqueue.identifier)
      on conflict do nothing;
  insert into graphile_worker_rowseal._private_job_queues (queue_name)
  select enqueue.queue
   where enqueue.queue is not null
     and not exists (
       select from graphile_worker_rowseal._private_job_queues as known where known.queue_name = enqueue.queue)
      on conflict do nothing;
  -- One that has begun goes on, without its key.
  update graphile_worker_rowseal._private_jobs as begun
     set key = null, attempts = begun.max_attempts, updated_at = now()
   where begun.key = enqueue.job_key and begun.is_available is not true;
  insert into graphile_worker_rowseal._private_jobs as waiting (
    job_queue_id, task_id, payload, max_attempts, key, priority
  )
  select queue.id, task.id, enqueue.payload, enqueue.max_attempts, enqueue.job_key, enqueue.priority
    from graphile_worker_rowseal._private_tasks as task
    left join graphile_worker_rowseal._private_job_queues as queue on queue.queue_name = enqueue.queue
   where task.identifier = enqueue.identifier
      on conflict (key) do update
     set payload = excluded.payload, run_at = excluded.run_at, max_attempts = excluded.max_attempts,
         revision = waiting.revision + 1, attempts = 0, last_error = null, updated_at = now()
   where waiting.locked_at is null;
end
$$;

comment on function graphile_worker_rowseal.enqueue(text, json, text, text, integer, integer) is
$$Adds a job as graphile_worker_rowseal.add_job does, and tells nobody: NOTIFY makes commits wait for each other, and
the worker looks for jobs each second. Of several that wait with the same key the last remains. A test compares the
two.$$;

revoke execute on function graphile_worker_rowseal.enqueue(text, json, text, text, integer, integer) from public;

create or replace function graphile_worker_rowseal.enqueue_mail(payload jsonb, job_key text) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker_rowseal.enqueue('mail', enqueue_mail.payload::json, enqueue_mail.job_key, null, 25, 0);
end
$$;

comment on function graphile_worker_rowseal.enqueue_mail(jsonb, text) is
$$Adds a job "mail", which comes about with the caller's commit and with nothing else. A job of the same key that has
not begun is replaced. Only functions of rowseal_owner call it, through rowseal_private.enqueue_mail.$$;

revoke execute on function graphile_worker_rowseal.enqueue_mail(jsonb, text) from public;
grant usage on schema graphile_worker_rowseal to rowseal_owner;
grant execute on function graphile_worker_rowseal.enqueue_mail(jsonb, text) to rowseal_owner;

create or replace function graphile_worker_rowseal.forget_mail(user_id uuid, addresses text[], invitations uuid[])
  returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  delete from graphile_worker_rowseal._private_jobs as job
   using graphile_worker_rowseal._private_tasks as task
   where task.id = job.task_id
     and task.identifier = 'mail'
     and (
       job.payload ->> 'user_id' = forget_mail.user_id::text
       or job.payload ->> 'id' = forget_mail.user_id::text
       or job.payload ->> 'address' = any (forget_mail.addresses)
       or (job.payload ->> 'id')::uuid = any (forget_mail.invitations)
     );
end
$$;

comment on function graphile_worker_rowseal.forget_mail(uuid, text[], uuid[]) is
$$Takes mail to a user who is erased out of the queue, to their addresses and for these invitations, whether it waits,
is being sent, or has failed. Only rowseal_private.forget_person calls it.$$;

revoke execute on function graphile_worker_rowseal.forget_mail(uuid, text[], uuid[]) from public;
grant execute on function graphile_worker_rowseal.forget_mail(uuid, text[], uuid[]) to rowseal_owner;

create or replace function graphile_worker_rowseal.enqueue_logout(payload jsonb, queue text) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- One job of a queue at a time, and after mail: who does not answer holds up neither other queues nor mail.
  perform graphile_worker_rowseal.enqueue(
    'logout', enqueue_logout.payload::json, null, enqueue_logout.queue, 10, 10);
end
$$;

comment on function graphile_worker_rowseal.enqueue_logout(jsonb, text) is
$$Adds a job "logout", which comes about with the caller's commit and with nothing else, to a queue of its client or of
clients that have registered themselves. It is tried ten times within some three hours. Only functions of rowseal_owner
call it.$$;

revoke execute on function graphile_worker_rowseal.enqueue_logout(jsonb, text) from public;
grant execute on function graphile_worker_rowseal.enqueue_logout(jsonb, text) to rowseal_owner;

create or replace function graphile_worker_rowseal.enqueue_webhook(payload jsonb, queue text) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- One job of a queue at a time: who answers slowly holds up no other workspace.
  perform graphile_worker_rowseal.enqueue(
    'webhook', enqueue_webhook.payload::json, null, enqueue_webhook.queue, 20, 0);
end
$$;

comment on function graphile_worker_rowseal.enqueue_webhook(jsonb, text) is
$$Adds a job "webhook", which comes about with the caller's commit and with nothing else, to a queue of its workspace.
It is tried twenty times within some three days. Only functions of rowseal_owner call it.$$;

revoke execute on function graphile_worker_rowseal.enqueue_webhook(jsonb, text) from public;
grant execute on function graphile_worker_rowseal.enqueue_webhook(jsonb, text) to rowseal_owner;

create or replace function graphile_worker_rowseal.show_worker(worker_id text) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('application_name', 'rowseal worker ' || show_worker.worker_id, false);
  -- A process whose machine is gone leaves its connection open: the database asks after it.
  perform set_config('tcp_keepalives_idle', '30', false), set_config('tcp_keepalives_interval', '10', false),
          set_config('tcp_keepalives_count', '3', false);
end
$$;

comment on function graphile_worker_rowseal.show_worker(text) is
$$Names the connection after the worker that listens on it: it lives for as long as the connection does
(absent_workers).$$;

revoke execute on function graphile_worker_rowseal.show_worker(text) from public;

create or replace function graphile_worker_rowseal.show_work(works boolean) returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config(
    'application_name', 'rowseal worker at ' || case when show_work.works then 'work' else 'rest' end, false
  );
  -- Asked after that: of an operator who begins maintenance mode and a worker that begins to work one sees the other.
  return rowseal_private.maintenance();
end
$$;

comment on function graphile_worker_rowseal.show_work(boolean) is
$$Shows by the name of the connection whether the worker that asks is at work (work_in_hand), and tells it whether it
may be. Asked before it begins, once it has ended, and every 0.9 s.
Returns: as rowseal_private.maintenance; null: it may work.$$;

revoke execute on function graphile_worker_rowseal.show_work(boolean) from public;

create or replace function graphile_worker_rowseal.work_in_hand() returns setof text
  language plpgsql stable parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    -- Others may choose such a name, and are no workers.
    select concat('worker of process ', session.pid)
      from pg_catalog.pg_stat_activity as session
     where session.datname = current_database()
       and session.usename = 'rowseal_worker'
       and session.application_name = 'rowseal worker at work'
    union all
    select concat('job ', job.id, ' (', job.task_identifier, ')')
      from graphile_worker_rowseal.jobs as job
     where job.locked_at is not null
     order by 1;
end
$$;

comment on function graphile_worker_rowseal.work_in_hand() is
$$The workers that are at work, by the process of PostgreSQL over which they say so (show_work), and the jobs that are
being run. Only rowseal_audit.work_in_hand calls it.$$;

revoke execute on function graphile_worker_rowseal.work_in_hand() from public;
grant execute on function graphile_worker_rowseal.work_in_hand() to rowseal_owner;

create or replace function graphile_worker_rowseal.absent_workers() returns setof text
  language plpgsql stable parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select distinct job.locked_by
      from graphile_worker_rowseal.jobs as job
     where job.locked_by is not null
       and not exists (
         select from pg_catalog.pg_stat_activity as session
          where session.datname = current_database()
            and session.usename = session_user
            and session.application_name = 'rowseal worker ' || job.locked_by
       );
end
$$;

comment on function graphile_worker_rowseal.absent_workers() is
$$The workers that hold jobs and have no connection: each names its own name and its id (application_name), and nobody
but rowseal_worker can connect as it.$$;

revoke execute on function graphile_worker_rowseal.absent_workers() from public;

create or replace function graphile_worker_rowseal.queue_figures()
  returns table (figure text, label text, value double precision)
  language plpgsql stable parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select counted.figure, task.identifier, counted.value::double precision
      from graphile_worker_rowseal._private_tasks as task
     cross join lateral (
       select count(*) filter (where job.attempts < job.max_attempts and job.locked_at is null) as waiting,
              count(*) filter (where job.locked_at is not null) as running,
              count(*) filter (where job.attempts >= job.max_attempts and job.locked_at is null) as parked,
              coalesce(extract(epoch from clock_timestamp() - min(job.run_at) filter (
                where job.attempts < job.max_attempts and job.locked_at is null and job.run_at < clock_timestamp()
              )), 0) as late
         from graphile_worker_rowseal._private_jobs as job
        where job.task_id = task.id
     ) as found
     cross join lateral (values
       ('jobs_waiting', found.waiting::numeric), ('jobs_running', found.running), ('jobs_parked', found.parked),
       ('jobs_late_seconds', found.late)
     ) as counted (figure, value);
end
$$;

comment on function graphile_worker_rowseal.queue_figures() is
$$What an operator watches of the queue, a number a row, by kind of job: those that wait, run, or have been given up
(parked), and for how long the one that is due first has been due.$$;

revoke execute on function graphile_worker_rowseal.queue_figures() from public;

create or replace function graphile_worker_rowseal.parked_jobs()
  returns table (
    id bigint, task text, created_at timestamptz, last_try_at timestamptz, attempts integer, last_error text
  )
  language plpgsql stable parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select job.id, job.task_identifier, job.created_at, job.updated_at, job.attempts::integer, job.last_error
      from graphile_worker_rowseal.jobs as job
     where job.attempts >= job.max_attempts and job.locked_at is null
     order by job.id
     limit 1000;
end
$$;

comment on function graphile_worker_rowseal.parked_jobs() is
$$Jobs that failed as often as they may, and wait for somebody to look at them: rowseal jobs. A thousand at most.$$;

revoke execute on function graphile_worker_rowseal.parked_jobs() from public;

create or replace function graphile_worker_rowseal.retry_parked_jobs(job_id bigint) returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_retried integer;
begin
  update graphile_worker_rowseal._private_jobs as job
     set attempts = 0, run_at = now(), updated_at = now()
   where job.attempts >= job.max_attempts
     and job.locked_at is null
     and (retry_parked_jobs.job_id is null or job.id = retry_parked_jobs.job_id);
  get diagnostics v_retried = row_count;
  return v_retried;
end
$$;

comment on function graphile_worker_rowseal.retry_parked_jobs(bigint) is
$$Has a parked job, or with null all of them, tried again from the beginning.
Returns: how many.$$;

revoke execute on function graphile_worker_rowseal.retry_parked_jobs(bigint) from public;

create or replace function graphile_worker_rowseal.remove_parked_jobs(job_id bigint, idle interval) returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_removed integer;
begin
  delete from graphile_worker_rowseal._private_jobs as job
   where job.attempts >= job.max_attempts
     and job.locked_at is null
     and (remove_parked_jobs.job_id is null or job.id = remove_parked_jobs.job_id)
     and job.updated_at <= now() - remove_parked_jobs.idle;
  get diagnostics v_removed = row_count;
  return v_removed;
end
$$;

comment on function graphile_worker_rowseal.remove_parked_jobs(bigint, interval) is
$$Removes a parked job, or with null all of them, with its payload, where its last try is as long ago as idle says. The
worker removes those of 30 days by itself.
Returns: how many.$$;

revoke execute on function graphile_worker_rowseal.remove_parked_jobs(bigint, interval) from public;

select rowseal_private.ensure_audit_partitions();
-- The purge is not a job any more; one that waits would wait for ever.
select graphile_worker_rowseal.remove_job('purge');
