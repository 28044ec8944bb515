import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { type HumanRequest, humanCheckIn, humanGate } from '#server/http/human-check.ts';
import { browserLike } from '#test/support/browser-like.ts';
import { demoApp } from '#test/support/demo-app.ts';

const asked: HumanRequest[] = [];
/** Says of each what its own answer says. */
const verifyHuman = (request: HumanRequest): boolean | Promise<boolean> => {
  asked.push(request);
  switch (request.fields['cf-turnstile-response']) {
    case 'person':
      return true;
    case 'person, later':
      return Promise.resolve(true);
    case 'hangs':
      return new Promise(() => {});
    case 'throws':
      throw new Error('the service of the widget is down');
    case 'rejects':
      return Promise.reject(new Error('the service of the widget is down'));
    case 'truthy':
      return 'yes' as unknown as boolean;
    default:
      return false;
  }
};
const widget = {
  script: 'https://challenges.example.com/turnstile/v0/api.js?render=explicit',
  attributes: { class: 'cf-turnstile', 'data-sitekey': '"><script>alert(1)</script>' },
  origins: ['https://*.example.net'],
};
const { db, app, send, token } = await demoApp({
  graphql: false,
  verifyHuman: { verifyHuman, widget },
  patience: { human: 100 },
});
const exists = async (email: string) => (await db.admin`select from rowseal.users where email = ${email}`).length > 0;
const register = (email: string, answer?: string) =>
  send({
    method: 'POST',
    url: '/v1/auth/register',
    payload: {
      email,
      password: 'a password of somebody',
      ...(answer === undefined ? {} : { human: { 'cf-turnstile-response': answer } }),
    },
  });

describe('a check of the application', () => {
  test('decides who registers, and is told what it needs and no password', async () => {
    expect(await register('ada@human.test')).toMatchObject({ status: 403, body: { code: 'not_human' } });
    expect(await exists('ada@human.test')).toBe(false);
    expect((await register('ada@human.test', 'person, later')).status).toBe(202);
    expect(await exists('ada@human.test')).toBe(true);
    expect(asked.at(-1)).toMatchObject({
      purpose: 'register',
      email: 'ada@human.test',
      fields: { 'cf-turnstile-response': 'person, later' },
      ip: '127.0.0.1',
    });
    expect(JSON.stringify(asked)).not.toContain('a password of somebody');
  });

  test.each(['hangs', 'throws', 'rejects'])(
    'that %s stops what it was asked about, and nothing else',
    async (answer) => {
      const waiting = register('bob@human.test', answer);
      expect((await register('carol@human.test', 'person')).status).toBe(202);
      const failed = await waiting;
      expect(failed).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(JSON.stringify(failed.body)).not.toContain('widget');
      expect(await exists('bob@human.test')).toBe(false);
    },
  );

  test('lets nobody pass by anything but true', async () => {
    expect((await register('bob@human.test', 'truthy')).status).toBe(403);
    const payload = { email: 'bob@human.test', password: 'a password of somebody', human: 'person' };
    expect((await send({ method: 'POST', url: '/v1/auth/register', payload })).status).toBe(400);
  });

  test('is asked before mail is sent too', async () => {
    const forgot = (human: object) =>
      send({ method: 'POST', url: '/v1/auth/password/forgot', payload: { email: 'member@acme.test', human } });
    expect((await forgot({})).status).toBe(403);
    expect((await forgot({ 'cf-turnstile-response': 'person' })).status).toBe(202);
    await db.admin`update rowseal_private.settings set email_codes = true`;
    for (const path of ['email-codes', 'recovery/request']) {
      const ask = (human: object) =>
        send({ method: 'POST', url: `/v1/auth/${path}`, payload: { email: 'member@acme.test', human } });
      expect((await ask({})).status).toBe(403);
      expect((await ask({ 'cf-turnstile-response': 'person' })).status).toBe(202);
    }
    await db.admin`update rowseal.users set email_verified_at = null where email = 'viewer@acme.test'`;
    const headers = { authorization: `Bearer ${await token('viewer@acme.test')}` };
    const url = '/v1/me/email/verification';
    expect((await send({ method: 'POST', url, headers })).status).toBe(403);
    const payload = { human: { 'cf-turnstile-response': 'person' } };
    expect((await send({ method: 'POST', url, headers, payload })).status).toBe(202);
    expect(asked.at(-1)).toMatchObject({ purpose: 'verify_email', email: undefined });
  });
});

