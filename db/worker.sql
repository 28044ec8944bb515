-- What Rowseal adds to graphile-worker's queue, and what must not wait for a worker. Run as rowseal_worker at each
-- install, after graphile-worker's own migrations; safe to run again. plpgsql, so that graphile-worker remains free to
-- replace what it calls.
create or replace function graphile_worker_rowseal.enqueue_mail(payload jsonb, job_key text) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  perform graphile_worker_rowseal.add_job('mail', enqueue_mail.payload::json, job_key => enqueue_mail.job_key);
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
  perform graphile_worker_rowseal.add_job(
    'logout', enqueue_logout.payload::json,
    queue_name => enqueue_logout.queue, max_attempts => 10, priority => 10
  );
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
