import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { installNotes } from '#demo/install.ts';
import { keepDoor } from '#server/database/door-keeper.ts';
import { type Gateway, openGateway } from '#server/database/gateway.ts';
import { openIssuer } from '#server/database/issuer.ts';
import { Route } from '#server/database/login-settings.ts';
import { learnRoute, openSql } from '#server/database/sql-connections.ts';
import { install } from '#server/install/install.ts';
import { loginRestorer } from '#server/install/restore-logins.ts';
import { connect } from '#test/support/connect.ts';
import { openFormerGateway } from '#test/support/former-gateway.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { preparedCluster } from '#test/support/own-cluster.ts';
import { createPerson } from '#test/support/people.ts';
import { startRenamingPooler } from '#test/support/renaming-pooler.ts';

// SQL of one client's request alters the role that all servers log in as. Roles are the cluster's: a cluster of its own, which asks roles for
// passwords.
const cluster = await preparedCluster(['app']);
const root = connect(cluster.url(), { max: 2 });
const adminUrl = cluster.url('app');
const [hba] = await root`select current_setting('hba_file') as file`;
const let_in = (method: string) =>
  root.unsafe(
    `copy (select 'local all postgres trust' union all select 'local all all ${method}') to '${hba?.['file']}'; select pg_reload_conf()`,
  );
await let_in('scram-sha-256');
const doors = await install({ adminUrl, masterKey: TEST_MASTER_KEY });
const { gatewayUrl } = doors;
await installNotes(adminUrl);
const admin = connect(adminUrl);
const attacker = await createPerson(admin, 'evil', 'owner');
const victim = await createPerson(admin, 'acme', 'owner');
const pooler = await startRenamingPooler(`${cluster.socketDir}/.s.PGSQL.5432`, 2);
const issuerPooler = await startRenamingPooler(`${cluster.socketDir}/.s.PGSQL.5432`, 2);
afterAll(async () => {
  await Promise.all([pooler.stop(), issuerPooler.stop()]);
  await Promise.all([root.end(), admin.end()]);
  await cluster.stop();
});

const settingsOf = async (role: string) =>
  (
    await root<{ entry: string }[]>`
      select unnest(setconfig) as entry from pg_db_role_setting where setrole = ${role}::regrole and setdatabase = 0
      union all
      select 'in database: ' || unnest(setconfig) from pg_db_role_setting where setrole = ${role}::regrole and setdatabase <> 0
      order by 1`
  ).map(({ entry }) => entry);
const asInstalled = await settingsOf('rowseal_gateway');

const WHO = { text: `select rowseal.user_id()::text as user_id, lower('X') as x`, values: [], name: 'who' };
const right = [{ user_id: victim.entry.sub, x: 'x' }];
const who = (gateway: Pick<Gateway, 'query'>) => gateway.query({ ...victim.entry }, WHO).then(({ rows }) => rows);
const run = (gateway: Pick<Gateway, 'query'>, text: string) =>
  gateway.query({ ...attacker.entry }, { text, values: [] });
const endAll = () =>
  root`select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'rowseal_gateway'`;

const PLANTED = [
  'set row_security = off',
  'set default_transaction_read_only = on',
  `set client_encoding = 'SQL_ASCII'`,
  'set statement_timeout = 1',
  'set default_transaction_isolation = serializable',
  'set log_parameter_max_length_on_error = -1',
  'set debug_print_plan = on',
  'set search_path = evil, pg_catalog',
  `set DateStyle = 'German'`,
  'set idle_in_transaction_session_timeout = 1',
  'set enable_indexscan = off',
  'in database app set lock_timeout = 1',
  'reset all',
  'reset lock_timeout',
];

const routes = [
  { name: 'directly', url: gatewayUrl, method: 'scram-sha-256', planted: PLANTED },
  {
    name: 'behind a pooler',
    url: `postgres://rowseal_gateway@127.0.0.1:${pooler.port}/app`,
    method: 'trust',
    // Each takes as long as the door is not looked at.
    planted: process.env['ROWSEAL_LONG'] ? PLANTED : PLANTED.filter((change) => /search_path/.test(change)),
  },
];

