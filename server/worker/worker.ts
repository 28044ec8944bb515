import '../graphql/graphile-environment.ts';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Logger,
  makeWorkerUtils,
  parseCronItems,
  run,
  type Task,
  type TaskList,
  type WorkerPool,
} from 'graphile-worker';
import pg from 'pg';
import type { MasterKeys } from '../credentials/master-keys.ts';
import { requireSession } from '../database/between.ts';
import { type DoorKeeper, keepDoor } from '../database/door-keeper.ts';
import { clientTo } from '../database/drivers.ts';
import { Route } from '../database/login-settings.ts';
import { openMaintenance } from '../database/maintenance.ts';
import { WORKER_SCHEMA } from '../install/job-queue.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Tracing } from '../observability/tracing.ts';
import { showPresence, startReleasing } from './abandoned-jobs.ts';
import { afterRecovery } from './after-recovery.ts';
import { CHORES, choreTasks } from './chores.ts';
import { startFigures } from './figures.ts';
import type { HeadOutlet } from './heads.ts';
import { startPurging } from './purging.ts';
import { restingInMaintenance } from './resting.ts';
import { startSealing } from './sealing.ts';
import { type Run, supervise } from './supervisor.ts';
import { tracedJobs } from './traced-jobs.ts';
import { startQueueingWebhooks } from './webhook-queueing.ts';
import { NotTaken } from './webhook-task.ts';

/** In milliseconds: how long a stop waits for running jobs, and then for connections. After that they are given up, unlocked. */
const PATIENCE_MS = { jobs: 12_000, connections: 2_000 };

/** How many jobs run at once. Webhooks have runs of their own, where two of a workspace are sent to at once: slow ones hold up neither mail nor keys. */
const AT_ONCE = { chores: 4, webhooks: 8 };
const WEBHOOK = 'webhook';

/** In milliseconds. A database that says nothing for so long is taken for lost. */
const CONNECTION = { connectionTimeoutMillis: 10_000, query_timeout: 30_000, keepAlive: true };

/** What a worker counts. */
export type WorkerMetrics = Pick<Metrics, 'workerEnded' | 'watch' | 'watchFigures' | 'jobEnded'>;

/**
 * Starts the worker: housekeeping and what it is given besides, under rowseal_worker. Several may run at once; each chore is done by one of them. When
 * it ends, because the database was away for instance, it is started again; nothing of it ends the process.
 *
 * @param workerUrl - connection string of rowseal_worker, without a transaction pooler in between.
 * @param masterKey - encrypts the signing keys that it creates.
 * @param report - told of warnings and errors.
 * @param more - further tasks by name. Jobs of a name that is not known here wait.
 * @param metrics - counts what ends, and shows how far the purge is behind.
 * @param restorePasswords - sets the role's password back as an administrator; false: it could not.
 * @param heads - where heads of sealed audit events leave to; left out: none are sealed here.
 * @param tracing - traces each job; left out: nothing is traced.
 * @returns isReady: whether the database answered within the last 45 s; stop: stops it, after the job in hand; idempotent, within 15 s, and never rejects.
 * @throws Error when the database cannot be reached at the start.
 */
export async function startWorker(
  workerUrl: string,
  masterKey: MasterKeys,
  report: (message: string) => void,
  more: TaskList = {},
  metrics?: WorkerMetrics,
  restorePasswords?: () => Promise<boolean>,
  heads?: HeadOutlet,
  tracing?: Tracing,
): Promise<{ isReady: () => boolean; stop: () => Promise<void> }> {
  const route = new Route(workerUrl, 'worker');
  const keeper = keepDoor(route, { log: report, restorePasswords });
  await keeper.ready();
  if (route.isPooled)
    await requireSession(workerUrl, 'ROWSEAL_WORKER_URL').catch((error) => {
      return keeper.close().then(() => Promise.reject(error));
    });
  const pgPool = new pg.Pool({
    Client: clientTo(route.target, () => route.options.all),
    max: 9,
    application_name: 'rowseal worker',
    ...CONNECTION,
  });
  const maintenance = openMaintenance(workerUrl, { route });
  let stopping: Promise<void> | undefined;
  // Unheard, the end of an idle connection would end the process; while stopping it is no news.
  pgPool.on('error', ({ message }) => {
    if (!stopping) report(message);
  });
  pgPool.on('connect', (client) => client.on('error', () => {}));
  const all = { ...choreTasks(maintenance, masterKey, report), ...afterRecovery(more) };
  const { [WEBHOOK]: webhook, ...tasks } = tracedJobs(all, tracing);
  const running = (plan: Plan) =>
    supervise({
      start: reclaiming(keeper, runner(pgPool, plan, report, metrics)),
      report,
      onEnd: () => metrics?.workerEnded(),
    });
  async function work(): Promise<{ stop(): Promise<unknown> }> {
    const supervisor = await running({ tasks, atOnce: AT_ONCE.chores, chores: CHORES });
    const webhooks =
      webhook && (await running({ tasks: { [WEBHOOK]: webhook }, atOnce: AT_ONCE.webhooks, chores: {} }));
    const queueing = webhook && startQueueingWebhooks(maintenance, report);
    const purging = startPurging((own) => openMaintenance(workerUrl, { ...own, route }), report, metrics);
    const sealing = heads && startSealing({ database: maintenance, masterKey, heads, report, metrics });
    return { stop: () => Promise.all([supervisor, webhooks, queueing, purging, sealing].map((each) => each?.stop())) };
  }
  const working = await restingInMaintenance(maintenance, work, report);
  const utils = await makeWorkerUtils({ pgPool, schema: WORKER_SCHEMA });
  const releasing = startReleasing(pgPool, (workers) => utils.forceUnlockWorkers(workers), report);
  const figures = startFigures(maintenance, report, metrics);

  async function stop(): Promise<void> {
    await Promise.all([working.stop(), figures.stop()]);
    const closed = Promise.allSettled([
      releasing
        .stop()
        .then(() => utils.release())
        .then(() => pgPool.end()),
      maintenance.close(),
      keeper.close(),
    ]);
    await Promise.race([closed, sleep(PATIENCE_MS.connections, undefined, { ref: false })]);
  }
  return {
    isReady: () => !stopping && figures.isFresh(),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Sets the role's password back where a run cannot start because somebody has changed it. */
function reclaiming(keeper: DoorKeeper, start: () => Promise<Run>): () => Promise<Run> {
  return async () => {
    try {
      return await start();
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === '28P01') await keeper.reclaimPassword();
      throw error;
    }
  };
}

/** What graphile-worker does in a run. */
interface Plan {
  tasks: TaskList;
  atOnce: number;
  /** When which of them is done regularly. */
  chores: Readonly<Record<string, string>>;
}

/**
 * Starts graphile-worker, as often as it is asked to. What an earlier run of this process had locked and could not say that it was done with, because
 * the database was away, is unlocked first: others would wait four hours for it.
 */
function runner(
  pgPool: pg.Pool,
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
    return { ended: promise, stop: () => stopWithin(PATIENCE_MS.jobs, stop, promise, () => pool) };
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
