import { once } from 'node:events';
import { chownSync } from 'node:fs';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TLSSocket } from 'node:tls';
import postgres from 'postgres';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { dial } from '#server/database/dial.ts';
import { clientTo, postgresOptions } from '#server/database/drivers.ts';
import { parseUrl } from '#server/database/url.ts';
import { startEmbedded } from '#server/embedded/embedded-postgres.ts';
import { certificateAuthority } from '#test/support/certificates.ts';
import { TEST_BINARIES } from '#test/support/cluster.ts';
import { connect, withConnection } from '#test/support/connect.ts';
import { ownCluster } from '#test/support/own-cluster.ts';
import { freePort } from '#test/support/rowseal-process.ts';
import { copyAsStandby, startStandby } from '#test/support/standby.ts';

// Two real servers: one that speaks TLS and can be written to, and a standby of it that does not speak TLS.
const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-tls-'));
await chmod(folder, 0o755);
const authority = await certificateAuthority(folder, 'ours');
const another = await certificateAuthority(folder, 'another');
const [server, carol, middle] = await Promise.all([
  authority.issue('localhost'),
  authority.issue('carol'),
  another.issue('localhost'),
]);
const [port, standbyPort] = await Promise.all([freePort(), freePort()]);
const binaries = TEST_BINARIES ? { binaries: TEST_BINARIES } : {};
const dataDir = path.join(folder, 'primary');
const seed = await ownCluster({ dataDir });
const sql = connect(seed.url());
await sql.unsafe(`
  create role ada login superuser password 'p@ss/w?rd'; create role carol login; create role dora login`);
for (const name of ['my db', 'a/b']) await sql`create database ${sql(name)}`;
const [hba] = await sql`select current_setting('hba_file') as file`;
const rules = [
  'local all postgres trust',
  'local all all scram-sha-256',
  'hostssl all carol all cert',
  'host all dora all trust',
  'host all all all scram-sha-256',
];
await sql.unsafe(`copy (select ${rules.map((rule) => `'${rule}'`).join(' union all select ')}) to '${hba?.['file']}'`);
await sql.end();
await seed.stop();
copyAsStandby(dataDir, path.join(folder, 'standby'));
const { uid, gid } = await stat(dataDir);
chownSync(server.keyFile, uid, gid);
const primary = await startEmbedded({
  dataDir,
  ...binaries,
  settings: {
    listen_addresses: '127.0.0.1,::1',
    port,
    ssl: 'on',
    ssl_cert_file: server.certFile,
    ssl_key_file: server.keyFile,
    ssl_ca_file: authority.certFile,
  },
});
const standby = await startStandby(path.join(folder, 'standby'), primary, {
  listen_addresses: '127.0.0.1',
  port: standbyPort,
});
afterAll(async () => {
  await Promise.all([primary.stop(), standby.stop()]);
  await rm(folder, { recursive: true, force: true });
});

interface Session {
  tls: boolean;
  database: string;
  role: string;
  port: number | null;
  application: string;
  work_mem: string;
  standby: boolean;
}
const ASK = `
  select tls.ssl as tls, current_database() as database, session_user as role, inet_server_port() as port, pg_is_in_recovery() as standby,
         current_setting('application_name') as application, current_setting('work_mem') as work_mem
    from pg_stat_ssl as tls where tls.pid = pg_backend_pid()`;

