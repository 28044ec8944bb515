import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { ROOT } from '#server/manifest.ts';
import { CHROMIUM, WHY_SKIPPED } from '#test/support/browser.ts';
import { openStage } from '#test/support/browser-stage.ts';
import { builtClient, bundledExample } from '#test/support/built-client.ts';
import { sessionOf } from '#test/support/sessions.ts';

// rowseal/client as it is built, in tabs of a real browser, against a real server.
const stage = await openStage();
const { db, front, newContext, tokensIn, stranger } = stage;
const built = await builtClient();
for (const [file, script] of built) front.scripts.set(`/client/${file}`, script);
front.scripts.set('/react-page.js', await bundledExample());

/** Makes a client in a page whose clock can be put forward, and that remembers what it was told. */
const START = `async (url) => {
  const { createClient } = await import('/client/index.js');
  const real = performance.now.bind(performance);
  window.skipped = 0;
  performance.now = () => real() + window.skipped;
  window.client = createClient({ url, onStepUp: async (needed) => (asked.push(needed), window.stepUp()) });
  window.asked = [];
  window.stepUp = () => false;
  window.told = [];
  client.onChange((session) => told.push(session));
  const settled = (promise) => promise.then((value) => value, (error) => ({ error: error.name, code: error.code }));
  window.logIn = (email, password) => settled(client.login({ email, password }));
  window.me = async () => {
    const answer = await settled(client.fetch('/v1/me', { workspace: 'acme' }));
    return answer.error ? answer : { status: answer.status, email: (await answer.json()).user?.email };
  };
  window.logOut = () => settled(client.logout().then(() => 'out'));
  window.sleep = (ms) => { skipped += ms; };
  window.wake = (ms = 0) => { sleep(ms); document.dispatchEvent(new Event('visibilitychange')); };
}`;

async function openTab(context: BrowserContext, isReady = true): Promise<Page> {
  const page = await stage.openPage(context);
  await page.evaluate(`(${START})(${JSON.stringify(stage.own)})`);
  if (isReady) await page.evaluate('client.ready()');
  return page;
}
const logIn = (page: Page, who = 'member') => page.evaluate(`logIn('${who}@acme.test', '${DEMO_PASSWORD}')`);
const me = (page: Page) => page.evaluate('me()');
const session = (page: Page) => page.evaluate<{ status: string; userId?: string; reason?: string }>('client.session');
const MEMBER = { status: 200, email: 'member@acme.test' };
const LONGER_THAN_A_TOKEN = 3_600_000;

const sent = (path: string) => front.exchanges.filter(({ url }) => url === path).length;
/** How many requests of a path something leads to. */
async function counted(path: string, work: () => Promise<unknown>): Promise<number> {
  const before = sent(path);
  await work();
  return sent(path) - before;
}
const REFRESH = '/v1/auth/refresh';

/** Two tabs of one browser in which a member has signed in. */
async function twoTabs() {
  const context = await newContext();
  const [one, other] = [await openTab(context), await openTab(context)];
  await logIn(one);
  await expect.poll(() => session(other)).toMatchObject({ status: 'signed-in' });
  return { context, one, other };
}