describe.each(routes)('$name', ({ name, url, method, planted }) => {
  const gateways: { close(): Promise<void> }[] = [];
  const open = (log?: (message: string) => void) => {
    const gateway = openGateway(url, { max: 2, ...(log ? { log } : {}) });
    gateways.push(gateway);
    return gateway;
  };
  beforeEach(async () => {
    await let_in(method);
    await sleep(50);
  });
  afterEach(async () => {
    await Promise.all(gateways.splice(0).map((gateway) => gateway.close()));
    await root.unsafe('alter role rowseal_gateway reset all; alter role rowseal_gateway in database app reset all');
    for (const entry of asInstalled) {
      const [setting = '', value = ''] = entry.split('=');
      await root.unsafe(`alter role rowseal_gateway set ${setting} = '${value}'`);
    }
    await endAll();
  });

  test.each(planted)(
    'SQL of a request that says "alter role current_user %s" costs at most one request, and the role is healed',
    async (change) => {
      const told: string[] = [];
      const gateway = open((message) => told.push(message));
      expect(await who(gateway)).toEqual(right);
      await run(gateway, `alter role current_user ${change}`);
      expect(await settingsOf('rowseal_gateway')).not.toEqual(asInstalled);
      await endAll();
      // Behind a pooler the door is looked at every few seconds; directly, whenever a connection is made.
      await expect.poll(() => who(gateway).catch(() => 'refused'), { interval: 200 }).toEqual(right);
      await expect
        .poll(
          async () => {
            await who(gateway).catch(() => {});
            return settingsOf('rowseal_gateway');
          },
          { interval: 200 },
        )
        .toEqual(asInstalled);
      await expect.poll(() => who(gateway).catch(() => 'refused'), { interval: 200 }).toEqual(right);
      expect(told.join()).toContain('rowseal_gateway');
    },
  );

  test('the control: the former batch is down for good after one such change', async () => {
    const former = openFormerGateway(url);
    gateways.push(former);
    expect(await who(former)).toEqual(right);
    await run(former, 'alter role current_user set default_transaction_isolation = serializable');
    await run(former, 'alter role current_user set statement_timeout = 1');
    await endAll();
    const outcomes = [];
    for (let n = 0; n < 5; n++) {
      await sleep(50);
      outcomes.push(
        await former.query({ ...victim.entry }, { text: 'select pg_sleep(0.01)', values: [] }).catch(() => 'refused'),
      );
    }
    expect(outcomes.at(-1)).toBe('refused');
    expect(await settingsOf('rowseal_gateway')).not.toEqual(asInstalled);
  });

  test('what only a superuser may reset stops the start with one sentence, and does not stop a server that runs', async () => {
    const told: string[] = [];
    const running = open((message) => told.push(message));
    expect(await who(running)).toEqual(right);
    await root`alter role rowseal_gateway set log_statement = 'all'`;
    await endAll();
    await expect.poll(() => who(running).catch(() => 'refused')).toEqual(right);
    await expect.poll(() => told.join()).toContain('has the settings log_statement');
    const starting = open();
    await expect(starting.ready()).rejects.toThrow(
      /^role rowseal_gateway has the settings log_statement, which only a superuser can reset: alter role rowseal_gateway reset log_statement; .*database$/,
    );
    await root`alter role rowseal_gateway reset log_statement`;
    await starting.ready();
  });

  if (name === 'directly') {
    test('a password that SQL of a request has set is set back from an open connection', async () => {
      const told: string[] = [];
      const gateway = open((message) => told.push(message));
      expect(await who(gateway)).toEqual(right);
      await run(gateway, `alter role current_user password 'mine'`);
      // Two at once need a second connection, which is refused.
      const answers = await Promise.all([1, 2, 3, 4].map(() => who(gateway)));
      expect(answers).toEqual([right, right, right, right]);
      const fresh = open();
      expect(await who(fresh)).toEqual(right);
      expect(told.join()).toContain('password');
    });

    test('the control: without that, new connections are refused until a restart', async () => {
      const former = openFormerGateway(url, 2);
      gateways.push(former);
      expect(await who(former)).toEqual(right);
      await run(former, `alter role current_user password 'mine'`);
      await expect(Promise.all([1, 2, 3].map(() => who(former)))).rejects.toMatchObject({ code: '28P01' });
      await install({ adminUrl, masterKey: TEST_MASTER_KEY });
      expect(await who(former)).toEqual(right);
    });
  }
});