const drivers = {
  pg: async (url: string): Promise<Session> => {
    const target = parseUrl(url);
    const client = new (clientTo(target, () => target.options))();
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query(ASK)).rows[0];
    } finally {
      await client.end();
    }
  },
  'postgres.js': async (url: string): Promise<Session> => {
    const sql = postgres({ ...postgresOptions(url), max: 1, fetch_types: false });
    try {
      return (await sql.unsafe<[Session]>(ASK))[0];
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
};
const ADA = `ada:${encodeURIComponent('p@ss/w?rd')}`;
const primaryAt = (place: string, query = '') => `postgres://${ADA}@${place}:${port}/postgres?${query}`;
const standbyAt = (query = '') => `postgres://${ADA}@127.0.0.1:${standbyPort}/postgres?${query}`;
const trusts = `sslrootcert=${encodeURIComponent(authority.certFile)}`;
const distrusts = `sslrootcert=${encodeURIComponent(another.certFile)}`;
const asCarol = `sslcert=${encodeURIComponent(carol.certFile)}&sslkey=${encodeURIComponent(carol.keyFile)}`;

describe.each(Object.entries(drivers))('%s', (name, ask) => {
  test.each<[string, string, Partial<Session>]>([
    ['nothing is said: TLS where it is offered', primaryAt('localhost'), { tls: true }],
    ['nothing is said, and TLS is not offered', standbyAt(), { tls: false }],
    ['prefer', primaryAt('localhost', 'sslmode=prefer'), { tls: true }],
    ['allow', standbyAt('sslmode=allow'), { tls: false }],
    [
      'prefer, where the certificate is not trusted',
      primaryAt('localhost', `sslmode=prefer&${distrusts}`),
      { tls: false },
    ],
    ['disable', primaryAt('localhost', 'sslmode=disable'), { tls: false }],
    ['require: any certificate will do', primaryAt('127.0.0.1', 'sslmode=require'), { tls: true }],
    ['require with an authority', primaryAt('127.0.0.1', `sslmode=require&${trusts}`), { tls: true }],
    ['verify-ca: any name will do', primaryAt('127.0.0.1', `sslmode=verify-ca&${trusts}`), { tls: true }],
    ['verify-full', primaryAt('localhost', `sslmode=verify-full&${trusts}`), { tls: true }],
    [
      'verify-full, the address said apart',
      primaryAt('localhost', `sslmode=verify-full&${trusts}&hostaddr=127.0.0.1`),
      { tls: true },
    ],
    ['the string that Neon gives', primaryAt('localhost', 'sslmode=require&channel_binding=require'), { tls: true }],
    [
      'a certificate instead of a password',
      `postgres://carol@localhost:${port}/postgres?sslmode=verify-full&${trusts}&${asCarol}`,
      { role: 'carol' },
    ],
    ['IPv6', primaryAt('[::1]'), { port: Number(port) }],
    ['a database with a space', `postgres://${ADA}@localhost:${port}/my%20db`, { database: 'my db' }],
    ['a database with a slash', `postgres://${ADA}@localhost:${port}/a%2Fb`, { database: 'a/b' }],
    [
      'a socket',
      `postgres:///my%20db?host=${primary.socketDir}&port=${port}&user=postgres`,
      { port: null, database: 'my db' },
    ],
    [
      'a socket in the place of a host',
      `postgres://postgres@${encodeURIComponent(primary.socketDir)}:${port}/postgres?sslmode=require`,
      { tls: false },
    ],
    [
      'options and a name',
      primaryAt('localhost', 'options=-c%20work_mem%3D7MB&application_name=mine'),
      { work_mem: '7MB', application: 'mine' },
    ],
    [
      'several hosts, the first of which is away',
      `postgres://${ADA}@localhost:1,localhost:${port}/postgres`,
      { standby: false },
    ],
    [
      'several hosts, any of which will do',
      `postgres://${ADA}@127.0.0.1:${standbyPort},localhost:${port}/postgres`,
      { standby: true },
    ],
    [
      'several hosts, to write',
      `postgres://${ADA}@127.0.0.1:${standbyPort},localhost:${port}/postgres?target_session_attrs=read-write`,
      { standby: false },
    ],
    [
      'several hosts, to read',
      `postgres://${ADA}@localhost:${port},127.0.0.1:${standbyPort}/postgres?target_session_attrs=standby`,
      { standby: true },
    ],
    [
      'several hosts, to read if need be',
      `postgres://${ADA}@localhost:1,localhost:${port}/postgres?target_session_attrs=prefer-standby`,
      { standby: false },
    ],
  ])('%s', async (_, url, expected) => {
    expect(await ask(url)).toMatchObject(expected);
  });

  test.each<[string, string, object]>([
    [
      'require, where TLS is not offered',
      standbyAt('sslmode=require'),
      { code: 'TLS_REFUSED', message: expect.stringMatching(/does not offer TLS, which sslmode=require asks for$/) },
    ],
    [
      'require with an authority that is not the server’s',
      primaryAt('localhost', `sslmode=require&${distrusts}`),
      { code: 'TLS_REFUSED' },
    ],
    [
      'verify-ca, by another authority',
      primaryAt('localhost', `sslmode=verify-ca&${distrusts}`),
      { code: 'TLS_REFUSED' },
    ],
    [
      'verify-full, under another name',
      primaryAt('127.0.0.1', `sslmode=verify-full&${trusts}`),
      { code: 'TLS_REFUSED', message: expect.stringContaining('127.0.0.1') },
    ],
    ['verify-full by public authorities', primaryAt('localhost', 'sslmode=verify-full'), { code: 'TLS_REFUSED' }],
    ['sslrootcert=system', primaryAt('localhost', 'sslrootcert=system'), { code: 'TLS_REFUSED' }],
    [
      'a file that is not there',
      primaryAt('localhost', 'sslmode=prefer&sslrootcert=/nowhere.pem'),
      { code: 'TLS_REFUSED', message: expect.stringContaining('/nowhere.pem') },
    ],
    ['a certificate that is missing', `postgres://carol@localhost:${port}/postgres?sslmode=require`, { code: '28000' }],
    ['a wrong password', `postgres://ada:guess@localhost:${port}/postgres`, { code: '28P01' }],
    [
      'nobody there',
      `postgres://${ADA}@localhost:1/postgres`,
      { code: 'ECONNREFUSED', message: expect.stringContaining('ECONNREFUSED') },
    ],
    [
      'several hosts, none of which can be written to',
      `postgres://${ADA}@127.0.0.1:${standbyPort},localhost:1/postgres?target_session_attrs=read-write`,
      { code: 'ECONNREFUSED' },
    ],
  ])('refuses: %s', async (_, url, expected) => {
    await expect(ask(url)).rejects.toMatchObject(expected);
  });

  test('is told nothing by PG… variables of the environment', async () => {
    const nonsense = {
      PGPASSWORD: 'x',
      PGOPTIONS: '-c work_mem=9MB',
      PGSSLMODE: 'disable',
      PGHOST: 'nowhere',
      PGUSER: 'x',
      PGDATABASE: 'x',
      PGAPPNAME: 'x',
      PGSSLNEGOTIATION: 'direct',
    };
    for (const [variable, value] of Object.entries(nonsense)) vi.stubEnv(variable, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await ask(primaryAt('localhost'))).toMatchObject({ tls: true, work_mem: '4MB', application: 'rowseal' });
    await expect(ask(`postgres://ada@localhost:${port}/postgres`), 'nobody’s password is taken').rejects.toThrow();
  });

  test('gives up on a host that says nothing, after as long as connect_timeout says', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const place = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await expect(ask(`postgres://ada@${place}/x?sslmode=require&connect_timeout=1`)).rejects.toMatchObject({
      code: 'CONNECT_TIMEOUT',
      message: `${place} does not answer`,
    });
  });

  test('over somebody in between, who has a certificate of another authority', async () => {
    const place = `localhost:${await inBetween()}`;
    const through = (query: string) => ask(`postgres://${ADA}@${place}/postgres?${query}`);
    expect(await through('sslmode=require&channel_binding=disable'), 'the control').toMatchObject({ role: 'ada' });
    await expect(through(`sslmode=verify-full&${trusts}`)).rejects.toMatchObject({ code: 'TLS_REFUSED' });
    const bound = through('sslmode=require&channel_binding=require');
    if (name === 'pg') await expect(bound).rejects.toMatchObject({ message: expect.stringMatching(/channel binding/) });
    // What docs/configuration.md says of this driver.
    else expect(await bound).toMatchObject({ role: 'ada' });
  });
});

