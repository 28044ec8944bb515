import { EventEmitter } from 'node:events';
import {
  Logger,
  makeWorkerUtils,
  parseCronItems,
  type RunnerOptions,
  run,
  type Task,
  type TaskList,
  type WorkerPool,
} from 'graphile-worker';
import { WORKER_SCHEMA } from '../install/job-queue.ts';
import type { Metrics } from '../observability/metrics.ts';
import { showPresence } from './abandoned-jobs.ts';
import type { Run } from './supervisor.ts';
import { NotTaken } from './webhook-task.ts';

/** In milliseconds: how long a stop waits for running jobs. After that they are given up, unlocked. */
const PATIENCE_MS = 12_000;

/** What graphile-worker does in a run. */
export interface Plan {
  tasks: TaskList;
  atOnce: number;
  /** When which of them is done regularly. */
  chores: Readonly<Record<string, string>>;
}

/**
 * Starts graphile-worker, as often as it is asked to. What an earlier run of this process had locked and could not say that it was done with, because
 * the database was away, is unlocked first: others would wait four hours for it.
 */
export function runner(
  pgPool: NonNullable<RunnerOptions['pgPool']>,
  { tasks, atOnce, chores }: Plan,
  report: (message: string) => void,
  metrics?: Pick<Metrics, 'jobEnded'>,
): () => Promise<Run> {
  const inHand = new Set<Promise<unknown>>();
  const earlier: string[] = [];
  const taskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [name, tracked(task as Task, inHand)]),
  );

  return async () => {
    if (earlier.length > 0) {
      await Promise.allSettled(inHand);
      const utils = await makeWorkerUtils({ pgPool, schema: WORKER_SCHEMA });
      await utils.forceUnlockWorkers(earlier);
      await utils.release();
    }
    const events = new EventEmitter();
    let pool: WorkerPool | undefined;
    events.once('pool:create', ({ workerPool }) => {
      pool = workerPool;
      earlier.push(workerPool.id);
    });
    events.on('job:success', ({ job }) => metrics?.jobEnded(job.task_identifier, 'done'));
    events.on('job:error', ({ job }) => {
      metrics?.jobEnded(job.task_identifier, job.attempts < job.max_attempts ? 'failed' : 'parked');
    });
    // Once it listens. Of a connection that fails meanwhile the worker hears by itself.
    events.on('pool:listen:success', ({ client, workerPool }) => {
      client.once('drain', () => showPresence(client, workerPool.id).catch(() => {}));
    });
    const { promise, stop } = await run({
      pgPool,
      schema: WORKER_SCHEMA,
      noHandleSignals: true,
      taskList,
      events,
      preset: {
        worker: {
          concurrentJobs: atOnce,
          // Nothing announces a job: a notice in the commit of its cause makes commits wait for each other.
          pollInterval: 1000,
          // 0, not the default -1: with that, nobody waits for a job to be marked as done, or hears when it could not be.
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
      parsedCronItems: parseCronItems(
        Object.entries(chores).map(([task, match]) => ({ task, match, options: { backfillPeriod: 0, jobKey: task } })),
      ),
      logger: new Logger(() => (level, message, meta) => {
        // Theirs to see: the deliveries of a workspace tell it.
        if (meta?.['error'] instanceof NotTaken) return;
        if (level === 'error' || level === 'warning') report(message);
      }),
    });
    return { ended: promise, stop: () => stopWithin(PATIENCE_MS, stop, promise, () => pool) };
  };
}

async function stopWithin(
  patienceMs: number,
  stop: () => Promise<void>,
  ended: Promise<void>,
  pool: () => WorkerPool | undefined,
): Promise<void> {
  const timer = setTimeout(() => {
    Promise.resolve(pool()?.forcefulShutdown('the worker is stopping')).catch(() => {});
  }, patienceMs);
  try {
    // It refuses when it is ending already.
    await stop().catch(() => ended);
  } finally {
    clearTimeout(timer);
  }
}

function tracked(task: Task, inHand: Set<Promise<unknown>>): Task {
  return async (payload, helpers) => {
    const done = Promise.resolve(task(payload as never, helpers));
    inHand.add(done);
    try {
      return await done;
    } finally {
      inHand.delete(done);
    }
  };
}
