import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import path from 'node:path';
import { installDemo } from '../../../demo/install.ts';
import { type ServerProcess, startVariant, type VariantName } from '../child.ts';
import { cpuOf, cpuOfAll } from '../cpu.ts';
import type { Installation } from '../installation.ts';
import { printTable, quantile, type Verdict } from '../table.ts';
import { type Bar, chartOf } from './chart.ts';
import { closeConnections, send } from './client.ts';
import * as made from './operations.ts';
import type { PeerSettings } from './settings.ts';

const SERVERS = ['ours', 'ours-rest', 'stock', 'stock-cached', 'stock-live', 'better-auth', 'oidc'] as const;
type Server = (typeof SERVERS)[number];

const AT_ONCE = 8;
/** Requests to each before anything is measured, so that all code is compiled. */
const WARM_UP = 800;

/** What is measured side by side: ours first. */
interface Comparison {
  title: string;
  /** Requests in a slice. */
  amount: number;
  ours: readonly [label: string, server: Server, operation: made.Operation];
  others: readonly Other[];
}

interface Other {
  label: string;
  server: Server;
  operation: made.Operation;
  /** What ours may cost of it; left out: it is printed. */
  atMost?: number;
}

/** CPU of one slice, in microseconds a request. */
interface Cost {
  server: number;
  database: number;
}

/**
 * Rowseal beside better-auth, oidc-provider and PostGraphile on one cluster: CPU of server and database an operation, as ratios.
 *
 * @param installation - what to measure on; gets the peers' data too.
 * @param options - rounds: slices of each; scale: of the requests in a slice, 1 being enough for a figure; svg: where to draw the ratios.
 */
export async function peers(
  installation: Installation,
  { rounds, scale, svg, only }: { rounds: number; scale: number; svg?: string | undefined; only?: string },
): Promise<Verdict[]> {
  const settings = await prepare(installation);
  const servers = new Map<Server, ServerProcess>();
  try {
    for (const name of SERVERS) servers.set(name, await startVariant(`../peers/${name}` as VariantName, settings));
    const comparisons = await comparisonsOf(installation, settings, (name) => servers.get(name)?.url ?? '');
    const bars: Bar[] = [];
    for (const comparison of comparisons.filter(({ title }) => title.includes(only ?? ''))) {
      await check(comparison);
      bars.push(...report(comparison, await measured(installation, servers, comparison, rounds, scale)));
      for (const table of ['app', 'peer', 'peer_live'])
        await installation.admin`delete from ${installation.admin(`${table}.notes`)} where title = 'measured'`;
    }
    if (svg !== undefined) await writeFile(svg, chartOf(bars));
    return bars.flatMap(({ title, other, ratio, atMost }) =>
      atMost === undefined ? [] : [{ requirement: `${title} / ${other}`, measured: ratio.median, atMost }],
    );
  } finally {
    closeConnections();
    await Promise.all([...servers.values()].map((server) => server.stop()));
  }
}

async function prepare({ adminUrl, admin, settings, jwks }: Installation): Promise<PeerSettings> {
  await installDemo(adminUrl);
  await admin.unsafe(await readFile(path.join(import.meta.dirname, 'seed.sql'), 'utf8'));
  await admin.unsafe('vacuum analyze');
  const as = (role: string) => {
    const url = new URL(settings.stockUrl);
    url.username = role;
    return url.href;
  };
  return {
    ...settings,
    peerUrl: as('bench_peer'),
    betterUrl: as('bench_better'),
    oidcUrl: as('bench_oidc'),
    jwtSecret: randomBytes(32).toString('hex'),
    jwks: await jwks(),
  };
}

