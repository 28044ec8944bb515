import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { webhookSecrets } from '#server/credentials/webhook-secrets.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { createService } from '#test/support/services.ts';
import { spareWebhook } from '#test/support/spare-webhook.ts';

const { db, send, token } = await demoApp();
const OWNER = 'owner@acme.test';
const owner = await token(OWNER);
const URL_THERE = 'https://hooks.test/in?key=1';

/** Asks as the bearer of a credential. */
async function ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object, more: object = {}) {
  const headers = { authorization: `Bearer ${owner}`, 'x-rowseal-workspace': 'acme', ...more };
  return send({ method, url, headers, ...(payload ? { payload } : {}) });
}
const as = (bearer: string, workspace = 'acme') => ({
  authorization: `Bearer ${bearer}`,
  'x-rowseal-workspace': workspace,
});
const listed = async (id: string) => {
  const { body } = await ask('GET', '/v1/webhooks');
  return body.webhooks.find((webhook: { id: string }) => webhook.id === id);
};
const secretsOf = async (id: string) => {
  const [row] = await db.admin<{ secret_jwe: string; former_secret_jwe: string | null }[]>`
    select secret_jwe, former_secret_jwe from rowseal_private.webhooks where id = ${id}`;
  const { open } = webhookSecrets(TEST_MASTER_KEY);
  const jwes = [row?.secret_jwe, row?.former_secret_jwe].filter((jwe) => typeof jwe === 'string');
  return Promise.all(jwes.map(async (jwe) => `whsec_${(await open(id, jwe)).toString('base64')}`));
};

test('is made with a secret that is shown once, listed without it, changed, disabled, enabled and removed', async () => {
  const { status, body } = await ask('POST', '/v1/webhooks', { url: URL_THERE, kinds: ['member_added'] });
  expect(status).toBe(201);
  const { id, secret } = body;
  expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
  expect(await secretsOf(id)).toEqual([secret]);
  const before = await listed(id);
  expect(before).toMatchObject({ url: URL_THERE, kinds: ['member_added'], enabled: true, disabled_because: null });
  expect(JSON.stringify(before)).not.toContain(secret.slice(6, 20));
  const change = (changes: object) => ask('PATCH', `/v1/webhooks/${id}`, changes);
  expect((await change({ url: 'https://Other.test', kinds: null })).status).toBe(204);
  expect(await listed(id)).toMatchObject({ url: 'https://other.test/', kinds: null });
  expect((await change({ enabled: false })).status).toBe(204);
  expect(await listed(id)).toMatchObject({ enabled: false, disabled_because: 'asked' });
  expect((await change({ enabled: true })).status).toBe(204);
  expect(await listed(id)).toMatchObject({ enabled: true, disabled_because: null });
  const stale = { 'if-match': `"${before.version}"` };
  expect((await ask('DELETE', `/v1/webhooks/${id}`, undefined, stale)).status).toBe(412);
  expect((await ask('DELETE', `/v1/webhooks/${id}`)).status).toBe(204);
  expect(await listed(id)).toBeUndefined();
});

test('gets another secret, and for a while both sign', async () => {
  const { body: made } = await ask('POST', '/v1/webhooks', { url: URL_THERE });
  const { status, body } = await ask('POST', `/v1/webhooks/${made.id}/secret`, {});
  expect(status).toBe(201);
  expect(await secretsOf(made.id)).toEqual([body.secret, made.secret]);
  expect(Date.parse((await listed(made.id)).former_secret_ends_at)).toBeGreaterThan(Date.now() + 86_000_000);
  const past = new Date(0).toISOString();
  const { body: last } = await ask('POST', `/v1/webhooks/${made.id}/secret`, { former_ends_at: past });
  expect(await secretsOf(made.id)).toEqual([last.secret]);
});

test('a test is a delivery, which is one of the list', async () => {
  const id = await spareWebhook(db.admin);
  const { status, body } = await ask('POST', `/v1/webhooks/${id}/test`);
  expect(status).toBe(202);
  const { body: deliveries } = await ask('GET', `/v1/webhooks/${id}/deliveries`);
  expect(deliveries.deliveries).toMatchObject([
    { id: body.delivery_id, webhook_id: id, kind: 'webhook_test', state: 'waiting', tries: 0, status: null },
  ]);
});

describe('leads nowhere but to https', () => {
  test.each([
    'http://hooks.test/',
    'https://me:secret@hooks.test/',
    'https://hooks.test/#part',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'hooks.test',
    '',
  ])('%s is refused', async (url) => {
    expect((await ask('POST', '/v1/webhooks', { url })).body.code).toBe('invalid_input');
    const id = await spareWebhook(db.admin);
    expect((await ask('PATCH', `/v1/webhooks/${id}`, { url })).body.code).toBe('invalid_input');
  });
});

describe('what others have', () => {
  const asked: [method: 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object][] = [
    ['PATCH', '', { enabled: false }],
    ['DELETE', ''],
    ['POST', '/test'],
    ['POST', '/secret', {}],
  ];

  test.each(asked)('%s %s of another workspace answers as what does not exist', async (method, path, payload) => {
    const theirs = await spareWebhook(db.admin, 'globex');
    const answers = await Promise.all(
      [theirs, randomUUID()].map((id) => ask(method, `/v1/webhooks/${id}${path}`, payload)),
    );
    for (const { status, body } of answers)
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'not_found' });
    const { body } = await ask('GET', `/v1/webhooks/${theirs}/deliveries`);
    expect(body.deliveries).toEqual([]);
  });

  test('nobody makes one but an unrestricted session of who may', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { body: pat } = await ask('POST', '/v1/tokens', { name: 'all', expires_at: expiresAt });
    const { token: service } = await createService(db.admin, 'acme');
    const callers: [string, string, string][] = [
      [await token('member@acme.test'), 'acme', 'insufficient_scope'],
      [await token('viewer@acme.test'), 'acme', 'insufficient_scope'],
      [pat.token, 'acme', 'session_required'],
      [service, 'acme', 'session_required'],
      [await token(OWNER, { scope: 'webhooks:write audit:read' }), 'acme', 'session_required'],
      [await token('owner@globex.test'), 'acme', 'insufficient_scope'],
      [owner, 'globex', 'not_a_member'],
    ];
    const before = await db.admin`select from rowseal_private.webhooks`;
    for (const [bearer, workspace, code] of callers) {
      const answer = await ask('POST', '/v1/webhooks', { url: URL_THERE }, as(bearer, workspace));
      expect(answer.body.code, code).toBe(code);
    }
    expect(await db.admin`select from rowseal_private.webhooks`).toHaveLength(before.length);
    expect((await ask('POST', '/v1/webhooks', { url: URL_THERE })).status, 'the control').toBe(201);
  });
});
