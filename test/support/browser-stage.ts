import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { CHROMIUM, openBrowser } from './browser.ts';
import { demoApp } from './demo-app.ts';
import { COOKIE } from './refresh-cookie.ts';
import { openFront, openSite } from './sites.ts';

/** An answer as a page's script may read it. */
export interface PageAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a body is whatever the server said; tests assert what it is.
  body: any;
}

/** Runs in a page: fetches with credentials, and tells what a script may know of the answer. */
const FETCH = `async ([url, init]) => {
  try {
    const answer = await fetch(url, { method: 'POST', credentials: 'include', ...init });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : undefined };
  } catch (error) {
    return { status: 0, body: String(error) };
  }
}`;

/**
 * The application at http://localhost:<port> behind a proxy that tells what arrives; another site on another port of the same host (cookies
 * do not tell ports apart) and, by its address, on another host; a partner whose origin is allowed, likewise; and a browser.
 */
export async function openStage() {
  const [front, stranger, partner] = [await openFront(), await openSite(), await openSite()];
  const own = `http://localhost:${front.port}`;
  const partnerOrigins = [`http://localhost:${partner.port}`, `http://127.0.0.1:${partner.port}`] as const;
  const demo = await demoApp({ graphql: false, publicUrl: own, allowedOrigins: [...partnerOrigins] });
  await demo.app.listen({ port: 0, host: '127.0.0.1' });
  front.upstream = (demo.app.server.address() as AddressInfo).port;
  const browser = CHROMIUM ? await openBrowser() : undefined;

  /** A page of an origin. */
  async function openPage(context: BrowserContext, origin: string = own): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${origin}/page`);
    return page;
  }

  const fetchIn = (page: Page, path: string, init: object = {}): Promise<PageAnswer> =>
    page.evaluate<PageAnswer>(`(${FETCH})(${JSON.stringify([own + path, init])})`);

  const logInFrom = (page: Page, email = 'member@acme.test', more: object = {}): Promise<PageAnswer> =>
    fetchIn(page, '/v1/auth/token', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ provider: 'password', email, password: DEMO_PASSWORD, ...more }),
    });

  return {
    ...demo,
    front,
    stranger,
    partner,
    own,
    /** Same site, another origin: only the port differs. */
    sibling: `http://localhost:${stranger.port}`,
    /** Another site. */
    foreign: `http://127.0.0.1:${stranger.port}`,
    /** Allowed: of the same site, and of another one. */
    partnerOrigins,
    openPage,
    fetchIn,
    logInFrom,
    /** A browser that nobody has used: no cookies, no storage. */
    newContext: (): Promise<BrowserContext> => {
      if (!browser) throw new Error('there is no Chromium');
      return browser.newContext();
    },
    refreshFrom: (page: Page) => fetchIn(page, '/v1/auth/refresh'),
    logOutFrom: (page: Page) => fetchIn(page, '/v1/auth/logout'),
    meFrom: (page: Page, token: string) =>
      fetchIn(page, '/v1/me', { method: 'GET', credentials: 'omit', headers: { authorization: `Bearer ${token}` } }),
    /** The refresh tokens that a browser holds. */
    tokensIn: async (context: BrowserContext): Promise<string[]> =>
      (await context.cookies()).filter(({ name }) => name === COOKIE).map(({ value }) => value),
    /** All that is known of sessions. */
    sessions: () => demo.db.admin`select id, user_id, generation, revoked_at from rowseal_private.sessions order by id`,
  };
}
