import { decodeJwt } from 'jose';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, WHY_SKIPPED } from '#test/support/browser.ts';
import { openStage } from '#test/support/browser-stage.ts';
import { COOKIE, DEVICE_COOKIE } from '#test/support/refresh-cookie.ts';
import { shiftRotations, withoutWindow } from '#test/support/refresh-window.ts';
import { sessionOf } from '#test/support/sessions.ts';

// What a real browser makes of the cookie. test/attacks/browser.test.ts has other sites attack it.
const stage = await openStage();
const { db, own, openPage, newContext, logInFrom, refreshFrom, logOutFrom, meFrom, tokensIn } = stage;

// With ROWSEAL_LONG=1 (npm run test:long) as often as it was promised.
const TIMES = process.env['ROWSEAL_LONG'] === '1' ? 20 : 6;

describe.skipIf(!CHROMIUM)(`in Chromium, a page of our own origin${WHY_SKIPPED}`, { timeout: 60_000 }, () => {
  test('logs in, and the browser keeps the cookie as one for us alone that no script can read', async () => {
    const context = await newContext();
    const page = await openPage(context);
    const answer = await logInFrom(page);
    expect([answer.status, Object.keys(answer.body).sort()]).toEqual([
      200,
      ['access_token', 'expires_in', 'token_type'],
    ]);
    const [device, cookie, ...others] = (await context.cookies()).sort((a, b) => a.name.localeCompare(b.name));
    expect(others).toEqual([]);
    expect(device).toMatchObject({ name: DEVICE_COOKIE, domain: 'localhost', path: '/', httpOnly: true, secure: true });
    expect(cookie).toMatchObject({
      name: '__Host-Http-rowseal-refresh',
      value: expect.stringMatching(/^rsr_/),
      // Without a dot before it: for this host alone.
      domain: 'localhost',
      path: '/',
      httpOnly: true,
      secure: true,
      sameSite: 'Strict',
    });
    expect(((cookie?.expires ?? 0) * 1000 - Date.now()) / 86_400_000).toBeCloseTo(400, 1);
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(await page.evaluate('cookieStore.getAll().then((all) => all.length)')).toBe(0);
    await context.close();
  });

  test('refreshes with nothing but the cookie, which holds the successor then', async () => {
    const context = await newContext();
    const page = await openPage(context);
    await logInFrom(page);
    const [first = ''] = await tokensIn(context);
    const { status, body } = await refreshFrom(page);
    expect([status, body.refresh_token]).toEqual([200, undefined]);
    expect((await meFrom(page, body.access_token)).body.user.email).toBe('member@acme.test');
    const [second = ''] = await tokensIn(context);
    expect(second).not.toBe(first);
    expect((await sessionOf(db.admin, second)).generation).toBe(2);
    expect(stage.front.exchanges.at(-2)?.headers).toMatchObject({
      origin: own,
      'sec-fetch-site': 'same-origin',
      cookie: expect.stringContaining(`${COOKIE}=${first}`),
    });
    await context.close();
  });

  test('refreshes as a browser that knows nothing of Sec-Fetch headers, too', async () => {
    stage.front.withheld = ['sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'sec-fetch-user'];
    const context = await newContext();
    const page = await openPage(context);
    expect((await logInFrom(page)).status).toBe(200);
    expect((await refreshFrom(page)).status).toBe(200);
    expect((await logOutFrom(page)).status).toBe(204);
    stage.front.withheld = [];
    await context.close();
  });

  test('logs out: the cookie is gone, and both tokens are refused', async () => {
    const context = await newContext();
    const page = await openPage(context);
    const { body } = await logInFrom(page);
    const [token = ''] = await tokensIn(context);
    expect(await logOutFrom(page)).toEqual({ status: 204, body: undefined });
    expect((await context.cookies()).map(({ name }) => name)).toEqual([DEVICE_COOKIE]);
    expect(await refreshFrom(page)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    expect(await meFrom(page, body.access_token)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
    expect((await sessionOf(db.admin, token)).revoked_at).not.toBeNull();
    await context.close();
  });

  test('logs in again, and the session before has ended', async () => {
    const context = await newContext();
    const page = await openPage(context);
    const first = await logInFrom(page);
    const second = await logInFrom(page, 'viewer@acme.test');
    expect((await meFrom(page, first.body.access_token)).body.code).toBe('session_ended');
    expect((await meFrom(page, second.body.access_token)).body.user.email).toBe('viewer@acme.test');
    expect(decodeJwt((await refreshFrom(page)).body.access_token).sub).toBe(decodeJwt(second.body.access_token).sub);
    await context.close();
  });
});

describe.skipIf(!CHROMIUM)(
  `in Chromium, a script on a page of our own cannot overwrite the cookie${WHY_SKIPPED}`,
  () => {
    let context: BrowserContext;
    let page: Page;
    let session: unknown;
    beforeAll(async () => {
      context = await newContext();
      page = await openPage(context);
      session = decodeJwt((await logInFrom(page)).body.access_token)['sid'];
    });
    afterAll(() => context.close());

    test.each([
      ['another value', `document.cookie = '${COOKIE}=x; Path=/; Secure'`],
      [
        'another value, as a session cookie of a path',
        `document.cookie = '${COOKIE}=x; Path=/v1/auth/refresh; Secure'`,
      ],
      ['another value, for a parent domain', `document.cookie = '${COOKIE}=x; Path=/; Domain=localhost; Secure'`],
      ['nothing, for a time that has passed', `document.cookie = '${COOKIE}=; Path=/; Secure; Max-Age=0'`],
      ['a value without a name', `document.cookie = '=${COOKIE}=x; Path=/; Secure'`],
      ['a name with a blank', `document.cookie = '${COOKIE} =x; Path=/; Secure'`],
      ['a name with a blank that is none to HTTP', `document.cookie = '\\u00a0${COOKIE}=x; Path=/; Secure'`],
      ['a name in small letters', `document.cookie = '${COOKIE.toLowerCase()}=x; Path=/; Secure'`],
      ['a name alike', `document.cookie = '__Host-rowseal-refresh=x; Path=/; Secure'`],
      ['another name alike', `document.cookie = 'rowseal-refresh=x; Path=/'`],
      ['a partition of its own', `document.cookie = '${COOKIE}=x; Path=/; Secure; Partitioned; SameSite=None'`],
      ['a value by the Cookie Store', `cookieStore.set({ name: '${COOKIE}', value: 'x', path: '/' }).catch(() => {})`],
      ['nothing by the Cookie Store', `cookieStore.delete('${COOKIE}').catch(() => {})`],
    ])('by setting %s', async (_, script) => {
      const before = await tokensIn(context);
      await page.evaluate(script);
      expect(await tokensIn(context)).toEqual(before);
      const refreshed = await refreshFrom(page);
      expect(refreshed.status).toBe(200);
      expect(decodeJwt(refreshed.body.access_token)['sid']).toBe(session);
    });
  },
);

describe.skipIf(!CHROMIUM)(
  `in Chromium, two tabs that refresh at the same moment${WHY_SKIPPED}`,
  { timeout: 60_000 },
  () => {
    const refreshes = () => stage.front.exchanges.filter(({ url }) => url === '/v1/auth/refresh');
    const twoTabs = async () => {
      const context = await newContext();
      const tabs = [await openPage(context), await openPage(context)] as const;
      await logInFrom(tabs[0]);
      return { context, tabs };
    };

    test(`stay signed in, ${TIMES} times`, async () => {
      const { context, tabs } = await twoTabs();
      for (let round = 2; round < 2 + TIMES; round++) {
        const answers = await Promise.all(tabs.map(refreshFrom));
        expect(answers.map(({ status }) => status)).toEqual([200, 200]);
        for (const { body } of answers) expect((await meFrom(tabs[0], body.access_token)).status).toBe(200);
        const [token = '', ...others] = await tokensIn(context);
        expect(others).toEqual([]);
        // The second of the two came with the first one's token, or after it with the successor.
        expect((await sessionOf(db.admin, token)).revoked_at).toBeNull();
      }
      expect((await refreshFrom(tabs[1])).status).toBe(200);
      await context.close();
    });

    test(`with the very same token stay signed in, in whichever order the answers come, ${TIMES} times`, async () => {
      const { context, tabs } = await twoTabs();
      for (let round = 0; round < TIMES; round++) {
        const [before = ''] = await tokensIn(context);
        const { generation } = await sessionOf(db.admin, before);
        const gate = holdTwo(round % 2 === 0);
        const answers = await Promise.all(tabs.map(refreshFrom));
        gate.open();
        expect(answers.map(({ status }) => status)).toEqual([200, 200]);
        expect(
          refreshes()
            .slice(-2)
            .map(({ headers }) => headers.cookie),
        ).toEqual(Array(2).fill(expect.stringContaining(`${COOKIE}=${before}`)));
        const [after = ''] = await tokensIn(context);
        expect((await sessionOf(db.admin, after)).generation).toBe(generation + 1);
      }
      expect((await refreshFrom(tabs[0])).status).toBe(200);
      await context.close();
    });

    test('stay signed in where an answer comes so late that it sets the cookie back, if the next refresh is inside the window', async () => {
      const { context, tabs } = await twoTabs();
      await shiftRotations(db.admin, '50 seconds');
      const [first = ''] = await tokensIn(context);
      const late = holdFirst();
      const slow = refreshFrom(tabs[0]);
      await late.held;
      expect((await refreshFrom(tabs[1])).status).toBe(200);
      expect((await refreshFrom(tabs[1])).status).toBe(200);
      const [newest = ''] = await tokensIn(context);
      late.release();
      expect((await slow).status).toBe(200);
      expect((await sessionOf(db.admin, first)).generation).toBe(3);
      expect(await tokensIn(context), 'the control: the cookie was set back').not.toEqual([newest]);
      expect((await refreshFrom(tabs[0])).status).toBe(200);
      expect(await tokensIn(context)).toEqual([newest]);
      await shiftRotations(db.admin, undefined);
      await context.close();
    });

    test('the one that comes too late leaves the cookie of the other, and of a new login, alone', async () => {
      const { context, tabs } = await twoTabs();
      const answers = await withoutWindow(db.admin, async () => {
        const gate = holdTwo(true);
        const both = await Promise.all(tabs.map(refreshFrom));
        gate.open();
        return both;
      });
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
      expect(await tokensIn(context)).toHaveLength(1);

      const late = holdFirst();
      const refused = refreshFrom(tabs[0]);
      await late.held;
      await logInFrom(tabs[1]);
      late.release();
      expect((await refused).status).toBe(401);
      expect((await refreshFrom(tabs[0])).status).toBe(200);
      await context.close();
    });

    /** Lets no refresh be answered before two have come to the server; then the first or the last of them first. */
    function holdTwo(lastFirst: boolean) {
      const waiting: (() => void)[] = [];
      stage.front.beforeAnswer = async ({ url }) => {
        if (url !== '/v1/auth/refresh') return;
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          if (waiting.length === 2) releaseInTurn(lastFirst ? waiting.reverse() : waiting);
        });
      };
      return { open: letGo };
    }

    /** Holds back the answer to the next refresh. */
    function holdFirst() {
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const held = new Promise<void>((resolve) => {
        stage.front.beforeAnswer = async ({ url }) => {
          if (url !== '/v1/auth/refresh') return;
          letGo();
          resolve();
          await released;
        };
      });
      return { held, release };
    }

    function letGo(): void {
      stage.front.beforeAnswer = async () => {};
    }

    function releaseInTurn([first, second]: (() => void)[]): void {
      first?.();
      setTimeout(() => second?.(), 20);
    }
  },
);

describe.skipIf(!CHROMIUM)(
  `in Chromium, a page of another origin that is allowed${WHY_SKIPPED}`,
  { timeout: 60_000 },
  () => {
    const [sameSite, crossSite] = stage.partnerOrigins;

    test('of the same site logs in, refreshes, reads access tokens and uses them, and logs out', async () => {
      const context = await newContext();
      const page = await openPage(context, sameSite);
      expect((await logInFrom(page)).status).toBe(200);
      const refreshed = await refreshFrom(page);
      expect(refreshed.status).toBe(200);
      expect((await meFrom(page, refreshed.body.access_token)).body.user.email).toBe('member@acme.test');
      expect((await logOutFrom(page)).status).toBe(204);
      expect((await context.cookies()).map(({ name }) => name)).toEqual([DEVICE_COOKIE]);
      await context.close();
    });

    test('of another site gets access tokens, and no cookie: SameSite lets it neither set nor send one', async () => {
      const context = await newContext();
      const page = await openPage(context, crossSite);
      const { status, body } = await logInFrom(page);
      expect([status, await context.cookies()]).toEqual([200, []]);
      expect((await meFrom(page, body.access_token)).body.user.email).toBe('member@acme.test');

      await logInFrom(await openPage(context), 'viewer@acme.test');
      const before = await stage.sessions();
      expect(await refreshFrom(page)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
      expect(await stage.sessions()).toEqual(before);
      await context.close();
    });
  },
);
