import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { CHROMIUM, WHY_SKIPPED } from '#test/support/browser.ts';
import { openStage } from '#test/support/browser-stage.ts';
import { builtClient } from '#test/support/built-client.ts';

// Many tabs over minutes in which everything happens to them that happens to tabs: nobody is signed out, and an expiry costs one refresh, or a few where a tab waits too long for another.
const TABS = Number(process.env['ROWSEAL_TABS'] ?? 50);
const MINUTES = Number(process.env['ROWSEAL_TABS_MINUTES'] ?? 10);
const REFRESH = '/v1/auth/refresh';

const START = `(async () => {
  const { createClient } = await import('/client/index.js');
  const real = performance.now.bind(performance);
  window.skipped = 0;
  performance.now = () => real() + skipped;
  window.client = createClient();
  window.departures = 0;
  client.onChange(({ status }) => { if (status === 'signed-out') departures += 1; });
  window.sleep = () => { skipped += 3_600_000; };
  window.wake = () => document.dispatchEvent(new Event('visibilitychange'));
  window.me = () => client.fetch('/v1/me').then(({ status }) => status, ({ name }) => name);
})()`;

test.skipIf(!CHROMIUM)(
  `${TABS} tabs stay signed in for ${MINUTES} minutes${WHY_SKIPPED}`,
  { timeout: 3_600_000 },
  async () => {
    const { front, newContext, openPage } = await openStage();
    for (const [file, script] of await builtClient()) front.scripts.set(`/client/${file}`, script);
    const context = await newContext();
    const tabs: Page[] = [];
    for (let n = 0; n < TABS; n++) tabs.push(await openPage(context));
    await Promise.all(tabs.map((tab) => tab.evaluate(START)));
    await tabs[0]?.evaluate(`client.login({ email: 'member@acme.test', password: '${DEMO_PASSWORD}' })`);
    await Promise.all(tabs.map((tab) => expect.poll(() => tab.evaluate('client.session.status')).toBe('signed-in')));
    await Promise.all(tabs.map((tab) => tab.evaluate('departures = 0')));
    const everywhere = <T>(script: string) => Promise.all(tabs.map((tab) => tab.evaluate<T>(script)));
    const refreshes = () => front.exchanges.filter(({ url }) => url === REFRESH).length;
    /** All clocks first: a tab that falls asleep after it was told of a token has to have another. */
    const expire = async () => {
      await everywhere('sleep()');
      await everywhere('wake()');
    };
    const { upstream } = front;

    const MISFORTUNES: Record<string, () => Promise<number>> = {
      'their token ends': async () => {
        await expire();
        return 1;
      },
      'their token ends, and the answer is lost': async () => {
        let lost = 0;
        front.loses = ({ url }) => url === REFRESH && lost++ === 0;
        await expire();
        await everywhere('me()');
        front.loses = () => false;
        return 2;
      },
      'their token ends while they are offline': async () => {
        await context.setOffline(true);
        await expire();
        await sleep(1_500);
        await context.setOffline(false);
        return 1;
      },
      'their token ends while the server is away': async () => {
        front.upstream = 1;
        await expire();
        await sleep(1_500);
        front.upstream = upstream;
        return Number.POSITIVE_INFINITY;
      },
    };
    const end = performance.now() + MINUTES * 60_000;
    let expiries = 0;
    for (let round = 0; performance.now() < end; round++) {
      const [name = '', befall] = Object.entries(MISFORTUNES)[round % 4] ?? [];
      const before = refreshes();
      const expected = (await befall?.()) ?? 0;
      expect(new Set(await everywhere('me()')), name).toEqual(new Set([200]));
      expect(refreshes() - before, name).toBeLessThanOrEqual(expected + TABS / 10);
      expect(refreshes() - before, name).toBeGreaterThan(0);
      expiries += 1;
    }
    console.log(`${expiries} expiries of ${TABS} tabs, ${refreshes()} refreshes`);
    expect(expiries).toBeGreaterThan(3);
    expect(new Set(await everywhere('departures'))).toEqual(new Set([0]));
  },
);
