import { Counter, Histogram, type Registry } from 'prom-client';

/** Upper bounds of buckets, in seconds. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Makes what counts and measures.
 *
 * @param registers - where all of it is read.
 */
export function instruments(registers: Registry[]) {
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name: `rowseal_${name}_total`, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Histogram({ name: `rowseal_${name}_seconds`, help, labelNames, buckets, registers });
  return {
    requests: counter('http_requests', 'Requests, by how they were answered.', 'method', 'route', 'status'),
    requestSeconds: histogram(
      'http_request_duration',
      'From the head of a request to the end of its answer.',
      'method',
      'route',
    ),
    logins: counter('logins', 'Logins that the database evaluated.', 'outcome'),
    refreshes: counter(
      'refreshes',
      'Refresh tokens that the database evaluated. reused: a replay ended the session.',
      'status',
    ),
    tokens: counter('token_cache', 'Access tokens, by whether their signature had been verified before.', 'result'),
    reads: counter(
      'replica_reads',
      'Reads that a standby was asked for, by who answered: the primary where it failed or refused.',
      'answered_by',
    ),
    denials: counter('denials', 'What the database denied to requests, by SQLSTATE, once for each request.', 'reason'),
    documents: counter(
      'graphql_documents',
      'GraphQL documents. refused: exceeded a limit, before anything was planned.',
      'result',
    ),
    operations: new Histogram({
      name: 'rowseal_graphql_operation_duration_seconds',
      help: 'GraphQL operations that were answered, by name: those of trusted documents, else the hundred most frequent.',
      labelNames: ['operation'],
      // Few: there is a series for each bucket of each name.
      buckets: [0.005, 0.025, 0.1, 0.5, 2.5],
      registers,
    }),
    plans: counter('graphql_plans', 'GraphQL operations that were planned.'),
    batches: histogram(
      'gateway_batch_duration',
      'Round trips that enter and run a statement. refused: did not enter.',
      'result',
    ),
    streamEnds: counter('streams_ended', 'Streams that ended, by problem code. left: their client did.', 'reason'),
    streamChecks: histogram('stream_check', 'Asking the database about all open streams.'),
    workerEnds: counter('worker_restarts', 'Workers that ended unexpectedly and were restarted.'),
    webhooks: counter(
      'webhook_tries',
      'Attempts to tell a webhook of an event. waiting: it is tried again; dropped: nothing was left to tell.',
      'outcome',
    ),
    jobs: counter('jobs', 'Attempts at jobs of the worker. parked: the last one failed.', 'task', 'result'),
    waits: histogram('pool_wait', 'Waiting for a connection to the database.', 'pool'),
  };
}