describe('a password that SQL of a request has set, after which it ended every connection that could set it back', () => {
  const locked = async (gateway: Pick<Gateway, 'query'>) => {
    await let_in('scram-sha-256');
    await expect.poll(() => who(gateway).catch(() => 'refused')).toEqual(right);
    await run(gateway, `alter role current_user password 'mine'`);
    await endAll();
  };

  test('is set back by a server that runs, as an administrator, as a start does', async () => {
    const told: string[] = [];
    const log = (message: string) => void told.push(message);
    const gateway = openGateway(gatewayUrl, {
      max: 2,
      log,
      restorePasswords: loginRestorer(adminUrl, TEST_MASTER_KEY, log),
    });
    onTestFinished(() => gateway.close());
    await locked(gateway);
    expect(await who(gateway)).toEqual(right);
    expect(told.at(-1)).toBe('the changed password of role rowseal_gateway was restored');
  });

  test('the control: without an administrator the server says what helps, and a start sets it back', async () => {
    const told: string[] = [];
    const gateway = openGateway(gatewayUrl, { max: 2, log: (message) => told.push(message) });
    onTestFinished(() => gateway.close());
    await locked(gateway);
    await expect(who(gateway)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(who(gateway)).rejects.toMatchObject({ code: 'unavailable' });
    expect(told).toEqual([
      'role rowseal_gateway refuses its password, and no connection is left to restore it: the next server to start restores it',
    ]);
    await install({ adminUrl, masterKey: TEST_MASTER_KEY });
    expect(await who(gateway)).toEqual(right);
  });
});

describe.each([
  { role: 'rowseal_issuer', purpose: 'issuer', url: doors.issuerUrl, method: 'scram-sha-256' },
  { role: 'rowseal_worker', purpose: 'worker', url: doors.workerUrl, method: 'scram-sha-256' },
  {
    role: 'rowseal_issuer',
    purpose: 'issuer',
    url: `postgres://rowseal_issuer@127.0.0.1:${issuerPooler.port}/app`,
    method: 'trust',
  },
] as const)('the role $role, authenticated by $method', ({ role, purpose, url, method }) => {
  const planted = `alter role ${role} set default_transaction_read_only = on; alter role ${role} set statement_timeout = 1;
    alter role ${role} in database app set search_path = evil; alter role ${role} reset lock_timeout`;

  test('is healed while a server runs, of whatever was set on it', async () => {
    await let_in(method);
    await sleep(50);
    const before = await settingsOf(role);
    const told: string[] = [];
    const keeper = keepDoor(new Route(url, purpose), { log: (message) => told.push(message) });
    onTestFinished(() => keeper.close());
    await keeper.ready();
    await root.unsafe(planted);
    // The control: it stays so until somebody looks.
    expect(await settingsOf(role)).not.toEqual(before);
    await expect.poll(() => settingsOf(role), { interval: 200 }).toEqual(before);
    const pooled = method === 'trust' ? [expect.stringContaining('connects through a pooler')] : [];
    await expect.poll(() => told).toEqual([...pooled, `settings on role ${role} were reset`]);
  });

  if (method === 'trust') return;

  test('serves meanwhile: startup options outrank what was set on it (control: a session without them)', async () => {
    await let_in(method);
    await sleep(50);
    const before = await settingsOf(role);
    await root.unsafe(planted);
    onTestFinished(async () => {
      await install({ adminUrl, masterKey: TEST_MASTER_KEY });
      expect(await settingsOf(role)).toEqual(before);
    });
    const settings = `select current_setting('search_path') || current_setting('lock_timeout') as s, pg_sleep(0.01)`;
    const plain = connect(url, { fetch_types: false });
    onTestFinished(() => plain.end());
    await expect(plain.unsafe(settings)).rejects.toMatchObject({ code: '57014' });
    const pinned = openSql(await learnRoute(url, purpose), 'pinned');
    onTestFinished(() => pinned.end());
    expect((await pinned.unsafe(settings))[0]).toMatchObject({ s: '5s' });
  });
});

test('the password of the issuing door is set back although every connection ended', async () => {
  await let_in('scram-sha-256');
  await sleep(50);
  const route = new Route(doors.issuerUrl, 'issuer');
  const report = () => {};
  const keeper = keepDoor(route, { log: report, restorePasswords: loginRestorer(adminUrl, TEST_MASTER_KEY, report) });
  const issuer = openIssuer(doors.issuerUrl, TEST_MASTER_KEY, { route, reclaimPassword: keeper.reclaimPassword });
  const alone = openIssuer(doors.issuerUrl, TEST_MASTER_KEY);
  onTestFinished(async () => void (await Promise.all([keeper.close(), issuer.close(), alone.close()])));
  await keeper.ready();
  await issuer.passwordPolicy();
  await root`alter role rowseal_issuer password 'mine'`;
  await root`select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'rowseal_issuer'`;
  // The control: who does not ask the keeper is refused.
  await expect(alone.passwordPolicy()).rejects.toMatchObject({ code: 'unavailable' });
  await expect.poll(() => issuer.passwordPolicy().catch(String)).toBeTypeOf('object');
});

test('a start with an administrator resets what the other doors have put on themselves', async () => {
  const before = await Promise.all(['rowseal_issuer', 'rowseal_worker'].map(settingsOf));
  for (const role of ['rowseal_issuer', 'rowseal_worker']) {
    await root.unsafe(
      `alter role ${role} set default_transaction_read_only = on; alter role ${role} in database app set search_path = evil`,
    );
  }
  await install({ adminUrl, masterKey: TEST_MASTER_KEY });
  expect(await Promise.all(['rowseal_issuer', 'rowseal_worker'].map(settingsOf))).toEqual(before);
});