test('what is built has 6 kB at most, compressed, and depends on nothing', () => {
  const scripts = [...built].filter(([file]) => file !== 'react.js').map(([, script]) => script);
  expect(scripts.length).toBeGreaterThan(2);
  expect(gzipSync(scripts.join('\n')).length).toBeLessThanOrEqual(6_000);
  const imported = scripts.flatMap((script) => [...script.matchAll(/from '([^']+)'/g)].map(([, name]) => name));
  expect(imported.filter((name) => !name?.startsWith('./'))).toEqual([]);
});

describe.skipIf(!CHROMIUM)(`rowseal/client in Chromium${WHY_SKIPPED}`, { timeout: 120_000 }, () => {
  test('signs in for all tabs, and leaves no token where a script or another page could find one', async () => {
    const { context, one, other } = await twoTabs();
    expect([await me(one), await me(other)]).toEqual([MEMBER, MEMBER]);
    expect(await one.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie')).toBe('{}');
    expect(await one.evaluate('told')).toEqual([{ status: 'signed-out' }, await session(one)]);
    // A tab that opens later finds the session by the cookie.
    expect(await me(await openTab(context))).toEqual(MEMBER);
    await context.close();
  });

  test('a login while it is asked who is signed in counts; one that somebody signed out of meanwhile does not', async () => {
    const context = await newContext();
    const page = await openTab(context, false);
    await page.evaluate(`void client.ready()`);
    expect(await logIn(page)).toMatchObject({ status: 'signed-in' });
    expect(await me(page)).toEqual(MEMBER);
    const [out] = await page.evaluate<unknown[]>(
      `Promise.all([logIn('viewer@acme.test', '${DEMO_PASSWORD}'), logOut()]).then(([, said]) => [said])`,
    );
    expect([out, await session(page), await tokensIn(context)]).toEqual(['out', { status: 'signed-out' }, []]);
    await logIn(page);
    const later = await openTab(context, false);
    expect(await later.evaluate('Promise.all([client.ready(), logOut()]).then(() => client.session)')).toEqual({
      status: 'signed-out',
    });
    expect(await tokensIn(context)).toEqual([]);
    await context.close();
  });

  test('asks once for a proof that is missing, and repeats what was refused without it', async () => {
    const context = await newContext();
    const page = await openTab(context);
    await logIn(page);
    await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '1 hour'`;
    await page.evaluate(`window.create = () => client
      .fetch('/v1/tokens', { method: 'POST', workspace: 'acme', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'script', expires_at: new Date(Date.now() + 864e5).toISOString() }) })
      .then(({ status }) => status)`);
    // The control: nobody proves anything.
    expect(await page.evaluate('create()')).toBe(401);
    await page.evaluate(`window.stepUp = async () => (await fetch('${stage.own}/v1/auth/step-up', {
      method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ provider: 'password', email: 'member@acme.test', password: '${DEMO_PASSWORD}' }) })).ok`);
    expect(await page.evaluate('Promise.all([create(), create()])')).toEqual([201, 201]);
    const needed = { acrValues: expect.any(String), maxAge: 300 };
    expect(await page.evaluate('asked')).toEqual([needed, needed]);
    // A refusal that arrives when the proof is there already asks for no other.
    await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '1 hour'`;
    const [refused, goesOn] = [Promise.withResolvers<number>(), Promise.withResolvers<void>()];
    const keepWaiting = async (route: Route) => {
      const response = await route.fetch();
      refused.resolve(response.status());
      await goesOn.promise;
      await route.fulfill({ response });
    };
    await page.route(/\/v1\/tokens$/, keepWaiting, { times: 1 });
    const late = page.evaluate('create()');
    expect(await refused.promise).toBe(401);
    expect(await page.evaluate('create()')).toBe(201);
    goesOn.resolve();
    expect(await late).toBe(201);
    expect(await page.evaluate('asked')).toEqual([needed, needed, needed]);
    await context.close();
  });

  test('without onStepUp the page is left for the hosted one, and the request goes through when it is made again', async () => {
    const context = await newContext();
    const page = await openTab(context);
    await logIn(page);
    const stale = () => db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '1 hour'`;
    const make = `window.create = async () => {
      const { createClient } = await import('/client/index.js');
      window.client = createClient();
      const answer = await client.fetch('/v1/tokens', { method: 'POST', workspace: 'acme', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'hosted', expires_at: new Date(Date.now() + 864e5).toISOString() }) });
      return answer.status;
    }`;
    await stale();
    await page.evaluate(make);
    await page.evaluate('void create()');
    await page.waitForURL(/\/step-up\?return_to=/);
    await page.fill('input[name=password]', DEMO_PASSWORD);
    await page.click('form[action="/step-up"] button:not(.plain)');
    await page.waitForURL(`${stage.own}/page`);
    await page.evaluate(make);
    expect(await page.evaluate('create()')).toBe(201);
    // Somebody who has just been there is not sent there again; after going back by the browser's button, the refusal is the answer.
    await stale();
    await page.evaluate('void create()');
    await page.waitForURL(/\/step-up\?return_to=/);
    await page.goto(`${stage.own}/page`);
    await page.evaluate(make);
    expect([await page.evaluate('create()'), page.url()]).toEqual([401, `${stage.own}/page`]);
    await context.close();
  });

  test('the example of docs/browser.md runs as it is written', async () => {
    const text = await readFile(path.join(ROOT, 'docs/browser.md'), 'utf8');
    const [, code = ''] = /```js\n(.*?)```/s.exec(text) ?? [];
    const script = code.replaceAll('http://localhost:4000', stage.own).replace('rowseal/client', '/client/index.js');
    front.scripts.set('/example.js', script);
    const context = await newContext();
    const page = await stage.openPage(context);
    const user = await page.evaluate(`import('/example.js').then(({ user }) => user)`);
    expect(user).toMatchObject({ email: 'member@acme.test' });
    expect(await tokensIn(context)).toEqual([]);
    await context.close();
  });

  test('React shows who is signed in as it changes, from whichever tab', async () => {
    const context = await newContext();
    const page = await stage.openPage(context);
    await page.addScriptTag({ url: '/react-page.js', type: 'module' });
    const shown = () => page.evaluate('document.body.innerText.trim()');
    await expect.poll(shown).toBe('Nobody is signed in');
    const other = await openTab(context);
    await logIn(other);
    await expect.poll(shown).toBe(`Signed in as ${(await session(other)).userId}`);
    await other.evaluate('logOut()');
    await expect.poll(shown).toBe('Nobody is signed in');
    await context.close();
  });

  test('refuses a wrong password by its code, and nobody is signed in', async () => {
    const context = await newContext();
    const page = await openTab(context);
    expect(await page.evaluate(`logIn('member@acme.test', 'wrong')`)).toEqual({
      error: 'RefusedError',
      code: 'invalid_credentials',
    });
    expect([await session(page), await me(page)]).toEqual([{ status: 'signed-out' }, { error: 'SignedOutError' }]);
    await context.close();
  });

  test('two tabs that wake up after the end of their token refresh once', async () => {
    const { context, one, other } = await twoTabs();
    // Answered once the other one waits, however slow it was to wake up.
    const isWaiting = () => one.evaluate<boolean>('navigator.locks.query().then(({ pending }) => pending.length > 0)');
    front.beforeAnswer = ({ url }) => (url === REFRESH ? expect.poll(isWaiting).toBe(true) : Promise.resolve());
    const asked = await counted(REFRESH, async () => {
      // All clocks first: a tab that falls asleep after it was told of a token has to have another.
      for (const tab of [one, other]) await tab.evaluate(`sleep(${LONGER_THAN_A_TOKEN})`);
      await Promise.all([one, other].map((tab) => tab.evaluate('wake(), Promise.all([me(), me(), me()])')));
      expect([await me(one), await me(other)]).toEqual([MEMBER, MEMBER]);
    });
    front.beforeAnswer = async () => {};
    expect(asked).toBe(1);
    const [token = ''] = await tokensIn(context);
    expect((await sessionOf(db.admin, token)).generation).toBe(2);
    await context.close();
  });

  test('a refresh whose answer is lost is repeated at once, and nobody is signed out', async () => {
    const { context, one } = await twoTabs();
    let lost = 0;
    front.loses = ({ url }) => url === REFRESH && lost++ === 0;
    const asked = await counted(REFRESH, async () => {
      await one.evaluate(`wake(${LONGER_THAN_A_TOKEN})`);
      expect(await me(one)).toEqual(MEMBER);
    });
    front.loses = () => false;
    expect(asked).toBe(2);
    const [token = ''] = await tokensIn(context);
    expect((await sessionOf(db.admin, token)).revoked_at).toBeNull();
    await context.close();
  });

  test('a token that the database refuses before its time is exchanged, and the request repeated', async () => {
    const { context, one } = await twoTabs();
    await db.admin`select rowseal_private.rotate_seal_key(at_once => true)`;
    const posted =
      one.evaluate(`client.fetch('/v1/workspaces', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } })
      .then((answer) => answer.status)`);
    expect(await posted).toBe(400);
    await db.admin`select rowseal_private.rotate_seal_key(at_once => true)`;
    const asked = await counted(REFRESH, async () =>
      expect(await one.evaluate('Promise.all([me(), me(), me()])')).toEqual([MEMBER, MEMBER, MEMBER]),
    );
    expect(asked).toBe(1);
    await context.close();
  });

  test('an answer that lands after sign-out is dropped, in this tab and in the other', async () => {
    const { context, one, other } = await twoTabs();
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const held = new Promise<void>((resolve) => {
      front.beforeAnswer = async ({ url }) => {
        if (url !== REFRESH) return;
        resolve();
        await released;
      };
    });
    await one.evaluate(`wake(${LONGER_THAN_A_TOKEN}), void (window.late = me())`);
    await held;
    const out = one.evaluate('logOut()');
    await expect.poll(() => session(other)).toEqual({ status: 'signed-out' });
    release();
    expect(await out).toBe('out');
    front.beforeAnswer = async () => {};
    expect(await one.evaluate('late')).toEqual({ error: 'SignedOutError' });
    expect([await session(one), await session(other)]).toEqual([{ status: 'signed-out' }, { status: 'signed-out' }]);
    expect(await tokensIn(context)).toEqual([]);
    expect(await me(await openTab(context))).toEqual({ error: 'SignedOutError' });
    await context.close();
  });

  test('another tab that signs in as somebody else changes who is signed in here, and drops what was under way', async () => {
    const { context, one, other } = await twoTabs();
    const { userId } = await session(one);
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const held = new Promise<void>((resolve) => {
      front.beforeAnswer = async ({ url }) => {
        if (url !== '/v1/me') return;
        resolve();
        await released;
      };
    });
    await one.evaluate('void (window.late = me())');
    await held;
    await logIn(other, 'viewer');
    await expect.poll(async () => (await session(one)).userId).not.toBe(userId);
    front.beforeAnswer = async () => {};
    release();
    expect(await one.evaluate('late')).toEqual({ error: 'SignedOutError' });
    expect(await me(one)).toEqual({ status: 200, email: 'viewer@acme.test' });
    await context.close();
  });

  test('a server that is away, and a machine that is offline, sign nobody out', async () => {
    const { context, one, other } = await twoTabs();
    const { upstream } = front;
    for (const [leave, back] of [
      [
        () => {
          front.upstream = 1;
        },
        () => {
          front.upstream = upstream;
        },
      ],
      [() => context.setOffline(true), () => context.setOffline(false)],
    ] as const) {
      await leave();
      for (const tab of [one, other]) await tab.evaluate(`sleep(${LONGER_THAN_A_TOKEN})`);
      for (const tab of [one, other]) await tab.evaluate('wake()');
      expect(await me(one)).toMatchObject({ error: 'TypeError' });
      expect((await session(one)).status).toBe('signed-in');
      await back();
      expect([await me(one), await me(other)]).toEqual([MEMBER, MEMBER]);
    }
    await context.close();
  });

  test('a session that was ended elsewhere is signed out with its reason', async () => {
    const { context, one } = await twoTabs();
    const [token = ''] = await tokensIn(context);
    await db.admin`update rowseal_private.sessions set revoked_at = now() where id = ${(await sessionOf(db.admin, token)).id}`;
    expect(await me(one)).toEqual({ error: 'SignedOutError' });
    expect(await session(one)).toEqual({ status: 'signed-out', reason: 'session_ended' });
    await context.close();
  });

  test('a sign-out that the server could not be told of is made up for, and a reload signs nobody in', async () => {
    const { context, one } = await twoTabs();
    const { upstream } = front;
    front.upstream = 1;
    expect(await one.evaluate('logOut()')).toMatchObject({ error: 'TypeError' });
    front.upstream = upstream;
    expect(await tokensIn(context), 'the control: the cookie is still there').toHaveLength(1);
    const later = await openTab(context);
    expect([await session(later), await tokensIn(context)]).toEqual([{ status: 'signed-out' }, []]);
    await logIn(later);
    expect(await me(later)).toEqual(MEMBER);
    await context.close();
  });

  test('a lock that a tab holds for ever is waited for, and not longer than five seconds', async () => {
    const { context, one, other } = await twoTabs();
    await other.evaluate(`void navigator.locks.request('rowseal ${stage.own}', () => new Promise(() => {}))`);
    await one.evaluate(`wake(${LONGER_THAN_A_TOKEN})`);
    expect(await me(one)).toEqual(MEMBER);
    await context.close();
  });

  test('the token goes to the server and the page’s own origin, and to no other', async () => {
    const { context, one } = await twoTabs();
    await one.evaluate(`client.fetch('${stage.sibling}/x', { mode: 'no-cors' })`);
    const { headers } = stranger.exchanges.at(-1) ?? {};
    expect(headers).toBeDefined();
    expect(headers?.authorization).toBeUndefined();
    await context.close();
  });
});