describe('its widget', () => {
  test('is on the pages that ask, within their Content-Security-Policy', async () => {
    await db.admin`update rowseal_private.settings set email_codes = true`;
    for (const page of ['/register', '/forgot-password', '/sign-in-mail', '/lost-factors']) {
      const { html, headers } = await browserLike(app).get(page);
      expect(html).toContain(`<script src="${widget.script}" async defer></script>`);
      expect(html).toMatch(/<div class="cf-turnstile" data-sitekey="&quot;&gt;&lt;script&gt;alert\(1\)/);
      const policy = String(headers['content-security-policy']).split('; ');
      const sources = 'https://challenges.example.com https://*.example.net';
      expect(policy).toEqual(
        expect.arrayContaining([`script-src ${sources}`, `frame-src ${sources}`, `connect-src ${sources}`]),
      );
      expect(policy.join()).not.toMatch(/unsafe|nonce/);
    }
    // The control: a page that asks nobody.
    const { html, headers } = await browserLike(app).get('/sign-in');
    expect(html + headers['content-security-policy']).not.toContain('challenges.example.com');
  });

  test('is on a page of its own for who is signed in, and on none with their account or a password', async () => {
    const email = 'viewer@acme.test';
    await db.admin`update rowseal.users set email_verified_at = null where email = ${email}`;
    const browser = browserLike(app);
    await browser.post('/sign-in', { email, password: DEMO_PASSWORD });
    const person = { 'cf-turnstile-response': 'person' };
    const widgetIn = ({ html, headers }: { html: string; headers: object }) =>
      (html + JSON.stringify(headers)).includes('challenges.example.com');
    const account = await browser.get('/account');
    expect(account.html).toContain('action="/account/verification"');
    expect(widgetIn(account)).toBe(false);
    const page = await browser.post('/account/verification', {});
    expect([page.status, widgetIn(page)]).toEqual([200, true]);
    expect((await browser.post('/account/verification', { 'cf-turnstile-response': 'robot' })).status).toBe(403);
    expect((await browser.post('/account/verification', person)).location).toBe('/account?done=verification');

    await db.admin`update rowseal.users set email_verified_at = now() where email = ${email}`;
    await db.admin`delete from rowseal_private.passwords using rowseal.users where user_id = id and email = ${email}`;
    await db.admin`
      delete from rowseal_private.identities as identity using rowseal.users as account
       where account.id = identity.user_id and account.email = ${email}`;
    const mailed = () => db.admin`select from rowseal_private.email_codes where email = ${email}`;
    expect(widgetIn(await browser.get('/step-up'))).toBe(false);
    const asks = await browser.post('/step-up/code', { back: '/account/email' });
    expect(widgetIn(asks)).toBe(true);
    expect(asks.html).toContain('name="back" value="/account/email"');
    expect((await browser.post('/step-up/code', { 'cf-turnstile-response': 'robot' })).status).toBe(403);
    expect(await mailed()).toHaveLength(0);
    const sent = await browser.post('/step-up/code', { back: '/account/email', ...person });
    expect(sent.html).toContain('name="mailed_code"');
    expect(widgetIn(sent)).toBe(false);
    expect(await mailed()).toHaveLength(1);
    expect(asked.at(-1)).toMatchObject({ purpose: 'email_code', email, fields: person });
  });

  test('sends what it has found with the form, which keeps what was typed when that is refused', async () => {
    const browser = browserLike(app);
    const form = { email: 'dan@human.test', password: 'a password of dan', name: 'Dan' };
    const refused = await browser.post('/register', { ...form, 'cf-turnstile-response': 'robot' });
    expect(refused.status).toBe(403);
    expect(refused.html).toContain('could not confirm that you are a person');
    expect(refused.html).toMatch(/id="email"[^>]* value="dan@human.test"/);
    expect(refused.html).toContain(widget.script);
    expect(asked.at(-1)?.fields).toEqual({ 'cf-turnstile-response': 'robot' });
    expect((await browser.post('/register', { ...form, 'cf-turnstile-response': 'person' })).status).toBe(200);
    expect(await exists('dan@human.test')).toBe(true);
    const reset = { email: 'dan@human.test', 'cf-turnstile-response': 'hangs' };
    expect((await browser.post('/forgot-password', reset)).status).toBe(503);
  });

  test.each([
    ['another scheme', { ...widget, script: 'http://challenges.example.com/api.js' }],
    ['an event handler', { ...widget, attributes: { onload: 'alert(1)' } }],
    ['a source that is none', { ...widget, origins: ["https://x.test; script-src 'unsafe-inline'"] }],
    ['a keyword', { ...widget, origins: ["'unsafe-inline'"] }],
  ])('with %s stops the start', (_what, broken) => {
    expect(() => humanGate({ verifyHuman, widget: broken })).toThrow('the widget of verifyHuman');
  });
});

test('ROWSEAL_VERIFY_HUMAN is a module: a function, or one with a widget', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-human-'));
  const file = async (name: string, source: string) => {
    await writeFile(path.join(folder, name), source);
    return path.join(folder, name);
  };
  expect(await humanCheckIn(await file('plain.mjs', 'export default () => true;'))).toBeTypeOf('function');
  expect(await humanCheckIn(await file('both.mjs', 'export default { verifyHuman: () => true };'))).toHaveProperty(
    'verifyHuman',
  );
  for (const source of ['export default {};', 'export const verifyHuman = () => true;', 'import "nowhere";'])
    await expect(humanCheckIn(await file(`${source.length}.mjs`, source))).rejects.toThrow('ROWSEAL_VERIFY_HUMAN: ');
  await rm(folder, { recursive: true });
});
