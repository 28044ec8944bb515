import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { arch, availableParallelism, loadavg } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { cpuOf } from './cpu.ts';
import type { Installation } from './installation.ts';
import { PASSWORD, registerAccounts, startProduct } from './product.ts';
import { printTable, spread, type Verdict } from './table.ts';

const PAGE = path.resolve(import.meta.dirname, '../../docs/operate/sizing.md');
const BEGIN = '<!-- written by npm run bench sizing -- --write -->\n';
const END = '<!-- as far as here -->\n';

const AT_ONCE = 24;
const USERS = 200;
const ACCOUNTS = 20;
const WARM_UP_SECONDS = 2;
/** In microseconds. */
const SECOND = 1_000_000;

const READ = '{ allNotes(first: 20, orderBy: CREATED_AT_DESC) { nodes { title createdAt } } }';
const WRITE = 'mutation { createNote(input: { note: { title: "A note", body: "of the bench" } }) { note { id } } }';

/** Sends one request, and fails unless it is answered as it has to be. */
type Send = () => Promise<void>;

/** CPU of a slice, in microseconds an operation. */
interface Cost {
  server: number;
  database: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1000 });

async function ask(
  method: string,
  url: string,
  status: number,
  headers: Record<string, string>,
  body?: object,
): Promise<Record<string, unknown>> {
  const sent = body === undefined ? '' : JSON.stringify(body);
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
  const all = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent), ...headers };
  request(url, { method, agent, headers: all }, async (response) => {
    const answered = await text(response).catch(String);
    if (response.statusCode !== status || answered.includes('"errors"'))
      reject(new Error(`${method} ${url}: ${response.statusCode} ${answered.slice(0, 300)}`));
    else resolve(answered === '' ? {} : JSON.parse(answered));
  })
    .once('error', reject)
    .end(sent);
  return promise;
}

/** What is measured, by what the page calls it. */
async function operationsOf(installation: Installation, url: string): Promise<[name: string, send: Send][]> {
  const sessions = await installation.openSessions(USERS);
  const tokens = await installation.sign(sessions);
  const refreshTokens = await installation.openRefreshTokens(USERS);
  const addresses = await registerAccounts(installation.settings.issuerUrl, ACCOUNTS);
  const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}` });
  let turn = 0;
  const next = (all: readonly string[]) => all[turn++ % all.length];
  const graphql = (query: string) => async () =>
    void (await ask('POST', `${url}/graphql`, 200, bearer(next(tokens)), { query }));
  return [
    ['read of 20 rows, GraphQL', graphql(READ)],
    ['insert of a row, GraphQL', graphql(WRITE)],
    ['`GET /v1/me`', async () => void (await ask('GET', `${url}/v1/me`, 200, bearer(next(tokens))))],
    [
      'refresh',
      async () => {
        const refresh_token = refreshTokens.shift();
        const { refresh_token: successor } = await ask('POST', `${url}/v1/auth/refresh`, 200, {}, { refresh_token });
        refreshTokens.push(String(successor));
      },
    ],
    [
      'login by password',
      async () =>
        void (await ask(
          'POST',
          `${url}/v1/auth/token`,
          200,
          {},
          {
            provider: 'password',
            email: next(addresses),
            password: PASSWORD,
          },
        )),
    ],
  ];
}

/** Keeps some requests going for a while, and counts those that were answered. */
async function sendFor(send: Send, atOnce: number, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let answered = 0;
  const loop = async () => {
    while (performance.now() < until) {
      await send();
      answered++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
  return answered;
}

/** CPU that each backend of the doors has used. */
async function backends({ admin }: Installation): Promise<Map<number, number>> {
  const rows = await admin<{ pid: number }[]>`
    select pid from pg_stat_activity where usename in ('rowseal_gateway', 'rowseal_issuer') and datname = current_database()`;
  return new Map(rows.map(({ pid }) => [pid, cpuOf(pid)]));
}

async function costOf(installation: Installation, server: number, send: Send, seconds: number): Promise<Cost> {
  const [own, theirs] = [cpuOf(server), await backends(installation)];
  const answered = await sendFor(send, AT_ONCE, seconds);
  const after = await backends(installation);
  // One that was opened meanwhile began with nothing.
  const database = [...after].reduce((sum, [pid, used]) => sum + used - (theirs.get(pid) ?? 0), 0);
  return { server: (cpuOf(server) - own) / answered, database: database / answered };
}

/**
 * Table: the processor time that operations take of the server and of the database, for docs/operate/sizing.md.
 *
 * @param installation - what to measure on.
 * @param options - seconds: of a slice; rounds: slices of each operation; write: whether to write the page.
 */
export async function sizing(
  installation: Installation,
  { seconds, rounds, write }: { seconds: number; rounds: number; write: boolean },
): Promise<Verdict[]> {
  const product = await startProduct(installation);
  const costs = new Map<string, Cost[]>();
  try {
    const operations = await operationsOf(installation, product.url);
    for (const [, send] of operations) await sendFor(send, AT_ONCE, WARM_UP_SECONDS);
    for (let round = 0; round < rounds; round++)
      for (const [name, send] of operations)
        costs.set(name, [...(costs.get(name) ?? []), await costOf(installation, product.pid, send, seconds)]);
  } finally {
    agent.destroy();
    await product.stop();
  }
  const rows = [...costs].map(([name, all]) => rowOf(name, all));
  const head = ['operation', 'server, µs', 'database, µs', 'a core of a server, a second', 'a core of the database'];
  printTable(`sizing: ${AT_ONCE} at once, median of ${rounds} slices of ${seconds} s`, head, rows);
  if (write) writePage(head, rows, await conditions(installation, { seconds, rounds }));
  return [];
}

function rowOf(name: string, all: readonly Cost[]): string[] {
  const [server, database] = (['server', 'database'] as const).map(
    (side) => spread(all.map((cost) => cost[side])).median,
  );
  const each = [server, database].map((cost) => cost ?? Number.NaN);
  return [name, ...each.map(rounded), ...each.map((cost) => rounded(SECOND / cost))];
}

/** Two digits: more would not be the same tomorrow. */
const rounded = (value: number) => Number(value.toPrecision(2)).toLocaleString('en');

async function conditions({ admin }: Installation, of: { seconds: number; rounds: number }): Promise<string> {
  // Of others too: what waits for a processor finds its caches cold.
  const load = (loadavg()[0] ?? 0).toFixed(0);
  const [row] = await admin<
    { version: string }[]
  >`select split_part(current_setting('server_version'), ' ', 1) as version`;
  return `Median of ${of.rounds} slices of ${of.seconds} s, ${AT_ONCE} requests at once, by \`npm run bench sizing -- --write\`: ${availableParallelism()} processors (${arch()}) at a load of ${load}, Node ${process.versions.node}, PostgreSQL ${row?.version} in memory, a table of the demo.`;
}

function writePage(head: readonly string[], rows: readonly (readonly string[])[], how: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [before = '', rest = ''] = page.split(BEGIN);
  const [, after] = rest.split(END);
  if (after === undefined) throw new Error(`${PAGE} has no place for the table`);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
  writeFileSync(PAGE, `${before}${BEGIN}${table}\n\n${how}\n${END}${after}`);
}
