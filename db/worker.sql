-- What Rowseal adds to graphile-worker's queue, and what must not wait for a worker. Run as rowseal_worker at each
-- install, after graphile-worker's own migrations; safe to run again. plpgsql, so that graphile-worker remains free to
-- replace what it calls.
create or replace function graphile_worker_rowseal.enqueue(
  identifier text, payload json, job_key text, queue text, max_attempts integer, priority integer
) returns void
  language plpgsql volatile parallel unsafe set search_path = ''
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
  language plpgsql volatile parallel unsafe security definer set search_path = ''
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

create or replace function graphile_worker_rowseal.enqueue_logout(payload jsonb, queue text) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
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

create or replace function graphile_worker_rowseal.show_worker(worker_id text) returns void
  language plpgsql volatile parallel unsafe set search_path = ''
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

create or replace function graphile_worker_rowseal.absent_workers() returns setof text
  language plpgsql stable parallel unsafe set search_path = ''
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

select rowseal_private.ensure_audit_partitions();
-- The purge is not a job any more; one that waits would wait for ever.
select graphile_worker_rowseal.remove_job('purge');