test.each([
  ['without TLS', primaryAt('localhost', 'sslmode=disable&channel_binding=require')],
  [
    'of a server that asks for no proof',
    `postgres://dora@localhost:${port}/postgres?sslmode=require&channel_binding=require`,
  ],
])('pg refuses %s where channel binding is required', async (_, url) => {
  await expect(drivers.pg(url)).rejects.toMatchObject({
    code: 'TLS_REFUSED',
    message: expect.stringMatching(/channel_binding=require asks for$/),
  });
});

test('TLS without asking first, as PostgreSQL 17 takes it', async () => {
  const direct = primaryAt('localhost', `sslmode=verify-full&${trusts}&sslnegotiation=direct`);
  const [version] = await withConnection(primaryAt('localhost'), (open) => open.unsafe('show server_version_num'));
  if (Number(version?.['server_version_num']) < 170_000) return;
  expect(await drivers.pg(direct)).toMatchObject({ tls: true });
});

test('what is put behind the answer to the question for TLS is not taken for TLS', async () => {
  const liar = createServer((socket) => socket.once('data', () => socket.write('SE injected'))).listen(0, '127.0.0.1');
  await once(liar, 'listening');
  onTestFinished(() => void liar.close());
  const target = parseUrl(`postgres://127.0.0.1:${(liar.address() as AddressInfo).port}/x`);
  const [host] = target.hosts;
  if (!host) throw new Error('no host');
  await expect(dial(host, target, 5_000)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  // The controls are the tests before: a server that says no more than that it has TLS is connected to.
});

/** Speaks TLS with either side, and reads what goes by. */
async function inBetween(): Promise<number> {
  const target = parseUrl(primaryAt('localhost', 'sslmode=require'));
  const [host] = target.hosts;
  if (!host) throw new Error('no host');
  const relay = createServer((socket: Socket) => {
    socket.on('error', () => {});
    socket.once('data', async () => {
      socket.write('S');
      const near = new TLSSocket(socket, { isServer: true, cert: middle.cert, key: middle.key });
      near.on('error', () => {});
      const far = await dial(host, target, 5_000);
      far.on('error', () => {});
      near.pipe(far).pipe(near);
    });
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  onTestFinished(() => void relay.close());
  return (relay.address() as AddressInfo).port;
}
