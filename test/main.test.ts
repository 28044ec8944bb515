import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCommand } from '#test/support/command.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { freePort, type Run, ready, startRowseal } from '#test/support/rowseal-process.ts';

const scratch = await mkdtemp(path.join(tmpdir(), 'rowseal-main-'));
// Run by root, the server hands PostgreSQL to another account, which must get in here.
await chmod(scratch, 0o755);
afterAll(() => rm(scratch, { recursive: true, force: true }));

const start = (env: Record<string, string>, args: string[] = []) => startRowseal(env, args, scratch);

/** Stops a run. One that did not stop in time by itself would have exited with another code. */
async function stopped(run: Run, signal: NodeJS.Signals): Promise<void> {
  run.process.kill(signal);
  expect(await run.exited).toBe(0);
}

/** Runs the commands that the server printed under "Try:" in a shell, as somebody would who pastes them. */
function paste(output: string): Promise<string> {
  const commands = output.slice(output.indexOf('Try:') + 4);
  const shell = spawn('sh', ['-e'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  shell.stdout.on('data', (chunk) => (text += chunk));
  shell.stdin.end(commands);
  return new Promise((resolve) => shell.once('close', () => resolve(text)));
}

const key = Buffer.from(TEST_MASTER_KEY).toString('base64');

describe('an embedded server', () => {
  test('starts, tells what to try, what it tells works when pasted, stops on SIGTERM, and keeps its data', async () => {
    const port = await freePort();
    const env = { PORT: port, ROWSEAL_DATA_DIR: path.join(scratch, 'kept') };
    const first = start(env);
    await ready(first);
    expect(first.output()).toContain(`http://localhost:${port}`);
    for (const account of ['owner@acme.test', 'member@acme.test', 'viewer@acme.test', 'owner@globex.test']) {
      expect(first.output()).toContain(account);
    }
    const pasted = await paste(first.output());
    expect(pasted).toContain('"email": "owner@acme.test"'.replace(': ', ':'));
    expect(pasted).toContain('"title":"acme note');
    await stopped(first, 'SIGTERM');

    const second = start(env);
    await ready(second);
    expect(await paste(second.output())).toContain('"title":"acme note');
    await stopped(second, 'SIGINT');
  });
});

test('DATABASE_URL is used instead, by two servers at once', async () => {
  const db = await freshDatabase();
  const env = async () => ({
    PORT: await freePort(),
    DATABASE_URL: db.adminUrl,
    ROWSEAL_MASTER_KEY: key,
    ROWSEAL_GRAPHQL: 'off',
  });
  const runs = [start(await env()), start(await env())];
  for (const run of runs) await ready(run);
  const keys = await db.admin`
    select algorithm, count(*)::int as current from rowseal_private.signing_keys where state = 'current' group by 1 order by 1`;
  expect(keys).toEqual([
    { algorithm: 'EdDSA', current: 1 },
    { algorithm: 'RS256', current: 1 },
  ]);
  // Nobody asked for accounts with a published password, nor for mail to be shown. The control is the next test.
  for (const run of runs) expect(run.output()).not.toMatch(/owner@acme\.test|\/dev\/mail/);
  const [people] = await db.admin`select count(*)::int as people from rowseal.users`;
  expect(people?.['people']).toBe(0);
  for (const run of runs) await stopped(run, 'SIGTERM');
});

test("on a database of one's own, demo accounts and mail that is shown are there for who asks for them: the control", async () => {
  const db = await freshDatabase();
  const port = await freePort();
  const env = { PORT: port, DATABASE_URL: db.adminUrl, ROWSEAL_MASTER_KEY: key, ROWSEAL_GRAPHQL: 'off' };
  const run = start(env, ['--demo=on', '--dev-mail=on']);
  await ready(run);
  expect(run.output()).toContain('owner@acme.test');
  expect((await fetch(`http://localhost:${port}/dev/mail`)).status).toBe(200);
  await stopped(run, 'SIGTERM');
});

describe('what prevents a start is one line and a non-zero exit', () => {
  // Without a mail server, there is a line about that too.
  const MAILED = { ROWSEAL_SMTP_URL: 'smtp://127.0.0.1:1' };

  function expectLine({ code, output }: { code: number | null; output: string }, line: RegExp): void {
    expect(output).toMatch(line);
    expect(output.split('\n')).toHaveLength(1);
    expect(code).toBe(1);
  }

  test('of the process', async () => {
    for (const [env, args, line] of [
      [
        { DATABASE_URL: 'postgres://x@127.0.0.1:1/x', ROWSEAL_MASTER_KEY: key },
        [],
        /^rowseal: the database cannot be reached/,
      ],
      [{}, ['--demo=maybe'], /^rowseal: --demo takes on or off/],
    ] as const) {
      const run = start(env as Record<string, string>, [...args]);
      expectLine({ code: await run.exited, output: run.output().trim() }, line);
    }
  });

  test('a taken port', async () => {
    const port = await freePort();
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(Number(port), resolve));
    const env = { ...MAILED, PORT: port, DATABASE_URL: (await freshDatabase()).adminUrl, ROWSEAL_MASTER_KEY: key };
    expectLine(await runCommand(env), /^rowseal: .*PORT/);
    await new Promise((resolve) => blocker.close(resolve));
  });

  test('a data directory of something else', async () => {
    const dataDir = path.join(scratch, 'foreign');
    await mkdir(path.join(dataDir, 'pg18'), { recursive: true });
    await writeFile(path.join(dataDir, 'pg18', 'letters.txt'), 'dear');
    expectLine(await runCommand({ PORT: await freePort(), ROWSEAL_DATA_DIR: dataDir }), /^rowseal: .*pg18/);
  });

  test.each([
    [
      'an unreachable database',
      { DATABASE_URL: 'postgres://x@127.0.0.1:1/x', ROWSEAL_MASTER_KEY: key },
      /^rowseal: the database cannot be reached/,
    ],
    ['a missing master key', { DATABASE_URL: 'postgres://x@127.0.0.1:1/x' }, /^rowseal: ROWSEAL_MASTER_KEY is missing/],
    ['a short master key', { ROWSEAL_MASTER_KEY: 'c2hvcnQ=' }, /^rowseal: ROWSEAL_MASTER_KEY must be 32 bytes/],
    ['production that does not say where it is', { NODE_ENV: 'production' }, /^rowseal: ROWSEAL_PUBLIC_URL is missing/],
    ['a schema of Rowseal for GraphQL', { ROWSEAL_EXPOSE: 'rowseal_private' }, /^rowseal: ROWSEAL_EXPOSE must not/],
    ['half of the internet as a proxy', { ROWSEAL_TRUSTED_PROXIES: '0.0.0.0/1' }, /^rowseal: ROWSEAL_TRUSTED_PROXIES/],
    [
      'a folder of trusted documents that is not there',
      { ROWSEAL_GRAPHQL_DOCUMENTS: '/no/such/folder' },
      /^rowseal: ROWSEAL_GRAPHQL_DOCUMENTS: there is no folder/,
    ],
    [
      'a port that is none, and a URL that is none',
      { PORT: 'http', DATABASE_URL: 'mysql://x' },
      /^rowseal: .*PORT.*DATABASE_URL/,
    ],
  ])('%s', async (_, env, line) => {
    expectLine(await runCommand(env as unknown as Record<string, string>), line);
  });

  test('a flag or a command that is none', async () => {
    expectLine(await runCommand({}, '--dev-mail=maybe'), /^rowseal: --dev-mail takes on or off/);
    expectLine(await runCommand({}, '--nonsense'), /^rowseal: .*--nonsense/);
    expectLine(await runCommand({}, 'sevre'), /^rowseal: there is no command "sevre"/);
  });

  test('mail that is shown, in production', async () => {
    const env = { NODE_ENV: 'production', ROWSEAL_PUBLIC_URL: 'https://auth.example.com' };
    expectLine(await runCommand(env, '--dev-mail=on'), /^rowseal: --dev-mail=on is not for production/);
  });

  test('a schema for GraphQL that is not there', async () => {
    const db = await freshDatabase();
    const env = { ...MAILED, PORT: await freePort(), DATABASE_URL: db.adminUrl, ROWSEAL_MASTER_KEY: key };
    expectLine(
      await runCommand({ ...env, ROWSEAL_EXPOSE: 'app,initech' }),
      /^rowseal: the database has no schema initech/,
    );
  });

  test('keys of another master key', async () => {
    const db = await freshDatabase();
    const env = { ...MAILED, PORT: await freePort(), DATABASE_URL: db.adminUrl, ROWSEAL_GRAPHQL: 'off' };
    const run = (bytes: Uint8Array) =>
      runCommand({ ...env, ROWSEAL_MASTER_KEY: Buffer.from(bytes).toString('base64') });
    expect(await run(TEST_MASTER_KEY)).toMatchObject({ code: 0 });
    expectLine(await run(new Uint8Array(32).fill(9)), /^rowseal: .*another ROWSEAL_MASTER_KEY/);
  });
});
