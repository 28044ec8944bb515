import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { installNotes } from '#demo/install.ts';
import { type Entry, isTokenEntry, openGateway, type TokenEntry } from '#server/database/gateway.ts';
import type { Statement } from '#server/database/gateway-batch.ts';
import { install } from '#server/install/install.ts';
import { createMetrics } from '#server/observability/metrics.ts';
import { connect } from '#test/support/connect.ts';
import { ATTACKS, type Attack, LAIR, PROBE, type RouteKind } from '#test/support/entrance-attacks.ts';
import { openFormerGateway } from '#test/support/former-gateway.ts';

import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { preparedCluster } from '#test/support/own-cluster.ts';
import { createPerson, type Person } from '#test/support/people.ts';
import { PGBOUNCER, startPgBouncer } from '#test/support/pgbouncer.ts';
import { type Pooler, startRenamingPooler } from '#test/support/renaming-pooler.ts';
import { everythingLogged } from '#test/support/server-log.ts';

// One client's request runs arbitrary SQL; the next client gets the same backend. A cluster of its own, because its log is evidence, and
// because roles are the cluster's: parameters may be logged here, as on a managed server, where a superuser has not forbidden it.
let log = '';
const cluster = await preparedCluster(['installed', 'managed'], {
  onLog: (text) => {
    log += text;
  },
});
const root = connect(cluster.url());
const SECRET = 'what-the-victim-says-é';

interface World {
  url: string;
  admin: ReturnType<typeof connect>;
  attacker: Person;
  victim: Person;
  token: TokenEntry;
}

async function world(name: string): Promise<World> {
  const adminUrl = cluster.url(name);
  const { gatewayUrl } = await install({ adminUrl, masterKey: TEST_MASTER_KEY });
  await installNotes(adminUrl);
  const admin = connect(adminUrl);
  await admin.unsafe(LAIR);
  const attacker = await createPerson(admin, 'evil', 'owner');
  const victim = await createPerson(admin, 'acme', 'owner');
  await admin`insert into app.notes (workspace_id, author_id, title) values (${victim.workspaceId}, ${victim.entry.sub}, 'mine')`;
  const digest = randomBytes(32);
  const token = {
    user_id: victim.entry.sub,
    token_id: randomUUID(),
    digest: digest.toString('hex'),
    ip: '127.0.0.1',
    wanted: 'acme',
  };
  await admin`
    insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, secret_hash, last_four, expires_at)
    values (${token.user_id}, ${token.token_id}, ${victim.workspaceId}, 'script', sha256(${digest}), 'abcd', now() + interval '1 day')`;
  return { url: gatewayUrl, admin, attacker, victim, token };
}

const installed = await world('installed');
await installed.admin`revoke execute on function pg_catalog.pg_prepared_statement() from public`;
const managed = await world('managed');
await root`alter role rowseal_gateway reset log_parameter_max_length`;
const socket = `${cluster.socketDir}/.s.PGSQL.5432`;
const renaming = await startRenamingPooler(socket);
const bouncer: Pooler | undefined = PGBOUNCER ? await startPgBouncer(cluster.socketDir) : undefined;
afterAll(async () => {
  await Promise.all([renaming.stop(), bouncer?.stop()]);
  await Promise.all([root.end(), installed.admin.end(), managed.admin.end()]);
  await cluster.stop();
});
const through = (port: number) => `postgres://rowseal_gateway@127.0.0.1:${port}/managed`;

interface Route {
  name: string;
  kind: RouteKind;
  world: World;
  url: string;
}

const routes: Route[] = [
  {
    name: 'directly, where a superuser hides prepared statements',
    kind: 'hidden',
    world: installed,
    url: installed.url,
  },
  { name: 'directly, where prepared statements are public', kind: 'public', world: managed, url: managed.url },
  { name: 'behind a pooler that renames statements', kind: 'renaming', world: managed, url: through(renaming.port) },
  ...(bouncer
    ? [{ name: `behind PgBouncer ${PGBOUNCER}`, kind: 'bouncer' as const, world: managed, url: through(bouncer.port) }]
    : []),
];

/** The control: a transaction that resets nothing before it lets somebody in. */
function openPlainTransactions(url: string): Door {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  return {
    query: async (entry, { text, values }) => {
      if (isTokenEntry(entry)) throw new Error('the control takes claims');
      const { sub, sid, workspace, scope, exp, seal_key, seal, wanted } = entry;
      const client = await pool.connect();
      try {
        await client.query('begin');
        const claims = [sub, sid, workspace, scope, exp, seal_key, `\\x${seal}`, wanted];
        await client.query('select rowseal.enter($1, $2, $3, $4, $5, $6, $7, $8)', claims);
        return await client.query(text, values);
      } finally {
        await client.query('commit').finally(() => client.release());
      }
    },
    close: () => pool.end(),
  };
}

/** Each statement in a transaction of its own, as PostGraphile's mutations run. */
function openInTransactions(url: string): Door {
  const gateway = openGateway(url, { max: 1 });
  const { adaptor } = gateway.service(['app']);
  const withClient = adaptor.createWithPgClient({} as never);
  return {
    query: async (entry, statement) => {
      const withGatewayClient = await withClient;
      return withGatewayClient({ ...entry }, (client) =>
        client.withTransaction((own) => own.query<Record<string, unknown>>(statement)),
      );
    },
    close: gateway.close,
  };
}

interface Door {
  query(entry: Entry, statement: Statement): Promise<{ rows: readonly Record<string, unknown>[] }>;
  close(): Promise<void>;
}

