import { beforeEach, expect, test } from 'vitest';
import { browserLike } from '#test/support/browser-like.ts';
import { composedMails } from '#test/support/composed-mail.ts';
import { demoApp } from '#test/support/demo-app.ts';

// How long a password has to be: 15 characters, and 8 where everybody has to have another factor at once.
const { app, db, send, logIn } = await demoApp({ graphql: false });
const register = (email: string, password: string) =>
  send({ method: 'POST', url: '/v1/auth/register', payload: { email, password } });
const policy = (level: number | null, grace: string) =>
  db.admin`select rowseal_audit.set_installation_policy(${level}, ${grace}::interval)`;
const OF_EIGHT = 'mvT4 q7x';
let people = 0;
const somebody = () => `short${people++}@acme.test`;
/** Until the server, which asks once a second, knows the rule. */
const ruleIs = (least: number) =>
  expect
    .poll(async () => (await browserLike(app).get('/register')).html, { timeout: 30_000 })
    .toContain(`minlength="${least}"`);

beforeEach(async () => {
  await db.admin`delete from rowseal_private.throttles`;
  await policy(null, '7 days');
  await db.admin`update rowseal_private.settings set short_passwords_until = null`;
  await ruleIs(15);
});

test('15 characters are asked for, by the page, and by the problem of who sends fewer', async () => {
  expect((await browserLike(app).get('/register')).html).toContain('At least 15 characters');
  const refused = await register(somebody(), 'mvT4 q7x mvT4q');
  expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining('15 to 1024')]);
});

test('and 15 while people have a grace period: a password is the only factor for as long', async () => {
  await policy(2, '1 day');
  await expect.poll(() => register(somebody(), OF_EIGHT)).toMatchObject({ status: 400 });
  expect((await browserLike(app).get('/register')).html).toContain('At least 15 characters');
});

test('8 where everybody is asked for another factor at once, and no fewer', async () => {
  await policy(2, '0');
  await ruleIs(8);
  const page = await browserLike(app).get('/register');
  expect(page.html).toContain('At least 8 characters');
  const refused = await register(somebody(), OF_EIGHT.slice(1));
  expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining('8 to 1024')]);
  const shown = await browserLike(app).post('/register', { email: somebody(), password: OF_EIGHT.slice(1), name: '' });
  expect([shown.status, shown.html.includes('8')]).toEqual([400, true]);
  const email = somebody();
  expect((await register(email, OF_EIGHT)).status).toBe(202);
  const { status, body } = await logIn(email, {}, OF_EIGHT);
  expect(status).toBe(200);
  // It reaches the account, and no workspace: what the other factor is for.
  await db.admin`
    insert into rowseal.memberships (workspace_id, user_id, role)
    select workspace.id, account.id, 'member' from rowseal.workspaces as workspace, rowseal.users as account
     where workspace.slug = 'acme' and account.email = ${email}`;
  const authorization = `Bearer ${body.access_token}`;
  expect((await send({ url: '/v1/me', headers: { authorization } })).status).toBe(200);
  const entered = await send({ url: '/v1/members', headers: { authorization, 'x-rowseal-workspace': 'acme' } });
  expect(entered).toMatchObject({ status: 403, body: { code: 'second_factor_missing' } });
});

test('once that is taken back, who has nothing else is signed out, and chooses a long one by mail', async () => {
  await policy(2, '0');
  await ruleIs(8);
  const [short, long] = [somebody(), somebody()];
  await register(short, OF_EIGHT);
  await register(long, `${OF_EIGHT} and more`);
  const before = await logIn(short, { transport: 'body' }, OF_EIGHT);
  await db.admin`update rowseal.users set email_verified_at = now() where email = ${short}`;
  await policy(null, '7 days');
  const { refresh_token } = before.body;
  const refreshed = await send({ method: 'POST', url: '/v1/auth/refresh', payload: { refresh_token } });
  expect(refreshed).toMatchObject({ status: 401, body: { code: 'session_ended' } });
  expect(await logIn(short, {}, OF_EIGHT)).toMatchObject({ status: 403, body: { code: 'password_too_short' } });
  // Of a wrong one nothing is told but that.
  expect(await logIn(short, {}, 'mvT4 q7y')).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
  const page = await browserLike(app).post('/sign-in', { email: short, password: OF_EIGHT });
  expect([page.status, page.html.includes('too short to sign in with alone')]).toEqual([403, true]);
  expect((await logIn(long, {}, `${OF_EIGHT} and more`)).status).toBe(200);

  await ruleIs(15);
  await composedMails(db.admin);
  await send({ method: 'POST', url: '/v1/auth/password/forgot', payload: { email: short } });
  const mail = (await composedMails(db.admin)).find(({ recipient }) => recipient === short);
  const chosen = (password: string) =>
    send({ method: 'POST', url: '/v1/auth/password/reset', payload: { token: mail?.variables.token, password } });
  expect((await chosen(OF_EIGHT)).status).toBe(400);
  expect((await chosen(`${OF_EIGHT} at length`)).status).toBe(204);
  expect((await logIn(short, {}, `${OF_EIGHT} at length`)).status).toBe(200);
});
