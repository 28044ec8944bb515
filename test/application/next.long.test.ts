import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { ROOT } from '#server/manifest.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { installPackage } from '#test/support/package-trial.ts';
import { freePort } from '#test/support/rowseal-process.ts';

// Next.js itself, some 340 MB that no user and no checkout is to install: the example beside the package's tarball, built and driven.
const db = await freshDatabase({ seeded: true });
const trial = await installPackage(path.dirname(process.execPath));
const started: ChildProcess[] = [];
afterAll(async () => {
  for (const server of started) {
    process.kill(-(server.pid ?? 0), 'SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
  }
  await trial.remove();
});

test('examples/next is built without a database, signs people in, and shows rows to members alone', async () => {
  const manifest = path.join(trial.folder, 'package.json');
  const { dependencies } = JSON.parse(await readFile(manifest, 'utf8'));
  await cp(path.join(ROOT, 'examples/next'), trial.folder, { recursive: true });
  const own = JSON.parse(await readFile(manifest, 'utf8'));
  const both = { ...own, dependencies: { ...dependencies, ...own.dependencies } };
  await writeFile(manifest, JSON.stringify(both));
  const installed = await trial.command('npm', 'install', '--no-audit', '--no-fund');
  expect(installed.code, installed.output).toBe(0);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = {
    ...trial.env,
    NEXT_TELEMETRY_DISABLED: '1',
    DATABASE_URL: db.adminUrl,
    ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
    PUBLIC_URL: `${url}/auth`,
  };
  const built = await trial.command('npx', 'next', 'build');
  expect(built.code, built.output).toBe(0);
  const server = spawn('npx', ['next', 'start', '--port', String(port)], { cwd: trial.folder, env, detached: true });
  started.push(server);
  await expect
    .poll(
      () =>
        fetch(`${url}/auth/readyz`)
          .then(({ status }) => status)
          .catch(() => 0),
      { timeout: 60_000 },
    )
    .toBe(200);

  const signIn = await fetch(`${url}/auth/v1/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      provider: 'password',
      email: 'member@acme.test',
      password: DEMO_PASSWORD,
      transport: 'body',
    }),
  });
  const { access_token: token } = (await signIn.json()) as { access_token: string };
  const notes = (slug: string, headers: Record<string, string>) =>
    fetch(`${url}/workspaces/${slug}/notes`, { headers });
  expect(await (await notes('acme', { authorization: `Bearer ${token}` })).json()).toHaveLength(20);
  const foreign = await notes('globex', { authorization: `Bearer ${token}` });
  expect([foreign.status, await foreign.json()]).toMatchObject([403, { code: 'not_a_member' }]);
  expect((await notes('acme', {})).status).toBe(401);
  const head = await fetch(`${url}/auth/healthz`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect((await fetch(`${url}/auth/v1/me`, { method: 'OPTIONS' })).status).toBe(204);
  expect((await fetch(`${url}/auth/healthz`, { method: 'POST' })).status).toBe(405);
  expect((await fetch(`${url}/auth/sign-in`)).headers.get('content-type')).toContain('text/html');
  const metadata = await fetch(`${url}/.well-known/oauth-authorization-server/auth`);
  expect(await metadata.json()).toMatchObject({ issuer: `${url}/auth` });
  // A page that is rendered for the one whose cookies come along.
  const cookies = await fetch(`${url}/auth/v1/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ provider: 'password', email: 'member@acme.test', password: DEMO_PASSWORD }),
  }).then(({ headers }) => headers.getSetCookie().map((each) => each.split(';')[0]));
  const shown = (cookie: string) => fetch(`${url}/`, { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
  const page = await shown(cookies.join('; '));
  const [member] = await db.admin`select id from rowseal.users where email = 'member@acme.test'`;
  expect(await page.text()).toContain(member?.['id']);
  expect(page.headers.getSetCookie().some((each) => each.startsWith('__Host-Http-rowseal-access='))).toBe(true);
  expect(await (await shown('')).text()).toContain('Sign in');
  // The control: a path that is neither Rowseal's nor the application's.
  expect((await fetch(`${url}/nowhere`)).status).toBe(404);
}, 600_000);
