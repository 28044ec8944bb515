import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from './installation.ts';
import { PASSWORD, registerAccounts, startProduct } from './product.ts';
import { printTable, quantile, spelled, spread, type Verdict } from './table.ts';

const LOGINS_AT_ONCE = 200;
const ACCOUNTS = 20;
const USERS = 200;
const PROBES = ['graphql', 'refresh'] as const;
/** Requests a second of each probe, sent by the clock and not when the last is answered: nobody waits for a server to be quick again. */
const RATE = 50;
const QUERY = JSON.stringify({
  query: '{ allNotes(first: 20, orderBy: CREATED_AT_DESC) { nodes { title createdAt } } }',
});

type Probe = (typeof PROBES)[number];
type Send = () => Promise<void>;

/** One slice: each probe's latencies in milliseconds, and logins by status. */
interface Slice {
  latencies: Record<Probe, number[]>;
  logins: Record<number, number>;
}

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server said.
  body: any;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1000 });

function post(url: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const all = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers };
  request(url, { method: 'POST', agent, headers: all }, (response) => {
    json(response).then((parsed) => resolve({ status: response.statusCode ?? 0, body: parsed }), reject);
  })
    .once('error', reject)
    .end(body);
  return promise;
}

/** The requests whose latency is watched. Each refresh presents what the one before it on the same session was given. */
async function probesOf(installation: Installation, url: string): Promise<Record<Probe, Send>> {
  const sessions = await installation.openSessions(USERS);
  const tokens = await installation.sign(sessions);
  const refreshTokens = await installation.openRefreshTokens(USERS);
  let turn = 0;
  return {
    graphql: async () => {
      const token = tokens[turn++ % tokens.length];
      const { status } = await post(`${url}/graphql`, QUERY, { authorization: `Bearer ${token}` });
      if (status !== 200) throw new Error(`GraphQL was answered with ${status}`);
    },
    refresh: async () => {
      const refresh_token = refreshTokens.shift();
      const { status, body } = await post(`${url}/v1/auth/refresh`, JSON.stringify({ refresh_token }));
      if (status !== 200) throw new Error(`a refresh was answered with ${status}`);
      refreshTokens.push(body.refresh_token);
    },
  };
}

/** Sends by the clock for a while; the time of each answer counts from when it was due. */
async function sendByClock(send: Send, seconds: number): Promise<number[]> {
  const latencies: number[] = [];
  const pending: Promise<void>[] = [];
  const began = performance.now();
  for (let n = 0; n < RATE * seconds; n++) {
    const due = began + (n * 1000) / RATE;
    await sleep(Math.max(0, due - performance.now()));
    pending.push(send().then(() => void latencies.push(performance.now() - due)));
  }
  await Promise.all(pending);
  return latencies;
}

/** Keeps 200 logins going until told to stop, and counts how they were answered. */
function startLogins(url: string, addresses: readonly string[]) {
  const counts: Record<number, number> = {};
  let goes = true;
  const clients = Array.from({ length: LOGINS_AT_ONCE }, async (_, n) => {
    const body = JSON.stringify({ provider: 'password', email: addresses[n % addresses.length], password: PASSWORD });
    while (goes) {
      const { status } = await post(`${url}/v1/auth/token`, body);
      if (status !== 200 && status !== 503) throw new Error(`a login was answered with ${status}`);
      counts[status] = (counts[status] ?? 0) + 1;
      if (status === 503) await sleep(1000);
    }
  });
  return async () => {
    goes = false;
    await Promise.all(clients);
    return counts;
  };
}

async function slice(
  probes: Record<Probe, Send>,
  seconds: number,
  logins?: { url: string; addresses: string[] },
): Promise<Slice> {
  const stop = logins ? startLogins(logins.url, logins.addresses) : async () => ({});
  if (logins) await sleep(1000);
  const [graphql, refresh] = await Promise.all([
    sendByClock(probes.graphql, seconds),
    sendByClock(probes.refresh, seconds),
  ]);
  return { latencies: { graphql, refresh }, logins: await stop() };
}

/**
 * Table: what 200 concurrent logins do to the latency of GraphQL and of refreshes.
 *
 * @param installation - what to measure on.
 * @param options - seconds: of a slice; rounds: pairs of a quiet and a busy slice.
 */
export async function logins(
  installation: Installation,
  { seconds, rounds }: { seconds: number; rounds: number },
): Promise<Verdict[]> {
  const addresses = await registerAccounts(installation.settings.issuerUrl, ACCOUNTS);
  const product = await startProduct(installation);
  const quiet: Slice[] = [];
  const busy: Slice[] = [];
  try {
    const probes = await probesOf(installation, product.url);
    const load = { url: product.url, addresses };
    await slice(probes, 3);
    await slice(probes, 2, load);
    for (let round = 0; round < rounds; round++) {
      quiet.push(await slice(probes, seconds));
      busy.push(await slice(probes, seconds, load));
    }
  } finally {
    agent.destroy();
    await product.stop();
  }
  return report(quiet, busy, `${RATE} of each a second, ${rounds} rounds of ${seconds} s`);
}

function report(quiet: Slice[], busy: Slice[], conditions: string): Verdict[] {
  const quantiles = (slices: Slice[], probe: Probe, share: number) =>
    slices.map(({ latencies }) => quantile(latencies[probe], share));
  const ratios = (probe: Probe) => {
    const before = quantiles(quiet, probe, 0.99);
    return quantiles(busy, probe, 0.99).map((p99, round) => p99 / (before[round] ?? Number.NaN));
  };
  printTable(
    `logins: latency beside ${LOGINS_AT_ONCE} concurrent logins; ${conditions}; ms, min / median / max`,
    ['probe', 'p50 quiet', 'p50 busy', 'p99 quiet', 'p99 busy', 'p99 ratio'],
    PROBES.map((probe) => [
      probe,
      ...[0.5, 0.99].flatMap((share) => [quiet, busy].map((slices) => spelled(quantiles(slices, probe, share), 1))),
      spelled(ratios(probe), 2),
    ]),
  );
  const answered = (status: number) => busy.reduce((sum, { logins }) => sum + (logins[status] ?? 0), 0);
  printTable('logins: how they were answered', ['200', '503'], [[String(answered(200)), String(answered(503))]]);
  return PROBES.map((probe) => ({
    requirement: `p99 of ${probe} beside ${LOGINS_AT_ONCE} logins / quiet`,
    measured: spread(ratios(probe)).median,
    atMost: 3,
  }));
}
