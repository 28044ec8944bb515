import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { roomOverrides, roomsOf } from '../scripts/rooms.ts';

// Rules of the house that a compiler does not know.
const SERVER = path.resolve(import.meta.dirname, '../server');
const files = (await readdir(SERVER, { recursive: true })).filter((file) => file.endsWith('.ts')).sort();
const sources = new Map(
  await Promise.all(files.map(async (file) => [file, await readFile(path.join(SERVER, file), 'utf8')] as const)),
);

const filesThat = (matches: (source: string, file: string) => boolean) =>
  [...sources].filter(([file, source]) => matches(source, file)).map(([file]) => file);

/** SQL texts: what follows `select`, `insert`, … at the start of a string or template. */
function sqlTexts(source: string): string[] {
  return [
    ...source.matchAll(
      /[`'"]\s*((?:select|insert|update|delete|with|merge|truncate|copy)\s[^`]*?|select)[`'"](?=[\s,;)\]])/gi,
    ),
  ].map(([, text = '']) => text.replace(/\s+/g, ' '));
}

test('no file of the server is longer than 250 lines', () => {
  const long = [...sources].map(([file, source]) => ({ file, lines: source.trimEnd().split('\n').length }));
  expect(long.filter(({ lines }) => lines > 250)).toEqual([]);
});

test('biome.json holds the order of rooms in server/README.md (else: npm run describe)', async () => {
  const [readme = '', biome = ''] = await Promise.all(
    ['server/README.md', 'biome.json'].map((file) => readFile(path.resolve(SERVER, '..', file), 'utf8')),
  );
  const rooms = roomsOf(readme);
  const folders = (await readdir(SERVER, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  expect([...rooms].sort()).toEqual(folders.map(({ name }) => name).sort());
  expect(JSON.parse(biome).overrides).toEqual(roomOverrides(rooms));
});

test('only the gateway opens the gateway door', () => {
  expect(filesThat((source) => /from 'pg'/.test(source))).toEqual([
    // Connections of applications, and their types.
    'adapters/drizzle.ts',
    'adapters/lease.ts',
    'adapters/pg.ts',
    'adapters/reading.ts',
    'adapters/workspace-pool.ts',
    'database/batch-connection.ts',
    // Opens nothing: it borrows a parser of arrays.
    'database/driver-types.ts',
    'database/drivers.ts',
    'database/gateway-batch.ts',
    'database/gateway-connection.ts',
    'database/result-columns.ts',
    'install/job-queue.ts',
    'worker/worker.ts',
  ]);
  expect(filesThat((source) => /openGateway\(/.test(source))).toEqual([
    'database/gateway.ts',
    'database/open-doors.ts',
    // For GraphQL on a server of an application's own.
    'graphql/own-server.ts',
  ]);
  expect(filesThat((source) => /openConnections\(/.test(source))).toEqual([
    // Lends none: it sets its own role back.
    'database/door-keeper.ts',
    'database/gateway-connection.ts',
    'database/gateway.ts',
    // Lends those to standbys to the gateway, and asks what they have replayed.
    'database/read-replicas.ts',
  ]);
  expect(sources.get('database/gateway-connection.ts')?.match(/new pg\.(Pool|Client)/g)).toHaveLength(1);
});

test('only the connections of doors, maintenance and the installer reach postgres.js', () => {
  expect(filesThat((source) => /import postgres from 'postgres'/.test(source))).toEqual([
    'adapters/postgres-connection.ts',
    // Looks once, at a start or where an operator asks, at what is not a door yet.
    'database/between.ts',
    'database/drivers.ts',
    'database/maintenance.ts',
    'database/sql-connections.ts',
    'install/administrator.ts',
    'install/sql-suite.ts',
  ]);
});

test('only one module reads where a request comes from, so that the database is always given the same form of it', () => {
  expect(filesThat((source) => /request\.ip\b/.test(source))).toEqual(['http/client-address.ts']);
});

test('who calls a function of the issuing door says which request it is for, so that audit events do', () => {
  expect(filesThat((source) => /\baddressOf\(request\)/.test(source))).toEqual([
    // Beside the id of the request.
    'http/authentication.ts',
    'http/client-address.ts',
    'http/rate-limits.ts',
    'observability/logging.ts',
    'pages/browser-session.ts',
  ]);
  const givesAddress = filesThat((source) => /\$\{[^}]*\bip\b/.test(source));
  expect(givesAddress.filter((file) => file.startsWith('database/'))).toEqual(['database/caller.ts']);
});

test('the server reads and writes no table: its SQL calls functions of Rowseal', () => {
  // Columns, and the function that they come from; `${call}` is one of ours with its arguments.
  const allowed =
    /^select pg_catalog\.pg_(advisory_unlock_all\(\)|backend_pid\(\)|cancel_backend\(\$1\))$|^select (([\w\s,*().:]+ from )?|ceil\(extract\(epoch from )(rowseal(_private|_audit)?|graphile_worker_rowseal)\.([a-z_]+\(|\$\{call\})|^select$/;
  // Sentences for people may begin with "Delete"; their files import nothing that could run one.
  const isSentences = (file: string) => /^messages\/(en|de)\//.test(file);
  expect(filesThat((source, file) => isSentences(file) && /^import (?!type )/m.test(source))).toEqual([]);
  const served = [...sources].filter(([file]) => !/^(install|embedded)\//.test(file) && !isSentences(file));
  const texts = served.flatMap(([file, source]) => sqlTexts(source).map((text) => ({ file, text })));
  expect(texts.length).toBeGreaterThan(6);
  expect(texts.filter(({ text }) => !allowed.test(text.trim()))).toEqual([]);
});

test('the rule about tables would notice one: the control', () => {
  expect(sqlTexts('sql`select * from rowseal.users`;')).toEqual(['select * from rowseal.users']);
});

/** Comparisons of what SQL keeps of secrets that null answers as if they were equal, in a condition that refuses. */
const UNEQUAL_HASHES = /(?:hash|digest)\w*\)? *(?:<>|!=)|(?:<>|!=) *\(?(?:[\w.]*\.)?\w*(?:sha256|hash|digest)/i;

test('the issuing door may execute nothing that the server does not call', async () => {
  const folder = path.resolve(SERVER, '../db/functions');
  const functions = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.sql'));
  const all = [...sources.values()].join('\n');
  const granted: string[] = [];
  for (const file of functions)
    if (/^grant execute[^;]*\browseal_issuer\b/m.test(await readFile(path.join(folder, file), 'utf8')))
      granted.push(path.basename(file, '.sql'));
  expect(granted.length).toBeGreaterThan(60);
  // What stray_settings asks, as its caller.
  expect(granted.filter((name) => !new RegExp(`\\b${name}\\b`).test(all))).toEqual(['login_settings']);
});

test('no function of the database refuses by what null makes neither true nor false', async () => {
  const folder = path.resolve(SERVER, '../db/functions');
  const functions = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.sql'));
  const found: string[] = [];
  for (const file of functions)
    for (const line of (await readFile(path.join(folder, file), 'utf8')).split('\n'))
      if (UNEQUAL_HASHES.test(line)) found.push(`${file}: ${line.trim()}`);
  expect(functions.length).toBeGreaterThan(500);
  expect(found, 'write (a = b) is not true').toEqual([]);
  // The control
  expect('if v_code.code_hash <> sha256(use_email_code.code_digest) then').toMatch(UNEQUAL_HASHES);
  expect('if v_digest != known.request_digest then').toMatch(UNEQUAL_HASHES);
});
