import '../graphql/graphile-environment.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeWorkerUtils, type TaskList } from 'graphile-worker';
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
import { startReleasing } from './abandoned-jobs.ts';
import { afterRecovery } from './after-recovery.ts';
import { CHORES, choreTasks } from './chores.ts';
import { startFigures } from './figures.ts';
import type { HeadOutlet } from './heads.ts';
import { type Part, startInTurn } from './parts.ts';
import { startPurging } from './purging.ts';
import { restingInMaintenance } from './resting.ts';
import { type Plan, runner } from './runs.ts';
import { startSealing } from './sealing.ts';
import { type Run, supervise } from './supervisor.ts';
import { tracedJobs } from './traced-jobs.ts';
import { startQueueingWebhooks } from './webhook-queueing.ts';

/** In milliseconds: how long a stop waits for connections, once the jobs have ended. */
const PATIENCE_MS = 2_000;

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
  const orClose = (error: unknown) => keeper.close().then(() => Promise.reject(error));
  await keeper.ready().catch(orClose);
  if (route.isPooled) await requireSession(workerUrl, 'ROWSEAL_WORKER_URL').catch(orClose);
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
  const work = () =>
    startInTurn(
      () => running({ tasks, atOnce: AT_ONCE.chores, chores: CHORES }),
      () => webhook && running({ tasks: { [WEBHOOK]: webhook }, atOnce: AT_ONCE.webhooks, chores: {} }),
      () => webhook && startQueueingWebhooks(maintenance, report),
      () => startPurging((own) => openMaintenance(workerUrl, { ...own, route }), report, metrics),
      () => heads && startSealing({ database: maintenance, masterKey, heads, report, metrics }),
    );
  async function close(releasing?: Part): Promise<void> {
    const released = Promise.resolve(releasing?.stop()).then(() => pgPool.end());
    const closed = Promise.allSettled([released, maintenance.close(), keeper.close()]);
    await Promise.race([closed, sleep(PATIENCE_MS, undefined, { ref: false })]);
  }
  let working: Part | undefined;
  let releasing: Part;
  try {
    working = await restingInMaintenance(maintenance, work, report);
    releasing = await startUnlocking(pgPool, report);
  } catch (error) {
    await working?.stop();
    await close();
    throw error;
  }
  const figures = startFigures(maintenance, report, metrics);

  async function stop(): Promise<void> {
    await Promise.all([working?.stop(), figures.stop()]);
    await close(releasing);
  }
  return {
    isReady: () => !stopping && figures.isFresh(),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Unlocks jobs of workers that are gone. */
async function startUnlocking(pgPool: pg.Pool, report: (message: string) => void): Promise<Part> {
  const utils = await makeWorkerUtils({ pgPool, schema: WORKER_SCHEMA });
  const releasing = startReleasing(pgPool, (workers) => utils.forceUnlockWorkers(workers), report);
  return { stop: () => releasing.stop().then(() => utils.release()) };
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
