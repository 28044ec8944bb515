import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { FIGURES, type Figure } from './figures.ts';
import { instruments } from './instruments.ts';
import type { RequestEnd } from './request-events.ts';

/** Numbers that are read when somebody asks, and what they are. */
const NUMBERS = {
  streams: 'Streams that are open.',
  http_requests_in_flight: 'Requests that have not been answered yet.',
  password_derivations_waiting: 'Passwords waiting to be derived.',
  purge_lag_seconds: 'How long the oldest row to purge has been due.',
  unsealed_events_seconds: 'How long the first audit event that is not sealed has waited.',
  replicas_serving: 'Standbys that reads go to: those that have replayed what was committed a second ago.',
  graphql_cache_bytes: 'Memory that GraphQL documents and their plans take, by estimate.',
} as const;

/** What came of an attempt at a job; parked: it was the last one. */
export type JobResult = 'done' | 'failed' | 'parked';

/** What became of a try to tell a webhook; waiting: it is tried again, dropped: there was nothing to tell any more. */
export type WebhookOutcome = 'delivered' | 'waiting' | 'failed' | 'dropped';

/** A door's connections to the database. */
export interface PoolState {
  /** Serving somebody. */
  busy: number;
  /** Open, and free; undefined where the driver does not tell. */
  idle?: number;
  /** Jobs that wait for one. */
  waiting: number;
}

/** What came of one batch of the gateway; refused: the entry was. */
export type BatchResult = 'ok' | 'refused' | 'failed';

/** What came of a GraphQL document; known: it had been read before, refused: it asked for more than it may, invalid: for what is not there. */
export type DocumentResult = 'known' | 'new' | 'refused' | 'invalid';

/** How often something was done in which way. */
export type ShortcutCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** One number. */
export interface MetricSample {
  value: number;
  labels: Readonly<Record<string, string | number | undefined>>;
  /** Of a histogram: which of its series. */
  metricName?: string;
}

/** A metric and its numbers. */
export interface MetricSamples {
  name: string;
  help: string;
  type: unknown;
  values: readonly MetricSample[];
}

/** What this process counts and measures, for Prometheus. No label takes a value of a client's choosing, but that of GraphQL's operations, of which there are few. */
export interface Metrics {
  requestEnded(end: RequestEnd): void;
  /** Counts a login by its status from rowseal_private.log_in. */
  loginJudged(outcome: string): void;
  /** Counts a refresh by its status from rowseal_private.refresh_session. */
  refreshJudged(status: string): void;
  /** Counts an access token, by whether its signature had been verified before. */
  tokenSeen(isKnown: boolean): void;
  /** Counts what the database denied to a request, by SQLSTATE. */
  denied(reason: string): void;
  /** A read that a standby was asked for, and who has answered it. */
  readAnswered(by: 'standby' | 'primary'): void;
  /** Counts a GraphQL document. */
  documentRead(result: DocumentResult): void;
  /** Measures a GraphQL operation, by a label of graphql/operation-labels.ts. */
  operationEnded(operation: string, seconds: number): void;
  /** Forgets an operation whose name is a label no more. */
  operationForgotten(operation: string): void;
  /** Counts a GraphQL operation that was planned. */
  documentPlanned(): void;
  /** Measures one batch of the gateway. Entering and the statement share one round trip, which shows no part of it by itself. */
  batchEnded(result: BatchResult, seconds: number): void;
  /** Counts a stream that ended, by the problem that ended it; left: its client did. */
  streamEnded(reason: string): void;
  /** Measures asking the database about all open streams. */
  streamsChecked(seconds: number): void;
  /** Measures how long a job waited for a connection of a pool. */
  poolWaited(pool: string, seconds: number): void;
  /** Counts a worker that ended without having been told to, and is started again. */
  workerEnded(): void;
  /** Counts an attempt at a job of the worker. */
  jobEnded(task: string, result: JobResult): void;
  /** Counts a try to tell a webhook. */
  webhookTried(outcome: WebhookOutcome): void;
  /** Reads what the worker was told last whenever somebody asks. */
  watchFigures(read: () => readonly Figure[]): void;
  /** Reads a pool whenever somebody asks. */
  watchPool(pool: string, state: () => PoolState): void;
  /** Reads a number whenever somebody asks. */
  watch(gauge: keyof typeof NUMBERS, read: () => number): void;
  /** Reads how often shortcuts of GraphQL were taken whenever somebody asks: counts, by shortcut and result. */
  watchShortcuts(counts: ShortcutCounts): void;
  readonly contentType: string;
  /** All of it, as it is now. */
  samples(): Promise<MetricSamples[]>;
  /** All of it in Prometheus's text format. */
  text(): Promise<string>;
}

