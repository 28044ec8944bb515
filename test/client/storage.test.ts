import { execFile } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { ROOT } from '#server/manifest.ts';
import { demoApp } from '#test/support/demo-app.ts';

// rowseal/client where there is no browser, such as in React Native: the application keeps the refresh token, and bodies carry it.
const { app, db } = await demoApp({ graphql: false });
await app.listen({ port: 0, host: '127.0.0.1' });
const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;

/** What a program in such a place starts with: nothing of a browser, a store, and a network that can be taken away. */
const START = `
const absent = ['BroadcastChannel', 'navigator', 'location', 'document', 'localStorage', 'sessionStorage'];
for (const name of absent) Reflect.deleteProperty(globalThis, name);
for (const name of ['any', 'timeout']) Reflect.deleteProperty(AbortSignal, name);
const { createClient } = await import(${JSON.stringify(path.join(ROOT, 'client/index.ts'))});
const [url, password] = process.argv.slice(1);
const kept = new Map();
const storage = {
  getItem: async (key) => kept.get(key) ?? null,
  setItem: async (key, value) => void kept.set(key, value),
  removeItem: async (key) => void kept.delete(key),
};
const asked = [];
let isAway = false;
const network = async (input, init) => {
  const request = new Request(input, init);
  const body = await request.clone().text();
  asked.push({ path: new URL(request.url).pathname, credentials: request.credentials, body: body && JSON.parse(body) });
  if (isAway) throw new TypeError('the network is away');
  return fetch(request);
};
const real = performance.now.bind(performance);
let skipped = 0;
performance.now = () => real() + skipped;
const open = () => createClient({ url, storage, fetch: network });
const login = { email: 'member@acme.test', password };
const settled = (promise) => promise.then((value) => value, (error) => error.name);
const me = (client) => client.fetch(url + '/v1/me').then(async (answer) => (await answer.json()).user?.email ?? answer.status, (error) => error.name);
const tokens = () => [...kept].map(([key, value]) => key + ' ' + value.slice(0, 4));
`;

/** Runs a program there; what it says in the end. */
async function said(program: string): Promise<unknown> {
  const text = `${START}\n${program}\nprocess.stdout.write(JSON.stringify(said)); process.exit();`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', text, url, DEMO_PASSWORD],
    { cwd: ROOT },
  );
  return JSON.parse(stdout);
}

test('signs in, refreshes and starts anew by what the application keeps, and sends no cookie', async () => {
  const result = await said(`
    const client = open();
    const before = (await client.ready()).status;
    const { status } = await client.login(login);
    const [first, one] = [kept.get('rowseal-refresh-token'), await me(client)];
    skipped = 3_600_000;
    const later = await me(client);
    const again = (await open().ready()).status;
    const refreshed = asked.filter(({ path }) => path === '/v1/auth/refresh');
    const said = {
      before, status, one, later, again, tokens: tokens(), isNew: kept.get('rowseal-refresh-token') !== first,
      byBody: refreshed.length === 2 && refreshed[0].body.refresh_token === first,
      credentials: [...new Set(asked.filter(({ body }) => body).map(({ credentials }) => credentials))],
    };`);
  expect(result).toEqual({
    before: 'signed-out',
    status: 'signed-in',
    one: 'member@acme.test',
    later: 'member@acme.test',
    again: 'signed-in',
    tokens: ['rowseal-refresh-token rsr_'],
    isNew: true,
    byBody: true,
    credentials: ['omit'],
  });
});

test('a sign-out that the server could not be told of is made up for when the application starts again', async () => {
  const result = await said(`
    const client = open();
    await client.login(login);
    isAway = true;
    const out = await settled(client.logout());
    const { status } = client.session;
    isAway = false;
    const next = (await open().ready()).status;
    const said = { out, status, next, tokens: tokens(), ended: asked.at(-1).path };`);
  expect(result).toEqual({
    out: 'TypeError',
    status: 'signed-out',
    next: 'signed-out',
    tokens: [],
    ended: '/v1/auth/logout',
  });
});

test('a login while the session is refreshed keeps its own token, and a lost refresh signs nobody out', async () => {
  const result = await said(`
    const client = open();
    await client.login(login);
    skipped = 3_600_000;
    const [, other] = await Promise.all([me(client), client.login({ ...login, email: 'viewer@acme.test' })]);
    const who = await me(client);
    const restarted = await me(open());
    isAway = true;
    skipped *= 2;
    const away = await me(client);
    const { status } = client.session;
    isAway = false;
    const said = { other: other.status, who, restarted, away, status, back: await me(client) };`);
  expect(result).toEqual({
    other: 'signed-in',
    who: 'viewer@acme.test',
    restarted: 'viewer@acme.test',
    away: 'TypeError',
    status: 'signed-in',
    back: 'viewer@acme.test',
  });
});

test('a session that the server has ended leaves no token behind', async () => {
  const result = await said(`
    const client = open();
    await client.login(login);
    const { sessions } = await (await client.fetch(url + '/v1/auth/sessions')).json();
    const { id } = sessions.find(({ current }) => current);
    await client.fetch(url + '/v1/auth/sessions/' + id, { method: 'DELETE' });
    const said = { gone: await me(client), session: client.session, tokens: tokens() };`);
  expect(result).toEqual({
    gone: 'SignedOutError',
    session: { status: 'signed-out', reason: 'session_ended' },
    tokens: [],
  });
});

test('where there are no pages, a request that has to be confirmed is answered with the refusal', async () => {
  const token = await said(`await open().login(login); const said = kept.get('rowseal-refresh-token');`);
  await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '1 hour'`;
  const result = await said(`
    kept.set('rowseal-refresh-token', ${JSON.stringify(token)});
    const body = JSON.stringify({ name: 'x', expires_at: new Date(Date.now() + 864e5).toISOString() });
    const answer = await open().fetch(url + '/v1/tokens', {
      method: 'POST', workspace: 'acme', headers: { 'content-type': 'application/json' }, body,
    });
    const said = [answer.status, (await answer.json()).code];`);
  expect(result).toEqual([401, 'insufficient_user_authentication']);
});
