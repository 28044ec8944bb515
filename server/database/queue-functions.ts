import type postgres from 'postgres';
import type { Figure } from '../observability/figures.ts';

/** A job that failed as often as it may. */
export interface ParkedJob {
  id: string;
  task: string;
  created_at: Date;
  last_try_at: Date;
  attempts: number;
  last_error: string | null;
}

/** What the worker is told of its database and its queue. */
export interface Queue {
  figures(): Promise<Figure[]>;
  /** A thousand at most. */
  parkedJobs(): Promise<ParkedJob[]>;
  /** Has a parked job tried again, or all of them; how many. */
  retryParkedJobs(id?: string): Promise<number>;
  /** Removes a parked job, or all of them; how many. */
  removeParkedJobs(id?: string): Promise<number>;
  /** Makes deliveries to webhooks of the events that were sealed since; whether there are more. */
  queueWebhooks(): Promise<boolean>;
  /** Shows whether this worker is at work. Null: it may be; else requests only read, and it rests. */
  showWork(works: boolean): Promise<number | null>;
}

/**
 * The functions of the queue.
 *
 * @param sql - a connection of rowseal_worker.
 */
export function queueBehind(sql: postgres.Sql): Queue {
  const count = async (rows: Promise<readonly { count: number }[]>) => (await rows)[0]?.count ?? 0;
  return {
    figures: async () => [
      ...(await sql<Figure[]>`
        select figure, label, value from rowseal_private.operating_figures()
        union all
        select figure, label, value from graphile_worker_rowseal.queue_figures()`),
    ],
    parkedJobs: async () => [
      ...(await sql<ParkedJob[]>`
        select id::text, task, created_at, last_try_at, attempts, last_error from graphile_worker_rowseal.parked_jobs()`),
    ],
    queueWebhooks: async () =>
      (await sql<{ more: boolean }[]>`select rowseal_private.queue_webhooks() as more`)[0]?.more ?? false,
    showWork: async (works) =>
      (await sql<{ seconds: number | null }[]>`select graphile_worker_rowseal.show_work(${works}) as seconds`)[0]
        ?.seconds ?? null,
    retryParkedJobs: (id) =>
      count(sql<{ count: number }[]>`select graphile_worker_rowseal.retry_parked_jobs(${id ?? null}::bigint) as count`),
    removeParkedJobs: (id) =>
      count(
        sql<
          { count: number }[]
        >`select graphile_worker_rowseal.remove_parked_jobs(${id ?? null}::bigint, '0 seconds') as count`,
      ),
  };
}