/** Makes the instruments of one server. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const {
    requests,
    reads,
    requestSeconds,
    logins,
    refreshes,
    tokens,
    denials,
    documents,
    operations,
    plans,
    batches,
    waits,
    streamEnds,
    streamChecks,
    workerEnds,
    jobs,
    webhooks,
  } = instruments(registers);
  const watch = gauges(registers);
  const ofProcess = processMetrics();
  return {
    ...watch,
    requestEnded: ({ request: { method }, route, status, seconds }) => {
      requests.inc({ method, route, status: String(status) });
      requestSeconds.observe({ method, route }, seconds);
    },
    loginJudged: (outcome) => logins.inc({ outcome }),
    refreshJudged: (status) => refreshes.inc({ status }),
    denied: (reason) => denials.inc({ reason }),
    readAnswered: (by) => reads.inc({ answered_by: by }),
    documentRead: (result) => documents.inc({ result }),
    operationEnded: (operation, seconds) => operations.observe({ operation }, seconds),
    operationForgotten: (operation) => operations.remove({ operation }),
    documentPlanned: () => plans.inc(),
    tokenSeen: (isKnown) => tokens.inc({ result: isKnown ? 'hit' : 'miss' }),
    batchEnded: (result, seconds) => batches.observe({ result }, seconds),
    streamEnded: (reason) => streamEnds.inc({ reason }),
    streamsChecked: (seconds) => streamChecks.observe(seconds),
    workerEnded: () => workerEnds.inc(),
    jobEnded: (task, result) => jobs.inc({ task, result }),
    webhookTried: (outcome) => webhooks.inc({ outcome }),
    poolWaited: (pool, seconds) => waits.observe({ pool }, seconds),
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
    text: () => Registry.merge([ofProcess, registry]).metrics(),
    samples: () => Registry.merge([ofProcess, registry]).getMetricsAsJSON(),
  };
}

function gauges(registers: Registry[]): Pick<Metrics, 'watchPool' | 'watch' | 'watchShortcuts' | 'watchFigures'> {
  const pools = new Map<string, () => PoolState>();
  const numbers = new Map<string, () => number>();
  new Gauge({
    name: 'rowseal_pool_connections',
    help: 'Connections to the database, by what they do.',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const [pool, read] of pools) {
        const { busy, idle } = read();
        this.set({ pool, state: 'busy' }, busy);
        if (idle !== undefined) this.set({ pool, state: 'idle' }, idle);
      }
    },
  });
  new Gauge({
    name: 'rowseal_pool_waiting',
    help: 'Jobs waiting for a connection to the database.',
    labelNames: ['pool'],
    registers,
    collect() {
      for (const [pool, read] of pools) this.set({ pool }, read().waiting);
    },
  });
  return {
    watchPool: (pool, read) => pools.set(pool, read),
    watchShortcuts: (counts) => {
      new Counter({
        name: 'rowseal_graphql_shortcuts_total',
        help: 'Work of GraphQL that was saved (taken) or done (usual, given_up).',
        labelNames: ['shortcut', 'result'],
        registers,
        collect() {
          this.reset();
          for (const [shortcut, results] of Object.entries(counts))
            for (const [result, count] of Object.entries(results)) this.inc({ shortcut, result }, count);
        },
      });
    },
    watchFigures: (read) => {
      for (const [figure, [help, label]] of Object.entries(FIGURES)) {
        new Gauge({
          name: `rowseal_${figure}`,
          help,
          labelNames: label ? [label] : [],
          registers,
          collect() {
            this.reset();
            for (const now of read()) {
              if (now.figure !== figure) continue;
              this.set(label && now.label !== null ? { [label]: now.label } : {}, now.value);
            }
          },
        });
      }
    },
    watch: (name, read) => {
      // What rests and goes on is another one afterwards.
      if (!numbers.has(name)) {
        new Gauge({
          name: `rowseal_${name}`,
          help: NUMBERS[name],
          registers,
          collect() {
            this.set(numbers.get(name)?.() ?? 0);
          },
        });
      }
      numbers.set(name, read);
    },
  };
}

let ofProcess: Registry | undefined;

/** Memory, CPU, the event loop: of the process, however many servers it holds. */
function processMetrics(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}
