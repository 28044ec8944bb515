import type { InjectOptions } from 'fastify';
import { expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { forged } from '#test/support/api-world.ts';
import { type Answer, demoApp } from '#test/support/demo-app.ts';
import { mailServer, mailWorker, tokenIn } from '#test/support/mail.ts';

const lines: Record<string, unknown>[] = [];
const logStream = { write: (line: string) => lines.push(JSON.parse(line)) };
const { db, send } = await demoApp({ graphql: false, logLevel: 'info', logStream });
const mail = await mailServer();
await mailWorker(db.workerUrl, mail.url);

const SAID = 'said-by-the-client';
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

/** What came of a request: its answer, what the log calls it, and the audit events of its doing by the id that each says. */
async function traced(url: string, payload: object, headers: InjectOptions['headers'] = {}) {
  const before = await db.admin<{ id: string }[]>`select id from rowseal_private.audit_events`;
  lines.splice(0);
  const answer = await send({ method: 'POST', url, payload, headers: { 'x-request-id': SAID, ...headers } });
  await expect.poll(() => lines.find(({ msg }) => msg === 'request')).toBeDefined();
  const id = String(lines.find(({ msg }) => msg === 'request')?.['reqId']);
  const events = await db.admin<{ kind: string; request_id: string | null }[]>`
    select kind, request_id from rowseal_private.audit_events
     where id <> all (${before.map((event) => event.id)}::uuid[])
       and kind <> 'signing_key_added' -- by the server itself, meanwhile
     order by kind`;
  return { answer, id, events: [...events] };
}

/** That a request was answered so, that events of these kinds came of it, and that each names the request. */
async function expectEvents(request: ReturnType<typeof traced>, status: number, kinds: string[]): Promise<Answer> {
  const { answer, id, events } = await request;
  expect(answer.status).toBe(status);
  expect(id).not.toBe(SAID);
  expect(events).toEqual([...kinds].sort().map((kind) => ({ kind, request_id: id })));
  if (status >= 400 && 'instance' in answer.body) expect(answer.body.instance).toBe(`urn:rowseal:request:${id}`);
  return answer;
}

const logIn = (email: string, password = DEMO_PASSWORD) =>
  traced('/v1/auth/token', { provider: 'password', email, password, transport: 'body' });
const refresh = (token: string) => traced('/v1/auth/refresh', { refresh_token: token });

test('an event of somebody who is not signed in yet names the request, as the log and the problem do', async () => {
  await expectEvents(logIn('guest@acme.test', 'not the password'), 401, ['login_failed']);
  const account = { email: 'ada@new.test', password: 'a password of ada' };
  await expectEvents(traced('/v1/auth/register', account), 202, ['user_registered']);
  await traced('/v1/auth/password/forgot', { email: account.email });
  const proof = tokenIn(await mail.next(account.email, 'Reset your password'), 'reset-password');
  const reset = { token: proof, password: 'another password of ada' };
  await expectEvents(traced('/v1/auth/password/reset', reset), 204, ['password_reset']);
  await expectEvents(traced('/v1/auth/password/reset', reset), 400, ['proof_refused']);
  const stranger = new URLSearchParams({ grant_type: 'authorization_code', client_id: 'x', client_secret: 'y' });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  await expectEvents(traced('/v1/oauth/token', String(stranger) as never, form), 401, ['client_refused']);
});

test('so does an event of a session: opened, refreshed too often, ended', async () => {
  const { body } = await expectEvents(logIn('member@acme.test'), 200, ['logged_in']);
  await expectEvents(refresh(forged(body.refresh_token)), 401, ['refresh_refused']);
  const second = (await expectEvents(refresh(body.refresh_token), 200, [])).body.refresh_token;
  await expectEvents(refresh(second), 200, []);
  await expectEvents(refresh(body.refresh_token), 401, ['session_revoked']);
  const { body: other } = await expectEvents(logIn('member@acme.test'), 200, ['logged_in']);
  const bye = traced('/v1/auth/logout', { refresh_token: other.refresh_token });
  await expectEvents(bye, 204, ['session_revoked']);
});

test('so does an event of a personal access token: made, rotated, refused', async () => {
  const { body } = await expectEvents(logIn('owner@acme.test'), 200, ['logged_in']);
  const headers = { authorization: `Bearer ${body.access_token}`, 'x-rowseal-workspace': 'acme' };
  const made = await expectEvents(traced('/v1/tokens', { name: 'script', expires_at: TOMORROW }, headers), 201, [
    'token_created',
  ]);
  const rotated = traced(`/v1/tokens/${made.body.id}/rotate`, { expires_at: TOMORROW }, headers);
  await expectEvents(rotated, 200, ['token_rotated']);
  const former = { authorization: `Bearer ${made.body.token}` };
  await expectEvents(traced('/v1/workspaces', { slug: 'x-y-z', name: 'X' }, former), 401, ['token_refused']);
});
