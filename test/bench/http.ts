import type autocannon from 'autocannon';
import { type ServerProcess, startVariant, type VariantName } from './child.ts';
import { cpuOf, cpuOfAll } from './cpu.ts';
import type { Installation } from './installation.ts';
import { CONNECTIONS, type LoadOptions, loadFor } from './load.ts';
import { printTable, quantile, spelled, spread, type Verdict } from './table.ts';

const USERS = 200;
const QUERY = '{ allNotes(first: 20, orderBy: CREATED_AT_DESC) { nodes { title createdAt } } }';
const VARIANTS: readonly [name: VariantName, label: string][] = [
  ['stock', 'stock PostGraphile'],
  ['graphql', 'rowseal graphql'],
  ['rest', 'rowseal rest'],
  ['floor', 'floor'],
];

/** One slice of one variant. CPU is in microseconds a request. */
export interface Measured {
  rate: number;
  p50: number;
  p99: number;
  node: number;
  postgres: number;
  total: number;
}

const COLUMNS: readonly [key: keyof Measured, head: string, digits: number][] = [
  ['rate', 'requests/s', 0],
  ['p50', 'p50 ms', 1],
  ['p99', 'p99 ms', 1],
  ['node', 'node CPU us', 0],
  ['postgres', 'postgres CPU us', 0],
  ['total', 'total CPU us', 0],
];

interface User {
  token: string;
  workspace: string;
}

function requestOf(variant: VariantName, { token, workspace }: User): autocannon.Request {
  const authorization = `Bearer ${token}`;
  if (variant === 'floor') return { method: 'GET', path: '/notes', headers: { 'x-workspace': workspace } };
  if (variant === 'rest') return { method: 'GET', path: '/notes', headers: { authorization } };
  return graphqlRequest(token);
}

/**
 * The read by GraphQL.
 *
 * @param token - of the caller.
 */
export function graphqlRequest(token: string): autocannon.Request {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' };
  return { method: 'POST', path: '/graphql', headers, body: JSON.stringify({ query: QUERY }) };
}

/**
 * The titles that a variant answers with, to compare.
 *
 * @param url - of the variant.
 * @param request - to send.
 */
export async function titles(
  url: string,
  { method = 'GET', path, headers, body }: autocannon.Request,
): Promise<string> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: headers as Record<string, string>,
    ...(typeof body === 'string' ? { body } : {}),
  });
  const text = await answer.text();
  const found = text.match(/"title":"[^"]*"/g) ?? [];
  if (found.length !== 20) throw new Error(`20 notes were expected: ${answer.status} ${text.slice(0, 500)}`);
  return found.join();
}

/**
 * Measures one variant for a while.
 *
 * @param installation - where.
 * @param name - of its connections, after `bench`.
 * @param server - of the variant.
 * @param requests - to send.
 * @param seconds - how long.
 */
export async function measureSlice(
  installation: Installation,
  name: string,
  { pid, url }: ServerProcess,
  requests: autocannon.Request[],
  seconds: number,
): Promise<Measured> {
  let node = 0;
  let postgres = 0;
  const options: LoadOptions = { url, requests, expected: [200] };
  const load = await loadFor(options, seconds, async () => {
    const backends = await installation.backendsOf(`bench ${name}`);
    if (backends.length === 0) throw new Error(`${name} has no connection of its own name`);
    const before = { node: cpuOf(pid), postgres: cpuOfAll(backends) };
    return async () => {
      node = cpuOf(pid) - before.node;
      postgres = cpuOfAll(backends) - before.postgres;
      const after = await installation.backendsOf(`bench ${name}`);
      if (after.join() !== backends.join()) throw new Error(`the connections of ${name} changed while it was measured`);
    };
  });
  return {
    rate: load.requests / load.seconds,
    p50: quantile(load.latencies, 0.5),
    p99: quantile(load.latencies, 0.99),
    node: node / load.requests,
    postgres: postgres / load.requests,
    total: (node + postgres) / load.requests,
  };
}

/**
 * Table 1: the same read of 20 notes through stock PostGraphile, Rowseal's GraphQL, a route over Rowseal's gateway, and bare.
 *
 * @param installation - what to measure on.
 * @param options - seconds: of a slice; rounds: slices a variant.
 */
export async function http(
  installation: Installation,
  { seconds, rounds }: { seconds: number; rounds: number },
): Promise<Verdict[]> {
  const sessions = await installation.openSessions(USERS);
  const tokens = await installation.sign(sessions);
  const users = sessions.map(({ workspace }, n) => ({ token: tokens[n] ?? '', workspace: workspace ?? '' }));
  const servers = new Map<VariantName, ServerProcess>();
  const requests = new Map(VARIANTS.map(([name]) => [name, users.map((user) => requestOf(name, user))]));
  const results = new Map(VARIANTS.map(([name]) => [name, [] as Measured[]]));
  try {
    const answers = new Set<string>();
    for (const [name] of VARIANTS) {
      const server = await startVariant(name, installation.settings);
      servers.set(name, server);
      const [first, second] = requests.get(name) ?? [];
      if (first && second) answers.add(`${await titles(server.url, first)} ${await titles(server.url, second)}`);
      // Once unmeasured, so that all code is compiled.
      await measureSlice(installation, name, server, requests.get(name) ?? [], 2);
    }
    if (answers.size !== 1) throw new Error('the variants answer with different notes');
    for (let round = 0; round < rounds; round++) {
      for (const [name, server] of servers) {
        const measured = await measureSlice(installation, name, server, requests.get(name) ?? [], seconds);
        results.get(name)?.push(measured);
      }
    }
  } finally {
    await Promise.all([...servers.values()].map((server) => server.stop()));
  }
  return report(results, `${CONNECTIONS} connections, ${USERS} users, ${rounds} rounds of ${seconds} s`);
}

function report(results: Map<VariantName, Measured[]>, conditions: string): Verdict[] {
  const stock = results.get('stock') ?? [];
  printTable(
    `http: 20 notes of a workspace, newest first; ${conditions}; min / median / max`,
    ['variant', ...COLUMNS.map(([, head]) => head)],
    VARIANTS.map(([name, label]) => {
      const measured = results.get(name) ?? [];
      return [
        label,
        ...COLUMNS.map(([key, , digits]) =>
          spelled(
            measured.map((one) => one[key]),
            digits,
          ),
        ),
      ];
    }),
  );
  const ratios = (name: VariantName, key: keyof Measured) =>
    (results.get(name) ?? []).map((one, round) => one[key] / (stock[round]?.[key] ?? Number.NaN));
  printTable(
    'http: ratio to stock PostGraphile in the same round; min / median / max',
    ['variant', ...COLUMNS.map(([, head]) => head.replace(/ (ms|us)$/, ''))],
    VARIANTS.slice(1).map(([name, label]) => [label, ...COLUMNS.map(([key]) => spelled(ratios(name, key), 2))]),
  );
  const { median } = spread(ratios('graphql', 'total'));
  return [{ requirement: 'rowseal graphql: CPU a request / stock', measured: median, atMost: 0.7 }];
}