/** What an attack has done to its victim. */
async function harmOf({ world, url }: Route, { sql, victim }: Attack, open: (url: string) => Door): Promise<string[]> {
  const door = open(url);
  const entry: Entry = victim === 'token' ? world.token : world.victim.entry;
  const probe = (name?: string) => {
    const statement = {
      text: name === 'later' ? `${PROBE} ` : PROBE,
      values: [SECRET],
      ...(name === undefined ? {} : { name }),
    };
    return door.query({ ...entry }, statement);
  };
  const right = {
    user_id: world.victim.entry.sub,
    said: SECRET,
    bytes: Buffer.byteLength(SECRET),
    letters: 3,
    day: '2026-02-01',
    lowered: 'x',
    isolation: 'read committed',
    read_only: 'off',
    flag: '',
    notes: 1,
  };
  const harm = new Set<string>();
  try {
    expect((await probe('probe')).rows).toEqual([right]);
    log = '';
    for (const text of sql) await door.query({ ...world.attacker.entry }, { text, values: [] }).catch(() => {});
    for (const name of ['probe', undefined, 'later', 'probe']) {
      const outcome = await probe(name).catch((error: Error) => error);
      if (outcome instanceof Error) harm.add('refused');
      else if (JSON.stringify(outcome.rows) !== JSON.stringify([right])) harm.add('wrong answer');
    }
  } finally {
    await door.close();
  }
  const loot = await world.admin<{ what: string }[]>`select what from evil.loot`;
  if (loot.some(({ what }) => what.includes(SECRET) || what.includes(world.victim.entry.sub))) harm.add('stolen');
  const locks = await world.admin`select from pg_locks where locktype = 'advisory' and classid = 4242`;
  if (locks.length > 0) harm.add('told by a lock');
  await everythingLogged(root, () => log);
  // In a plan, it is a list of signed bytes, broken into lines anywhere.
  const { digest } = world.token;
  const bytes = [...new Int8Array(Buffer.from(digest, 'hex'))].join('');
  const logged = [SECRET, digest].some((secret) => log.includes(secret)) || log.replaceAll(/\s/g, '').includes(bytes);
  if (logged) harm.add('logged');
  return [...harm].sort();
}

const LONG = process.env['ROWSEAL_LONG'] === '1';
const isPooled = ({ kind }: Route) => kind === 'renaming' || kind === 'bouncer';
const pooled = routes.filter(isPooled);
const direct = routes.filter((route) => !isPooled(route));
/** Each attack on one of some routes: each on each takes minutes, and is for ROWSEAL_LONG=1 (npm run test:long). */
const isSampled = (attack: Attack, route: Route, among: Route[]) =>
  LONG || ATTACKS.indexOf(attack) % among.length === among.indexOf(route);
/** Directly all of them, behind poolers each behind one. */
const isRun = (attack: Attack, route: Route) => !isPooled(route) || isSampled(attack, route, pooled);

describe.each(routes)('$name', (route) => {
  beforeEach(async () => {
    await route.world.admin`truncate evil.loot`;
    await root`select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'rowseal_gateway'`;
  });

  // Where the former batch held already, or PgBouncer is of another version, there is no control to run.
  const controlled = ATTACKS.filter(
    (attack) => attack.control?.[route.kind] && !isOtherBouncer(route) && isRun(attack, route),
  );

  test.each(controlled)('the control: $name, and the former batch falls to it', async (attack) => {
    const harm = await harmOf(route, attack, (url) => openFormerGateway(url));
    expect(harm).toContain(attack.control?.[route.kind]);
  });

  test.each(ATTACKS.filter((attack) => isRun(attack, route)))('$name, and nobody notices', async (attack) => {
    expect(await harmOf(route, attack, (url) => openGateway(url, { max: 1 }))).toEqual([]);
  });

  test.each(ATTACKS.filter((attack) => isSampled(attack, route, direct)))(
    '$name in a transaction, and nobody in the next one notices',
    async (attack) => {
      expect(await harmOf(route, attack, openInTransactions)).toEqual([]);
    },
  );
});

test('the control: a transaction that resets nothing falls to what the one before it has set', async () => {
  const [, plain] = routes;
  const planted = ATTACKS.find(({ name }) => name.startsWith('G4'));
  if (!plain || !planted) throw new Error('there is nothing to control with');
  await root`select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'rowseal_gateway'`;
  await plain.world.admin`truncate evil.loot`;
  expect(await harmOf(plain, planted, openPlainTransactions)).toContain('stolen');
});

test('behind a pooler that does not follow prepared statements each connection is surprised once, and all are served', async () => {
  const pooler = await startRenamingPooler(socket, 2, false);
  const results: string[] = [];
  const metrics = { ...createMetrics(), batchEnded: (result: string) => void results.push(result) };
  const gateway = openGateway(through(pooler.port), { max: 3, metrics });
  const statement = { text: 'select rowseal.user_id()::text as user_id', values: [], name: 'who' };
  for (let n = 0; n < 40; n++) {
    const answers = await Promise.all([1, 2, 3].map(() => gateway.query({ ...managed.victim.entry }, statement)));
    for (const { rows } of answers) expect(rows).toEqual([{ user_id: managed.victim.entry.sub }]);
  }
  expect(results.filter((result) => result !== 'ok').length).toBeLessThanOrEqual(3);
  await gateway.close();
  await pooler.stop();
});

test(`PgBouncer is ${PGBOUNCER ?? 'not on this machine, so that its route was skipped'}`, () => {
  expect(routes).toHaveLength(PGBOUNCER ? 4 : 3);
});

function isOtherBouncer({ kind }: Route): boolean {
  return kind === 'bouncer' && !/^1\.(1[0-9]|20)$/.test(PGBOUNCER ?? '');
}
