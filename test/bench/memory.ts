import { setTimeout as sleep } from 'node:timers/promises';
import type autocannon from 'autocannon';
import { memoryOf, type Resident } from './cpu.ts';
import type { Installation } from './installation.ts';
import { type LoadOptions, loadWith } from './load.ts';
import { buildPackage } from './package.ts';
import { PASSWORD, type Product, registerAccounts, startProduct } from './product.ts';
import { printTable, quantile, type Verdict } from './table.ts';

const USERS = 500;
const ACCOUNTS = 10;
const MARKS = [10_000, 50_000, 100_000, 150_000, 200_000];

const QUERIES = [
  { query: '{ allNotes(first: 20, orderBy: CREATED_AT_DESC) { nodes { title createdAt } } }' },
  { query: '{ allNotes(first: 5) { totalCount nodes { id title body } } }' },
  { query: 'query Page($n: Int!) { allNotes(first: $n) { nodes { nodeId title } } }', variables: { n: 10 } },
];

/** A hundred requests: 58 GraphQL reads, 30 of /v1/me, 11 refused for want of a good token, 1 login. */
function hundred(user: number, tokens: readonly string[], address: string): autocannon.Request[] {
  const json = { 'content-type': 'application/json' };
  return Array.from({ length: 100 }, (_, n): autocannon.Request => {
    const token = tokens[(user + n * 7) % tokens.length] ?? '';
    const authorization = `Bearer ${token}`;
    if (n === 50) {
      const body = JSON.stringify({ provider: 'password', email: address, password: PASSWORD });
      return { method: 'POST', path: '/v1/auth/token', headers: json, body };
    }
    if (n % 9 === 4) {
      const forged = `${token.slice(0, -8)}AAAAAAAA`;
      return { method: 'GET', path: '/v1/me', headers: n % 2 === 0 ? {} : { authorization: `Bearer ${forged}` } };
    }
    if (n % 3 === 2) return { method: 'GET', path: '/v1/me', headers: { authorization } };
    const body = JSON.stringify(QUERIES[n % QUERIES.length]);
    return { method: 'POST', path: '/graphql', headers: { ...json, authorization }, body };
  });
}

/** A server that nobody asks gives back what its start has left, after ten seconds. */
const REST_MS = 15_000;

/** Memory of a process at rest: the medians of two seconds. */
async function settled(pid: number): Promise<Resident> {
  const samples: Resident[] = [];
  for (let n = 0; n < 20; n++) {
    await sleep(100);
    samples.push(memoryOf(pid));
  }
  const median = (key: keyof Resident) =>
    quantile(
      samples.map((sample) => sample[key]),
      0.5,
    );
  return { rss: median('rss'), anonymous: median('anonymous'), peak: median('peak') };
}

/** Memory of the product at rest, before anybody asks it for anything. */
async function restOf(form: Product): Promise<Resident> {
  const product = await startProduct(form);
  try {
    await sleep(REST_MS);
    return await settled(product.pid);
  } finally {
    await product.stop();
  }
}

/**
 * Table 3: resident memory of the package as it is installed over 200,000 requests of all kinds.
 *
 * @param installation - what to measure on.
 */
export async function memory(installation: Installation): Promise<Verdict[]> {
  const tokens = await installation.sign(await installation.openSessions(USERS));
  const addresses = await registerAccounts(installation.settings.issuerUrl, ACCOUNTS);
  const requests = addresses.flatMap((address, n) => hundred(n * 50, tokens, address));
  const built = buildPackage();
  const packed = { ...installation, root: built.root, command: built.command };
  const lean = await restOf({ ...packed, options: ['--worker=off'], env: { ROWSEAL_GRAPHQL: 'off' } });
  const product = await startProduct(packed);
  const rows: [requests: number, resident: Resident][] = [];
  const began = performance.now();
  try {
    await sleep(REST_MS);
    rows.push([0, await settled(product.pid)]);
    const load: LoadOptions = { url: product.url, requests, expected: [200, 401] };
    for (const mark of MARKS) {
      await loadWith(load, mark - (rows.at(-1)?.[0] ?? 0));
      rows.push([mark, await settled(product.pid)]);
    }
  } finally {
    await product.stop();
    built.remove();
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  printTable(
    `memory: the product under a mixed walk of ${USERS} users, ${seconds} s; MB`,
    ['after request', 'RSS', 'of it anonymous', 'peak so far'],
    rows.map(([count, { rss, anonymous, peak }]) => [
      count.toLocaleString('en'),
      ...[rss, anonymous, peak].map((megabytes) => megabytes.toFixed(1)),
    ]),
  );
  const at = (count: number) => rows.find(([requests]) => requests === count)?.[1].rss ?? Number.NaN;
  return [
    { requirement: 'RSS at rest, MB', measured: at(0), atMost: 190 },
    { requirement: 'RSS at rest without GraphQL and worker, MB', measured: lean.rss, atMost: 130 },
    {
      requirement: 'growth of RSS, request 10,000 to 200,000, %',
      measured: (at(200_000) / at(10_000) - 1) * 100,
      atMost: 5,
    },
  ];
}