async function comparisonsOf(
  installation: Installation,
  settings: PeerSettings,
  urlOf: (server: Server) => string,
): Promise<Comparison[]> {
  const sessions = await installation.openSessions(made.PEOPLE);
  const tokens = await installation.sign(sessions);
  for (const { sub, sid } of sessions) {
    await installation.admin`insert into peer_sessions.sessions values (${sid}, ${sub}, now() + interval '1 day')`;
    // Who makes a token has just proved who they are.
    await installation.admin`
      insert into rowseal_private.session_proofs (user_id, session_id, kind, proved_at)
      values (${sub}, ${sid}, 'password', now())`;
  }
  const claimed = await made.claimedTokens(settings.jwtSecret, sessions);
  const [ours, stock, cached, live] = [
    made.graphql(urlOf('ours'), tokens),
    made.graphql(urlOf('stock'), claimed),
    made.graphql(urlOf('stock-cached'), claimed),
    made.graphql(urlOf('stock-live'), claimed),
  ];
  const bearers = tokens.map((token) => ({ authorization: `Bearer ${token}` }));
  const slugs = Array.from({ length: made.PEOPLE }, (_, n) => `w${n + 1}`);
  const people: { cookie: string; key: string }[] = await setUp(urlOf('better-auth'), { slugs });
  const cookies = people.map(({ cookie }) => ({ cookie }));
  const keys = people.map(({ key }) => ({ 'x-api-key': key }));
  const personal = (await made.personalTokens(urlOf('ours'), tokens)).map((token) => ({
    authorization: `Bearer ${token}`,
  }));
  const grantsOf = async (scope: string) => ({
    ours: made.oauth(urlOf('ours'), await made.ownGrants(installation, settings, urlOf('ours'), scope)),
    theirs: made.oauth(urlOf('oidc'), {
      ...(await setUp<Pick<made.Grants, 'grants' | 'authorization'>>(urlOf('oidc'), { count: made.PEOPLE, scope })),
      paths: { token: '/token', introspection: '/token/introspection', userinfo: '/me' },
    }),
  });
  const granted = await grantsOf('notes:read offline_access');
  const openId = await grantsOf('openid email offline_access');
  const own = made.ownRefresh(urlOf('ours'), await installation.openRefreshTokens(made.PEOPLE));
  // What autovacuum would have done by now, for all of them: else plans are those of empty tables.
  await installation.admin.unsafe('vacuum analyze');
  const rest = urlOf('ours-rest');
  return [
    {
      title: 'GraphQL, 20 rows',
      amount: 500,
      ours: ['ours', 'ours', ours.read],
      others: [
        { label: 'PostGraphile', server: 'stock', operation: stock.read, atMost: 0.7 },
        { label: 'PostGraphile, tokens cached', server: 'stock-cached', operation: cached.read, atMost: 0.85 },
        { label: 'PostGraphile, live policies', server: 'stock-live', operation: live.read, atMost: 0.65 },
      ],
    },
    {
      title: 'GraphQL, insert',
      amount: 400,
      ours: ['ours', 'ours', ours.insert],
      others: [
        { label: 'PostGraphile', server: 'stock', operation: stock.insert, atMost: 0.85 },
        { label: 'PostGraphile, live policies', server: 'stock-live', operation: live.insert, atMost: 0.75 },
      ],
    },
    {
      title: 'GraphQL, two levels of relations',
      amount: 200,
      ours: ['ours', 'ours', ours.nested],
      others: [
        { label: 'PostGraphile', server: 'stock', operation: stock.nested, atMost: 0.85 },
        { label: 'PostGraphile, live policies', server: 'stock-live', operation: live.nested },
      ],
    },
    {
      title: 'REST, 20 rows',
      amount: 500,
      ours: ['ours', 'ours-rest', made.notes(rest, '/notes', bearers)],
      others: [
        {
          label: 'better-auth',
          server: 'better-auth',
          operation: made.notes(urlOf('better-auth'), '/notes', cookies),
          atMost: 0.32,
        },
      ],
    },
    {
      title: 'withWorkspace, 20 rows',
      amount: 500,
      ours: ['ours', 'ours-rest', made.notes(rest, '/with-workspace', bearers)],
      others: [
        { label: 'better-auth', server: 'better-auth', operation: made.notes(urlOf('better-auth'), '/notes', cookies) },
      ],
    },
    {
      title: 'Personal access token',
      amount: 500,
      ours: ['ours', 'ours-rest', made.keyCheck(rest, personal)],
      others: [
        {
          label: 'better-auth, API key',
          server: 'better-auth',
          operation: made.keyCheck(urlOf('better-auth'), keys),
          atMost: 0.5,
        },
      ],
    },
    {
      title: 'OAuth refresh',
      amount: 300,
      ours: ['ours', 'ours', granted.ours.refresh],
      others: [
        { label: 'our own refresh', server: 'ours', operation: own, atMost: 1.25 },
        { label: 'oidc-provider', server: 'oidc', operation: granted.theirs.refresh, atMost: 0.8 },
      ],
    },
    {
      title: 'OpenID refresh',
      amount: 300,
      ours: ['ours', 'ours', openId.ours.refresh],
      // Of Rowseal an answer to a refresh has none.
      others: [{ label: 'oidc-provider, with an ID token', server: 'oidc', operation: openId.theirs.refresh }],
    },
    {
      title: 'OAuth introspection',
      amount: 400,
      ours: ['ours', 'ours', granted.ours.introspection],
      others: [{ label: 'oidc-provider', server: 'oidc', operation: granted.theirs.introspection, atMost: 1.2 }],
    },
    {
      title: 'OpenID userinfo',
      amount: 400,
      ours: ['ours', 'ours', openId.ours.userinfo],
      others: [{ label: 'oidc-provider', server: 'oidc', operation: openId.theirs.userinfo, atMost: 1 }],
    },
  ];
}

