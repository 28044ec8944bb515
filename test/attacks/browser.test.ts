import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { CHROMIUM, WHY_SKIPPED } from '#test/support/browser.ts';
import { openStage } from '#test/support/browser-stage.ts';
import { COOKIE } from '#test/support/refresh-cookie.ts';
import type { Exchange } from '#test/support/sites.ts';

// A real browser, signed in, visits a page of another origin that sends whatever a page can (test/support/pages/attacks.js).
const stage = await openStage();
const { front, own, sibling, foreign, openPage, newContext, logInFrom, refreshFrom, meFrom, sessions } = stage;
const FETCH_METADATA = ['sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'sec-fetch-user'];
const PATHS = ['/v1/auth/token', '/v1/auth/refresh', '/v1/auth/logout'] as const;
const LOGIN = JSON.stringify({ provider: 'password', email: 'viewer@acme.test', password: DEMO_PASSWORD });

/** How each attack arrives, at best: the POST itself, or a preflight that asks for leave. */
const ATTACKS: Record<string, 'POST' | 'OPTIONS'> = {
  'fetch without CORS, text that is JSON': 'POST',
  'fetch without CORS, a blob that says it is JSON': 'POST',
  'fetch without CORS, no body': 'POST',
  'fetch that outlives its page': 'POST',
  'fetch with CORS, text': 'POST',
  'fetch with CORS, no body': 'POST',
  'XMLHttpRequest with credentials': 'POST',
  'fetch with CORS, JSON': 'OPTIONS',
  'fetch with CORS, a header that asks': 'OPTIONS',
  'beacon, text that is JSON': 'POST',
  'beacon, JSON': 'OPTIONS',
  'ping of a link': 'POST',
  'form, as usual': 'POST',
  'form, without fields': 'POST',
  'form, text that is JSON': 'POST',
  'form, of several parts': 'POST',
  'form, into a new window': 'POST',
  'form, into a frame': 'POST',
  'form, of a page that hides where it is': 'POST',
  'form, of a page without an address': 'POST',
  'form, of a sandboxed frame': 'POST',
  'fetch, of a sandboxed frame': 'POST',
  'form, redirected with its body': 'POST',
  'fetch, redirected with its body': 'POST',
};
/** Those that take the visitor along. */
const LEAVES = /^form, (as usual|without fields|text|of several parts|of a page that hides|redirected)/;
const bodyFor = (path: string) => (path === '/v1/auth/token' ? LOGIN : '{}');

/** Runs an attack on a page of an origin, and waits for what arrives of it. */
async function attack(page: Page, origin: string, name: string, path: string): Promise<Exchange> {
  await page.goto(`${origin}/page`);
  const before = front.exchanges.length;
  const given = [own + path, bodyFor(path)].map((value) => JSON.stringify(value)).join();
  await page.evaluate(`void Promise.resolve(attacks[${JSON.stringify(name)}](${given})).catch(() => {})`);
  const arrived = () => front.exchanges.slice(before).find(({ url, status }) => url === path && status !== undefined);
  await expect.poll(arrived, { interval: 5, message: `${name} arrives` }).toBeDefined();
  if (LEAVES.test(name)) await page.waitForURL(own + path);
  return arrived() as Exchange;
}

const PLACES = [
  ['another port of our host, without Sec-Fetch headers', sibling, FETCH_METADATA],
  ['another site, with Sec-Fetch headers', foreign, []],
  ['another port of our host, with Sec-Fetch headers', sibling, []],
  ['another site, without Sec-Fetch headers', foreign, FETCH_METADATA],
] as const;

// All of them with ROWSEAL_LONG=1 (npm run test:long); otherwise each origin, and each kind of browser, once, and from each of them an attack on
// one path, the next attack on the next one.
const LONG = process.env['ROWSEAL_LONG'] === '1';
const pathsFor = (place: number, name: string) =>
  LONG ? PATHS : PATHS.filter((_, index) => (Object.keys(ATTACKS).indexOf(name) + place) % PATHS.length === index);

const visited = LONG ? PLACES : PLACES.slice(0, 2);
describe.each(visited)('from %s', (place, origin, withheld) => {
  describe.skipIf(!CHROMIUM)(`a signed-in Chromium${WHY_SKIPPED}`, { timeout: 60_000 }, () => {
    let context: BrowserContext;
    let page: Page;
    beforeAll(async () => {
      front.withheld = [...withheld];
      context = await newContext();
      page = await openPage(context);
      await logInFrom(page);
    });
    afterAll(() => context.close());

    test.each(Object.entries(ATTACKS))('changes nothing by %s', async (name, arrives) => {
      const [known, held] = [await sessions(), await context.cookies()];
      for (const path of pathsFor(
        PLACES.findIndex(([known]) => known === place),
        name,
      )) {
        const { method, headers, status } = await attack(page, origin, name, path);
        expect(method, path).toBe(arrives);
        if (arrives === 'POST') expect(status, path).toBe(403);
        else expect(status, path).toBeGreaterThanOrEqual(400);
        expect(headers.origin, 'the browser says where from').not.toBe(own);
        expect(headers.origin, 'the browser says where from').toBeDefined();
        // A sibling's requests are of the same site: SameSite does not keep the cookie from them, only Origin does.
        const carriesCookie = origin === sibling && arrives === 'POST' && !name.includes('sandboxed');
        expect(headers.cookie?.includes(COOKIE) ?? false, path).toBe(carriesCookie);
      }
      expect(await sessions()).toEqual(known);
      expect(await context.cookies()).toEqual(held);
    });

    test('has stayed signed in', async () => {
      await page.goto(`${own}/page`);
      const { body } = await refreshFrom(page);
      expect((await meFrom(page, body.access_token)).body.user.email).toBe('member@acme.test');
      front.withheld = [];
    });
  });
});

describe.skipIf(!CHROMIUM)(`in Chromium${WHY_SKIPPED}`, { timeout: 60_000 }, () => {
  test.each([sibling, foreign])('a page of %s reads no answer, whether it sends the cookie or not', async (origin) => {
    const context = await newContext();
    await logInFrom(await openPage(context));
    const known = await sessions();
    const page = await openPage(context, origin);
    for (const init of [{}, { headers: { 'content-type': 'application/json' }, body: '{}' }, { credentials: 'omit' }]) {
      for (const path of PATHS) expect(await stage.fetchIn(page, path, init)).toMatchObject({ status: 0 });
    }
    expect(await stage.fetchIn(page, '/healthz', { method: 'GET' })).toMatchObject({ status: 0 });
    expect(await sessions()).toEqual(known);
    await context.close();
  });

  test.each([sibling, foreign])('a page of %s logs nobody in who is not', async (origin) => {
    const context = await newContext();
    const page = await context.newPage();
    const known = await sessions();
    for (const name of ['form, text that is JSON', 'fetch without CORS, text that is JSON', 'fetch with CORS, JSON']) {
      await attack(page, origin, name, '/v1/auth/token');
    }
    expect([await context.cookies(), await sessions()]).toEqual([[], known]);
    await context.close();
  });

  test('a form of our own that another origin sends on to us says no origin, and is refused', async () => {
    const context = await newContext();
    const page = await openPage(context);
    await logInFrom(page);
    const known = await sessions();
    for (const there of [sibling, foreign]) {
      await page.goto(`${own}/page`);
      const bounce = `${there}/bounce?to=${encodeURIComponent(`${own}/v1/auth/refresh`)}`;
      await page.evaluate(`{
        const form = Object.assign(document.createElement('form'), { method: 'post', action: ${JSON.stringify(bounce)} });
        document.body.append(form);
        form.submit();
      }`);
      await page.waitForURL(`${own}/v1/auth/refresh`);
      const { headers, status } = front.exchanges.findLast(({ url }) => url === '/v1/auth/refresh') as Exchange;
      expect([headers.origin, status]).toEqual(['null', 403]);
    }
    expect(await sessions()).toEqual(known);
    await context.close();
  });
});
