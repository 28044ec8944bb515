import { decodeJwt } from 'jose';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { CHROMIUM, WHY_SKIPPED } from '#test/support/browser.ts';
import { openStage } from '#test/support/browser-stage.ts';
import { COOKIE } from '#test/support/refresh-cookie.ts';

const stage = await openStage();
const { stranger, own, sibling, openPage, newContext, logIn, logInFrom, refreshFrom, tokensIn, sessions } = stage;

// Cookies do not tell ports apart (RFC 6265 section 8.5): db/decisions/0012 says what follows. These tests hold the page to the truth.
describe.skipIf(!CHROMIUM)(`a server on another port of our host${WHY_SKIPPED}`, { timeout: 60_000 }, () => {
  const setCookie = (page: Page, value: string) =>
    page.goto(`${sibling}/set-cookie?value=${encodeURIComponent(`${value}; Path=/; HttpOnly; Secure`)}`);

  test('is sent the cookie by the browser, as we are', async () => {
    const context = await newContext();
    const page = await openPage(context);
    await logInFrom(page);
    const [token] = await tokensIn(context);
    await page.goto(`${sibling}/elsewhere`);
    expect(stranger.exchanges.at(-1)?.headers.cookie).toContain(`${COOKIE}=${token}`);
    await context.close();
  });

  test('can put its own session in the place of ours: the access token says whose, and ours has lost nothing', async () => {
    const theirs = await logIn('owner@globex.test', { transport: 'body' });
    const context = await newContext();
    const page = await openPage(context);
    const { body } = await logInFrom(page);
    const { sub, sid } = decodeJwt(body.access_token);
    await setCookie(page, `${COOKIE}=${theirs.body.refresh_token}; SameSite=Strict`);
    await page.goto(`${own}/page`);
    const refreshed = await refreshFrom(page);
    expect(decodeJwt(refreshed.body.access_token).sub).toBe(decodeJwt(theirs.body.access_token).sub);
    expect(decodeJwt(refreshed.body.access_token).sub, 'by which an application tells').not.toBe(sub);
    expect((await sessions()).find(({ id }) => id === sid)).toMatchObject({ generation: 1, revoked_at: null });
    await context.close();
  });

  test('that adds a cookie beside ours, in a partition, only brings us to a halt', async () => {
    const theirs = await logIn('owner@globex.test', { transport: 'body' });
    const context = await newContext();
    const page = await openPage(context);
    await logInFrom(page);
    await setCookie(page, `${COOKIE}=${theirs.body.refresh_token}; SameSite=None; Partitioned`);
    await page.goto(`${own}/page`);
    const known = await sessions();
    expect(await tokensIn(context), 'the control: there are two').toHaveLength(2);
    expect(await refreshFrom(page)).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(await sessions()).toEqual(known);
    await context.close();
  });

  test('that puts a blank of Latin-1 before the name, as a host below ours could too, gets past the browser, not past us', async () => {
    const theirs = await logIn('owner@globex.test', { transport: 'body' });
    const context = await newContext();
    const page = await openPage(context);
    const { body } = await logInFrom(page);
    await setCookie(page, `\xa0${COOKIE}=${theirs.body.refresh_token}`);
    await page.goto(`${own}/page`);
    expect(await context.cookies(), 'the control: the browser holds it').toHaveLength(3);
    const refreshed = await refreshFrom(page);
    expect(decodeJwt(refreshed.body.access_token)['sid']).toBe(decodeJwt(body.access_token)['sid']);
    await context.close();
  });
});
