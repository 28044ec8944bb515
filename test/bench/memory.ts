import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type autocannon from 'autocannon';
import { openIssuer } from '#server/issuer.ts';
import { deriveKey } from '#server/passwords.ts';
import { type ServerProcess, stopChild } from './child.ts';
import { memoryOf, type Resident } from './cpu.ts';
import type { Installation } from './installation.ts';
import { type LoadOptions, loadWith } from './load.ts';
import { printTable, quantile, type Verdict } from './table.ts';

const USERS = 500;
const ACCOUNTS = 10;
const PASSWORD = 'correct horse battery staple';
const MARKS = [10_000, 50_000, 100_000, 150_000, 200_000];

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The arguments that `npm start` gives to node. */
async function startArguments(): Promise<string[]> {
  const manifest = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const command = /^exec node (.+)$/.exec(manifest.scripts.start)?.[1];
  if (command === undefined) throw new Error('npm start is not `exec node …` any more');
  return command.split(' ');
}

/** Runs the product as `npm start` does in production, on a given database. BENCH_NODE_FLAGS tries other flags of node. */
async function startProduct({ adminUrl, settings }: Installation): Promise<ServerProcess> {
  const port = await freePort();
  const flags = process.env['BENCH_NODE_FLAGS']?.split(' ') ?? [];
  const child = spawn(process.execPath, [...flags, ...(await startArguments())], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      DATABASE_URL: adminUrl,
      ROWSEAL_MASTER_KEY: settings.masterKey,
      ROWSEAL_PUBLIC_URL: settings.publicUrl,
      HOST: '127.0.0.1',
      PORT: String(port),
    },
  });
  const url = `http://127.0.0.1:${port}`;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error('the product did not start');
    await sleep(50);
  }
  return { pid: child.pid ?? 0, url, stop: () => stopChild(child) };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer().once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
  });
  return promise;
}

/** Accounts with a password, so that somebody can log in. */
async function registerAccounts(issuerUrl: string): Promise<string[]> {
  const issuer = openIssuer(issuerUrl, { max: 1 });
  const addresses = Array.from({ length: ACCOUNTS }, (_, n) => `login${n}@bench.test`);
  try {
    for (const address of addresses) {
      const parameters = await issuer.passwordPolicy();
      const key = await deriveKey(PASSWORD, parameters);
      await issuer.registerWithPassword({ address, name: undefined, key, ...parameters });
    }
    return addresses;
  } finally {
    await issuer.close();
  }
}

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

/**
 * Table 3: resident memory of the product over 200,000 requests of all kinds.
 *
 * @param installation - what to measure on.
 */
export async function memory(installation: Installation): Promise<Verdict[]> {
  const tokens = await installation.sign(await installation.openSessions(USERS));
  const addresses = await registerAccounts(installation.settings.issuerUrl);
  const requests = addresses.flatMap((address, n) => hundred(n * 50, tokens, address));
  const product = await startProduct(installation);
  const rows: [requests: number, resident: Resident][] = [];
  const began = performance.now();
  try {
    rows.push([0, await settled(product.pid)]);
    const load: LoadOptions = { url: product.url, requests, expected: [200, 401] };
    for (const mark of MARKS) {
      await loadWith(load, mark - (rows.at(-1)?.[0] ?? 0));
      rows.push([mark, await settled(product.pid)]);
    }
  } finally {
    await product.stop();
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
    { requirement: 'RSS at rest, MB', measured: at(0), atMost: 200 },
    {
      requirement: 'growth of RSS, request 10,000 to 200,000, %',
      measured: (at(200_000) / at(10_000) - 1) * 100,
      atMost: 5,
    },
  ];
}