async function setUp<T>(url: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return JSON.parse(await send(url, { method: 'POST', path: '/bench', headers, body: JSON.stringify(body) }));
}

/** All answer as they have to, and those that read the same rows say the same. */
async function check({ title, ours: [, , ours], others }: Comparison): Promise<void> {
  const all = [ours, ...others.map(({ operation }) => operation)];
  const said = new Set<string>();
  for (const { once, said: says } of all) {
    for (let turn = 0; turn < made.PEOPLE; turn++) await once(turn);
    if (says) said.add(await says());
  }
  if (said.size > 1)
    throw new Error(`${title}: they say different things: ${[...said].map((one) => one.slice(0, 200)).join('\n')}`);
}

async function measured(
  { backendsOf }: Installation,
  servers: ReadonlyMap<Server, ServerProcess>,
  { ours, others, amount }: Comparison,
  rounds: number,
  scale: number,
): Promise<Cost[][]> {
  const sides = [ours, ...others.map(({ label, server, operation }) => [label, server, operation] as const)];
  const requests = Math.max(AT_ONCE, Math.round(amount * scale));

  /** Undefined where a connection ended or began meanwhile, whose processor time is not known then. */
  async function attempt([, name, { once }]: (typeof sides)[number], count: number): Promise<Cost | undefined> {
    const pid = servers.get(name)?.pid ?? 0;
    const backends = await backendsOf(`bench ${name}`);
    const before = { server: cpuOf(pid), database: cpuOfAll(backends) };
    let sent = 0;
    const work = async () => {
      while (sent < count) await once(sent++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if ((await backendsOf(`bench ${name}`)).join() !== backends.join()) return undefined;
    const spent = { server: cpuOf(pid) - before.server, database: cpuOfAll(backends) - before.database };
    return { server: spent.server / count, database: spent.database / count };
  }

  async function slice(side: (typeof sides)[number], count: number): Promise<Cost> {
    return (await attempt(side, count)) ?? slice(side, count);
  }

  for (const side of sides) await slice(side, WARM_UP);
  const costs: Cost[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const order = sides.map((_, index) => index);
    // What runs first in a round runs last in the next.
    if (round % 2 === 1) order.reverse();
    for (const index of order) costs[index]?.push(await slice(sides[index] ?? ours, requests));
  }
  return costs;
}

const totalOf = ({ server, database }: Cost) => server + database;

function report({ title, ours, others }: Comparison, [own = [], ...rest]: Cost[][]): Bar[] {
  const middle = (values: readonly number[]) => quantile(values, 0.5).toFixed(0);
  const bars = others.map(({ label, atMost }, index): Bar => {
    const ratios = (rest[index] ?? []).map((cost, round) => totalOf(own[round] ?? cost) / totalOf(cost));
    const ratio = { low: quantile(ratios, 0.25), median: quantile(ratios, 0.5), high: quantile(ratios, 0.75) };
    return { title, other: label, ratio, ...(atMost === undefined ? {} : { atMost }) };
  });
  const costRow = (label: string, costs: readonly Cost[]) => [
    label,
    middle(costs.map(({ server }) => server)),
    middle(costs.map(({ database }) => database)),
    middle(costs.map(totalOf)),
  ];
  printTable(
    `${title}; load ${loadavg()[0]?.toFixed(1)}; CPU us a request, medians of ${own.length} rounds; ours / it: median (quartiles)`,
    ['', 'server', 'database', 'total', 'ours / it', 'bound'],
    [
      [...costRow(ours[0], own), '', ''],
      ...others.map(({ label, atMost }, index) => {
        const { low, median, high } = bars[index]?.ratio ?? { low: 0, median: 0, high: 0 };
        return [
          ...costRow(label, rest[index] ?? []),
          `${median.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`,
          atMost === undefined ? '' : `<= ${atMost}`,
        ];
      }),
    ],
  );
  return bars;
}
