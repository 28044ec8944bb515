import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { commandLine } from '#server/cli/command-line.ts';
import { createLifecycle } from '#server/cli/lifecycle.ts';
import { freshDatabase } from '#test/support/database.ts';
import { serverOn } from '#test/support/demo-app.ts';
import { mailServer, mailWorker, tokenIn } from '#test/support/mail.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { whileHooksRefuse } from '#test/support/refusing-hook.ts';
import { startRowseal } from '#test/support/rowseal-process.ts';
import { codeOf } from '#test/support/totp.ts';

const db = await freshDatabase({ seeded: true });
const { send } = await serverOn(db, { graphql: false });
const mail = await mailServer();
await mailWorker(db.workerUrl, mail.url);
await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000`;
await db.admin`
  insert into rowseal_private.identity_providers (id, kind, name, issuer, client_id, client_secret_jwe, scope)
  values ('google', 'oidc', 'Google', 'https://accounts.google.com', 'c', 'a..b.c.d', 'openid'),
         ('github', 'github', 'GitHub', 'https://github.com', 'c', 'a..b.c.d', 'user')`;

const EXPORTS = path.resolve(import.meta.dirname, '../support/exports');
const PASSWORD = 'correct horse pässword';
const env = { DATABASE_URL: db.adminUrl, ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64') };
const folder = mkdtempSync(path.join(tmpdir(), 'rowseal-import-'));
afterAll(() => rmSync(folder, { recursive: true }));
let reports = 0;

/** Imports, and tells the exit code, what was printed, and what became of each line. */
async function imported(files: string | string[], ...more: string[]) {
  const report = path.join(folder, `${reports++}.csv`);
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    const args = ['import', ...[files].flat(), '--report', report, ...more];
    await commandLine(env, createLifecycle()).parseAsync(args, { from: 'user' });
    const rows = readFileSync(report, 'utf8').trim().split('\n').slice(1);
    const lines = rows
      .map((row) => row.split(','))
      .map(([, line, id, status, , ...reason]) => ({ line, id, status, reason: reason.join(',') }));
    return { code: Number(process.exitCode ?? 0), output: printed.mock.calls.join('\n'), lines };
  } finally {
    process.exitCode = before;
    printed.mockRestore();
  }
}

/** A file of our own form. */
function file(users: object[], name = `${reports}.jsonl`): string {
  const written = path.join(folder, name);
  writeFileSync(written, users.map((user) => `${JSON.stringify(user)}\n`).join(''));
  return written;
}

const logIn = (email: string, password = PASSWORD) =>
  send({
    method: 'POST',
    url: '/v1/auth/token',
    payload: { provider: 'password', email, password, transport: 'body' },
  });
const passwordOf = async (email: string) =>
  (
    await db.admin`
      select passwords.* from rowseal_private.passwords join rowseal.users on users.id = user_id where email = ${email}`
  )[0];
const people = (domain: string) => db.admin`
  select email, name, email_verified_at is not null as verified, disabled_at is not null as disabled,
         array(select provider || ' ' || subject from rowseal_private.identities
                where user_id = users.id and provider <> 'password' order by 1) as identities,
         (select former ->> 'algorithm' from rowseal_private.passwords where user_id = users.id) as hashed
    from rowseal.users where email like ${`%@${domain}`} order by email`;

describe('an export of Supabase', () => {
  test('is imported: people, verified or banned, their identities, passwords and authenticator apps', async () => {
    const { code, lines, output } = await imported(
      [path.join(EXPORTS, 'supabase.jsonl'), path.join(EXPORTS, 'supabase-users.csv')],
      '--from',
      'supabase',
      '--provider',
      'discord=none',
    );
    expect(lines.map(({ status }) => status).sort()).toEqual([
      'imported',
      'imported',
      'imported',
      'imported',
      'refused',
    ]);
    expect(lines.find(({ status }) => status === 'refused')).toMatchObject({ line: '3', reason: 'it is anonymous' });
    expect(code).toBe(1);
    expect(output).toContain('4 imported');
    expect(await people('supabase.test')).toEqual([
      {
        email: 'ada@supabase.test',
        name: 'Ada Lovelace',
        verified: true,
        disabled: false,
        identities: ['google 104730211432341'],
        hashed: 'bcrypt',
      },
      {
        email: 'bob@supabase.test',
        name: null,
        verified: false,
        disabled: true,
        identities: [],
        hashed: 'firebase_scrypt',
      },
      { email: 'dan@supabase.test', name: 'Dan', verified: true, disabled: false, identities: [], hashed: null },
      {
        email: 'eve@supabase.test',
        name: 'Eve, "the" Tester',
        verified: true,
        disabled: false,
        identities: [],
        hashed: 'bcrypt',
      },
    ]);
    expect((await logIn('eve@supabase.test')).status).toBe(200);
  });

  test('keeps a second factor: the code of the app is asked for, and right', async () => {
    const { status, body } = await logIn('ada@supabase.test');
    expect([status, body.code]).toEqual([401, 'second_factor_required']);
    // JBSWY3DPEHPK3PXP twice, in base32.
    const secret = Buffer.from('48656c6c6f21deadbeef48656c6c6f21deadbeef', 'hex');
    const code = codeOf(secret);
    const payload = { provider: 'totp', challenge: body.challenge, code, transport: 'body' };
    expect((await send({ method: 'POST', url: '/v1/auth/token', payload })).status).toBe(200);
  });

  test('asks which provider is meant where it cannot tell', async () => {
    const { lines } = await imported(path.join(EXPORTS, 'supabase.jsonl'), '--from', 'supabase', '--source', 'again');
    expect(lines.find(({ line }) => line === '4')).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('--provider discord=<id>'),
    });
  });
});

test('an export of Auth0 is imported, with the password hashes that came apart', async () => {
  const passwords = path.join(EXPORTS, 'auth0-passwords.jsonl');
  const { code, lines } = await imported(
    path.join(EXPORTS, 'auth0-users.jsonl'),
    '--from',
    'auth0',
    '--passwords',
    passwords,
  );
  expect(lines.map(({ id, status }) => `${id} ${status}`).sort()).toEqual([
    'auth0|60425da93519d90068f82966 imported',
    'auth0|60425dc43519d90068f82973 imported',
    'github|4711 imported',
  ]);
  expect(code).toBe(0);
  expect(await people('auth0.test')).toEqual([
    {
      email: 'ada@auth0.test',
      name: 'Ada Lovelace',
      verified: true,
      disabled: false,
      identities: ['google 104730211432342'],
      hashed: 'bcrypt',
    },
    { email: 'bob@auth0.test', name: null, verified: false, disabled: true, identities: [], hashed: 'bcrypt' },
    {
      email: 'cat@auth0.test',
      name: 'Cat',
      verified: true,
      disabled: false,
      identities: ['github 4711'],
      hashed: null,
    },
  ]);
  expect((await logIn('ada@auth0.test')).status).toBe(200);
  expect((await logIn('bob@auth0.test')).body.code).toBe('invalid_credentials');
  // The hashes alone are the same people.
  expect((await imported(passwords, '--from', 'auth0')).lines.map(({ status }) => status)).toEqual([
    'unchanged',
    'unchanged',
  ]);
});

test('a realm of Keycloak is imported, with PBKDF2, argon2 and authenticator apps', async () => {
  const realm = path.join(EXPORTS, 'keycloak-realm.json');
  const { lines } = await imported(realm, '--from', 'keycloak', '--provider', 'our-google=google');
  expect(lines.map(({ line, status }) => `${line} ${status}`).sort()).toEqual([
    '1 imported',
    '2 imported',
    '3 imported',
    '4 imported',
    '5 refused',
    '6 refused',
  ]);
  expect(lines.find(({ line }) => line === '6')?.reason).toContain('authenticator app is of another kind');
  expect(await people('keycloak.test')).toEqual([
    {
      email: 'ada@keycloak.test',
      name: 'Ada Lovelace',
      verified: true,
      disabled: false,
      identities: ['google 104730211432343'],
      hashed: 'pbkdf2_sha512',
    },
    {
      email: 'bob@keycloak.test',
      name: null,
      verified: false,
      disabled: true,
      identities: [],
      hashed: 'pbkdf2_sha256',
    },
    { email: 'cat@keycloak.test', name: null, verified: true, disabled: false, identities: [], hashed: 'argon2id' },
    { email: 'dan@keycloak.test', name: null, verified: true, disabled: false, identities: [], hashed: 'pbkdf2_sha1' },
  ]);
  const { body } = await logIn('ada@keycloak.test');
  expect(body.code).toBe('second_factor_required');
  const code = codeOf(Buffer.from('kDJdCkaZ2SNSBdx3vWY6'));
  const payload = { provider: 'totp', challenge: body.challenge, code, transport: 'body' };
  expect((await send({ method: 'POST', url: '/v1/auth/token', payload })).status).toBe(200);
  expect((await logIn('cat@keycloak.test', 'password')).status).toBe(200);
  expect((await logIn('dan@keycloak.test')).status).toBe(200);
  // Without second factors the sixth is imported too, whom an operator has to warn.
  const again = await imported(realm, '--from', 'keycloak', '--provider', 'our-google=google', '--no-factors');
  expect(again.lines.find(({ line }) => line === '6')).toMatchObject({ status: 'imported' });
  expect((await logIn('eve@keycloak.test')).status).toBe(200);
});

test('an export of Firebase is imported by its signer key, which no login needs', async () => {
  const users = path.join(EXPORTS, 'firebase-users.json');
  const without = await imported(users, '--from', 'firebase');
  expect(without.lines.find(({ line }) => line === '1')?.reason).toContain('--firebase-config');
  const config = path.join(EXPORTS, 'firebase-hash-config.txt');
  const { lines } = await imported(users, '--from', 'firebase', '--firebase-config', config);
  expect(lines.map(({ line, status, reason }) => `${line} ${status} ${reason}`).sort()).toEqual([
    '1 imported ',
    '2 refused there is no e-mail address',
    '3 refused "it has a second factor, which Firebase does not export"',
  ]);
  expect(await people('firebase.test')).toEqual([
    {
      email: 'ada@firebase.test',
      name: 'Ada Lovelace',
      verified: true,
      disabled: false,
      identities: ['google 104730211432344'],
      hashed: 'firebase_scrypt',
    },
  ]);
  expect((await logIn('ada@firebase.test', 'user2password')).body.code).toBe('invalid_credentials');
  expect((await logIn('ada@firebase.test', 'user1password')).status).toBe(200);
});

const VECTORS: { name: string; password: string; hash: string }[] = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../credentials/former-vectors.json'), 'utf8'),
);

describe('a password of another system', async () => {
  const users = VECTORS.map(({ hash }, nth) => ({
    id: `v${nth}`,
    email: `v${nth}@vectors.test`,
    email_verified: true,
    password_hash: hash,
  }));
  const { code } = await imported(file(users));
  expect(code).toBe(0);

  test.each(VECTORS.map((vector, nth) => ({ ...vector, email: `v${nth}@vectors.test` })))(
    '($name) logs in, not another one, and is a password like any other then',
    async ({ email, password }) => {
      const before = await passwordOf(email);
      expect(before?.['former']).not.toBeNull();
      expect((await logIn(email, `${password}!`)).body.code).toBe('invalid_credentials');
      expect(await passwordOf(email)).toEqual(before);
      expect((await logIn(email, password)).status).toBe(200);
      const after = await passwordOf(email);
      expect(after).toMatchObject({ former: null, memory_kib: 7168, changed_at: before?.['changed_at'] });
      expect((await logIn(email, password)).status).toBe(200);
      expect(await passwordOf(email)).toEqual(after);
      expect((await logIn(email, `${password}!`)).body.code).toBe('invalid_credentials');
    },
  );
});

describe('whatever asks for a password', async () => {
  const email = 'gus@asked.test';
  const [{ hash = '' } = {}] = VECTORS;
  await imported(
    file([{ email, email_verified: true, password_hash: hash, memberships: [{ workspace: 'acme', role: 'member' }] }]),
  );
  const before = await passwordOf(email);
  const session = (await logIn(email)).body;
  /** As if no login had derived it anew. */
  const restore = () => db.admin`
    update rowseal_private.passwords set ${db.admin(before as Record<string, never>, 'salt', 'verifier', 'memory_kib', 'iterations', 'parallelism', 'former')}
     where user_id = ${before?.['user_id']}`;
  const call = (url: string, payload: object) =>
    send({ method: 'POST', url, payload, headers: { authorization: `Bearer ${session.access_token}` } });
  const stepUp = (password: string) =>
    call('/v1/auth/step-up', { provider: 'password', refresh_token: session.refresh_token, email, password });
  const change = (current_password: string, new_password: string) =>
    call('/v1/auth/password/change', { current_password, new_password });

  test('takes that of another system: a step-up', async () => {
    await restore();
    expect((await stepUp(`${PASSWORD}!`)).body.code).toBe('invalid_credentials');
    const { status, body } = await stepUp(PASSWORD);
    expect(status).toBe(200);
    session.refresh_token = body.refresh_token;
  });

  test('takes that of another system: a change of password, after which no other counts', async () => {
    await restore();
    expect((await change(`${PASSWORD}!`, 'a password of my own choice')).body.code).toBe('invalid_credentials');
    expect((await change(PASSWORD, 'a password of my own choice')).status).toBe(204);
    expect(await passwordOf(email)).toMatchObject({ former: null, memory_kib: 7168 });
    expect((await logIn(email)).body.code).toBe('invalid_credentials');
    expect((await logIn(email, 'a password of my own choice')).status).toBe(200);
  });

  test('and a mailed link replaces it', async () => {
    await restore();
    await call('/v1/auth/password/forgot', { email });
    const token = tokenIn(await mail.next(email, 'Reset your password'), 'reset-password');
    expect((await call('/v1/auth/password/reset', { token, password: 'one that a link has set' })).status).toBe(204);
    expect(await passwordOf(email)).toMatchObject({ former: null });
    expect((await logIn(email)).body.code).toBe('invalid_credentials');
    expect((await logIn(email, 'one that a link has set')).status).toBe(200);
  });
});

describe('an import', () => {
  const user = (nth: number, more: object = {}) => ({
    id: `r${nth}`,
    email: `r${nth}@run.test`,
    email_verified: true,
    ...more,
  });
  const count = async () =>
    (await db.admin`select count(*)::int as n from rowseal.users where email like '%@run.test'`)[0]?.['n'];

  test('that is tried writes nothing, and says how long it would take', async () => {
    const weak = { password_hash: VECTORS.find(({ name }) => name === 'phpass of phpBB')?.hash };
    const counts = async () =>
      (
        await db.admin`
        select (select count(*) from rowseal.users) as users, (select count(*) from rowseal_private.passwords) as passwords,
               (select count(*) from rowseal_private.identities) as identities,
               (select count(*) from rowseal_private.imported_users) as imports,
               (select count(*) from rowseal_private.audit_events) as events`
      )[0];
    const before = await counts();
    const { output, lines, code } = await imported(
      file([user(1, weak), user(2), { id: 'r3', email: 'nobody' }]),
      '--dry-run',
    );
    expect(output).toMatch(/Nothing was written/);
    expect(output).toMatch(/1 of them cost attackers less.* would take .* a second on this machine/);
    expect(lines.map(({ status }) => status).sort()).toEqual(['imported', 'imported', 'refused']);
    expect(code).toBe(1);
    expect(await counts()).toEqual(before);
  });

  test('goes on where one that was ended had come to, and may be run again', async () => {
    const all = Array.from({ length: 1_200 }, (_, nth) => user(nth));
    // What a process leaves that is killed: whole batches, and nothing of the next.
    await imported(file(all.slice(0, 500)), '--source', 'runs');
    const first = await db.admin`select id from rowseal.users where email like '%@run.test' order by id`;
    const { output } = await imported(file(all), '--source', 'runs');
    expect(output).toContain('700 imported');
    expect(output).toContain('500 unchanged');
    expect(await count()).toBe(1_200);
    expect((await imported(file(all), '--source', 'runs')).output).toContain('1,200 unchanged');
    const kept = await db.admin`select id from rowseal.users where email like '%@run.test' order by id limit 500`;
    expect(kept).toEqual(first);
  });

  test('that is killed loses nobody and doubles nobody when it is run again', async () => {
    const all = file(Array.from({ length: 3_000 }, (_, nth) => user(10_000 + nth, { email: `k${nth}@killed.test` })));
    const done = async () =>
      (await db.admin`select count(*)::int as n from rowseal.users where email like '%@killed.test'`)[0]?.[
        'n'
      ] as number;
    const run = startRowseal(env, ['import', all, '--source', 'killed'], folder);
    // Where it is at its end before that, nothing is left to do.
    while ((await done()) === 0 && run.process.exitCode === null) await sleep(5);
    run.process.kill('SIGKILL');
    await run.exited;
    const before = await done();
    expect(before % 500).toBe(0);
    const { output } = await imported(all, '--source', 'killed');
    expect(output).toContain(`${new Intl.NumberFormat('en').format(before)} unchanged`);
    expect(await done()).toBe(3_000);
    const kept = await db.admin`
      select from rowseal_private.imported_users where source = 'killed' group by user_id having count(*) > 1`;
    expect(kept).toHaveLength(0);
  });

  test('ends with nobody half imported where a batch fails, and imports the others of it', async () => {
    // Refused by the database alone: no file says so.
    await db.admin`
      create function public.refuse_some() returns trigger language plpgsql as
        $$ begin if new.email like 'some%' then raise exception 'no' using errcode = 'P0001'; end if; return new; end $$`;
    await db.admin`create trigger refuse_some before insert on rowseal.users for each row execute function public.refuse_some()`;
    const { lines } = await imported(file([user(5_001), { id: 's', email: 'some@run.test' }, user(5_002)]));
    expect(lines.map(({ id, status }) => `${id} ${status}`).sort()).toEqual([
      'r5001 imported',
      'r5002 imported',
      's refused',
    ]);
    expect(lines.find(({ id }) => id === 's')?.reason).toBe('the database refuses it (P0001)');
    expect(await db.admin`select from rowseal_private.imported_users where external_id = 's'`).toHaveLength(0);
    await db.admin`drop trigger refuse_some on rowseal.users`;
  });

  test('makes members, by each line and by a flag', async () => {
    const { lines } = await imported(
      file([
        user(6_001, { memberships: [{ workspace: 'globex', role: 'viewer' }] }),
        user(6_002, { memberships: [{ workspace: 'acme', role: 'emperor' }] }),
      ]),
      '--workspace',
      'acme',
      '--role',
      'admin',
    );
    expect(lines.map(({ status }) => status).sort()).toEqual(['imported', 'refused']);
    const roles = await db.admin`
      select slug, role from rowseal.memberships join rowseal.workspaces on workspaces.id = workspace_id
        join rowseal.users on users.id = user_id where email = 'r6001@run.test' order by slug`;
    expect(roles).toEqual([
      { slug: 'acme', role: 'admin' },
      { slug: 'globex', role: 'viewer' },
    ]);
  });

  test('calls the hooks of the application, which may refuse somebody', async () => {
    const users = file([user(7_001), user(7_002)]);
    const refused = await whileHooksRefuse(db.admin, () => imported(users));
    expect(refused.lines.map(({ status, reason }) => `${status}: ${reason}`)).toEqual(
      Array(2).fill('refused: the database refuses it (ZA001)'),
    );
    expect((await imported(users)).lines.map(({ status }) => status)).toEqual(['imported', 'imported']);
  });

  test('reads CSV: quoted fields, line breaks and lists in them', async () => {
    const csv = path.join(folder, 'users.csv');
    const [{ hash = '' } = {}] = VECTORS;
    writeFileSync(
      csv,
      [
        '\uFEFFid,email,email_verified,name,password_hash,memberships',
        `c1,C1@csv.test,true,"Ada ""the"" first,\nCountess",${hash},"[{""workspace"": ""acme"", ""role"": ""viewer""}]"`,
        'c2,c2@csv.test,false,,,',
        'c3,c3@csv.test',
        'c4,c4@csv.test,t,Dan,,"[{]"',
      ].join('\r\n'),
    );
    const { lines } = await imported(csv);
    expect(lines.map(({ line, status, reason }) => [line, status, reason].join(' ').trim()).sort()).toEqual([
      '2 imported',
      '4 imported',
      '5 refused it has not as many fields as the first line',
      '6 refused a field is no JSON',
    ]);
    expect(await people('csv.test')).toMatchObject([
      { email: 'c1@csv.test', name: 'Ada "the" first, Countess', verified: true, hashed: 'bcrypt' },
      { email: 'c2@csv.test', name: null, verified: false, hashed: null },
    ]);
  });

  test('makes roles with their scopes first, and members who have them; a dry run knows those that are to come', async () => {
    const roles = file(
      [
        { workspace: 'acme', name: 'reporter', scopes: ['notes:read'] },
        { workspace: 'acme', name: 'burner', scopes: ['notes:burn'] },
        { workspace: 'acme', name: 'nothing' },
      ],
      'roles.jsonl',
    );
    const users = file([{ email: 'r@roles.test', memberships: [{ workspace: 'acme', role: 'reporter' }] }]);
    const expected = [
      'reporter imported',
      'burner refused a scope of it is defined by nobody here',
      'refused a list is none',
      'r@roles.test imported',
    ];
    const read = ({ lines }: Awaited<ReturnType<typeof imported>>) =>
      lines.map(({ id, status, reason }) => [id?.replace('acme ', ''), status, reason].join(' ').trim()).sort();
    const tried = await imported(users, '--roles', roles, '--dry-run');
    expect(read(tried)).toEqual([...expected].sort());
    expect(await people('roles.test')).toEqual([]);
    const done = await imported(users, '--roles', roles);
    expect(read(done)).toEqual([...expected].sort());
    expect(done.output).toContain('Roles: 1 imported, 0 unchanged, 2 refused');
    expect(done.code).toBe(1);
    const [member] = await db.admin`
      select memberships.role, roles.scopes from rowseal.memberships
        join rowseal.roles on roles.name = memberships.role and roles.workspace_id = memberships.workspace_id
        join rowseal.users on users.id = user_id where email = 'r@roles.test'`;
    expect(member).toEqual({ role: 'reporter', scopes: ['notes:read'] });
  });

  test.each([
    [
      'a quotation mark that has no other',
      'id,email\n1,"a',
      'a quotation mark in the row that begins in line 2 is never closed',
    ],
    ['one in the middle of a field', 'id,email\n\n1,a"b', 'that begins in line 3 is in the middle of a field'],
    ['one that ends a field too early', 'id,email\n1,"a"b', 'that begins in line 2 is in the middle of a field'],
    ['a row without an end', `id,email\n1,"${'a'.repeat(1_100_000)}`, 'the row that begins in line 2 is too long'],
  ])('ends at CSV with %s, and says where', async (_, text, said) => {
    const csv = path.join(folder, 'broken.csv');
    writeFileSync(csv, text);
    await expect(imported(csv)).rejects.toThrow(said);
  });

  test.each([
    ['--passwords', 'hashes.jsonl', 'supabase'],
    ['--firebase-config', 'config.txt', 'auth0'],
    ['--peppered', undefined, 'keycloak'],
  ])('refuses %s for exports that it says nothing of', async (flag, value, from) => {
    const given = [flag, ...(value === undefined ? [] : [value]), '--from', from];
    await expect(imported(file([]), ...given)).rejects.toThrow(`${flag} is for --from `);
  });

  test.each([
    [['nowhere.jsonl'], 'there is no such file'],
    [[path.join(EXPORTS, 'auth0-users.jsonl'), '--from', 'cognito'], 'cognito'],
    [[path.join(EXPORTS, 'supabase.jsonl'), '--from', 'supabase', '--provider', 'discord'], '--provider takes'],
    [[path.join(EXPORTS, 'supabase.jsonl'), '--peppered'], 'ROWSEAL_IMPORT_PEPPER is missing'],
    [
      [
        path.join(EXPORTS, 'firebase-users.json'),
        '--from',
        'firebase',
        '--firebase-config',
        path.join(EXPORTS, 'auth0-users.jsonl'),
      ],
      'no hash_config',
    ],
  ])('of %j says what is wrong', async ([files = '', ...more], said) => {
    await expect(imported(files, ...more)).rejects.toThrow(said);
  });
});
