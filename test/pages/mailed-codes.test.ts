import { beforeEach, expect, test } from 'vitest';
import { emailCodes } from '#server/credentials/email-codes.ts';
import { renderMail } from '#server/mail/render.ts';
import { openLanguages } from '#server/messages/languages.ts';
import { browserLike } from '#test/support/browser-like.ts';
import { composedMails } from '#test/support/composed-mail.ts';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { ownAccounts } from '#test/support/own-account.ts';

const demo = await demoApp({ graphql: false });
const { app, db } = demo;
const { person } = ownAccounts(demo);
const ADA = 'owner@acme.test';
beforeEach(async () => {
  await db.admin`update rowseal_private.settings set email_codes = true`;
  await db.admin`delete from rowseal_private.throttles`;
  await composedMails(db.admin);
});

async function mailedCode(email: string): Promise<string> {
  const mail = (await composedMails(db.admin)).find(
    ({ kind, recipient }) => kind === 'email_code' && recipient === email,
  );
  return emailCodes(TEST_MASTER_KEY).open(email, String(mail?.variables['code_jwe']));
}

test('the sign-in page offers a code where this installation mails them', async () => {
  expect((await browserLike(app).get('/sign-in')).html).toContain('Email me a code');
  await db.admin`update rowseal_private.settings set email_codes = false`;
  await expect
    .poll(async () => (await browserLike(app).get('/sign-in')).html, { timeout: 5_000 })
    .not.toContain('Email me a code');
  expect((await browserLike(app).get('/sign-in-mail')).location).toBe('/sign-in');
  expect((await browserLike(app).post('/sign-in-mail', { email: ADA })).html).toContain('turned off');
});

test('a code signs in, without a script, in the browser that asked', async () => {
  const here = browserLike(app);
  expect((await here.post('/sign-in-mail', { email: ADA })).location).toBe('/sign-in-mailed-code');
  const code = await mailedCode(ADA);
  expect((await here.get('/sign-in-mailed-code')).html).toContain('Check your email');
  const wrong = await here.post('/sign-in-mailed-code', {
    code: code.startsWith('7') ? `8${code.slice(1)}` : `7${code.slice(1)}`,
  });
  expect([wrong.status, wrong.html.includes('Incorrect code')]).toEqual([401, true]);
  expect((await here.post('/sign-in-mailed-code', { code: 'short' })).status).toBe(400);
  expect((await here.post('/sign-in-mailed-code', { code: code.toLowerCase() })).location).toBe('/account');
  expect((await here.get('/account')).html).toContain(ADA);
});

test('the link in the mail fills in the code, signs nobody in by itself, and elsewhere leads back', async () => {
  const here = browserLike(app);
  await here.post('/sign-in-mail', { email: ADA });
  const code = await mailedCode(ADA);
  const opened = await here.get(`/sign-in-mailed-code?code=${code}`);
  expect(opened.html).toContain(`value="${code.replace('-', '')}"`);
  expect((await here.get('/account')).location).toBe('/sign-in');
  const elsewhere = await browserLike(app).get(`/sign-in-mailed-code?code=${code}`);
  expect([elsewhere.status, elsewhere.html.includes('Go back to the browser')]).toEqual([400, true]);
  expect(elsewhere.html).not.toContain(code.replace('-', ''));
  const typedThere = await browserLike(app).post('/sign-in-mailed-code', { code });
  expect(typedThere.html).toContain('Go back to the browser');
  // The control: neither has used it up.
  expect((await here.post('/sign-in-mailed-code', { code })).location).toBe('/account');
});

test('an address that nobody has shows the same pages', async () => {
  const here = browserLike(app);
  const [known, unknown] = [browserLike(app), here];
  expect((await known.post('/sign-in-mail', { email: ADA })).location).toBe('/sign-in-mailed-code');
  expect((await unknown.post('/sign-in-mail', { email: 'nobody@acme.test' })).location).toBe('/sign-in-mailed-code');
  const pages = await Promise.all([known, unknown].map((browser) => browser.get('/sign-in-mailed-code')));
  expect(pages[0]?.html).toBe(pages[1]?.html);
});

test('somebody without a password confirms who they are by a code', async () => {
  const owner = await person('passwordless');
  const here = browserLike(app);
  await here.post('/sign-in-mail', { email: owner.email });
  await here.post('/sign-in-mailed-code', { code: await mailedCode(owner.email) });
  await db.admin`delete from rowseal_private.passwords where user_id = ${owner.id}`;
  await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '1 hour' where user_id = ${owner.id}`;
  expect((await here.get('/step-up')).html).toContain('action="/step-up/code"');
  const asked = await here.post('/step-up/code', { back: '/account/email' });
  expect(asked.html).toContain('name="mailed_code"');
  const code = await mailedCode(owner.email);
  expect((await here.post('/step-up', { back: '/account/email', mailed: '1', mailed_code: '' })).status).toBe(400);
  const confirmed = await here.post('/step-up', { back: '/account/email', mailed: '1', mailed_code: code });
  expect(confirmed.location).toBe('/account/email');
  const [row] = await db.admin`
    select rowseal_private.proved_level(user_id, session_id, '5 minutes') as level
      from rowseal_private.session_proofs where user_id = ${owner.id} order by proved_at desc limit 1`;
  expect(row?.['level']).toBe(1);
});

test.each([
  ['en', 'Your code', 'Sign in', 'Never tell this code to anybody'],
  ['de', 'Ihr Code', 'Anmelden', 'Geben Sie diesen Code niemandem'],
])('the mail says the code, where it serves, and to keep it, in %s', (tag, subject, action, warning) => {
  const language = openLanguages({ standard: tag }).standard;
  const variables = { code_jwe: 'a.b.c.d.e', purpose: 'sign_in' as const, lifetime: 590 };
  const sender = { publicUrl: PUBLIC_URL, product: 'Rowseal', language, code: '7KQ4-M2XB' };
  const mail = renderMail(ADA, { kind: 'email_code', variables }, sender);
  expect(mail.subject).toBe(subject);
  expect(mail.text).toContain('7KQ4-M2XB');
  expect(mail.text).toContain(`${action}:\n${PUBLIC_URL}/sign-in-mailed-code?code=7KQ4-M2XB`);
  expect(mail.text).toMatch(/10 (minutes|Minuten)/);
  const stepUp = renderMail(ADA, { kind: 'email_code', variables: { ...variables, purpose: 'step_up' } }, sender);
  expect(stepUp.html).not.toContain('/sign-in-mailed-code');
  for (const { text } of [mail, stepUp]) expect(text.replaceAll(/\s+/g, ' ')).toContain(warning);
});
