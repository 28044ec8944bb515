import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { webhookSecrets } from '#server/credentials/webhook-secrets.ts';
import type { WebhookOutcome } from '#server/observability/metrics.ts';
import { webhookTask } from '#server/worker/webhook-task.ts';
import { startWorker } from '#server/worker/worker.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import {
  createWebhook,
  happen,
  type Received,
  toThisMachine,
  webhookReceiver,
} from '#test/support/webhook-receiver.ts';

const PATIENCE = { timeout: 30_000 };
const db = await freshDatabase({ seeded: true });
const receiver = await webhookReceiver();
let here = '';
let tests = 0;
const urlHere = () => `https://hooks.test:${receiver.port}${here}`;
const arrived = () => receiver.received.filter((request) => request.path === here);
const complaints: string[] = [];
const report = (message: string) => void complaints.push(message);
const tried: WebhookOutcome[] = [];
const webhook = webhookTask({
  masterKey: TEST_MASTER_KEY,
  networks: ['127.0.0.0/8'],
  resolve: toThisMachine,
  report,
  metrics: { webhookTried: (outcome) => void tried.push(outcome) },
});
const worker = await startWorker(db.workerUrl, TEST_MASTER_KEY, report, { webhook });
afterAll(() => worker.stop());

beforeEach(async () => {
  await db.admin`delete from rowseal_private.webhooks`;
  // Of what an earlier test has left on its way, nothing is counted.
  here = `/in-${++tests}?key=1`;
  receiver.answers.splice(0, receiver.answers.length, { status: 204 });
});

const heard = (count: number) => expect.poll(() => arrived().length, PATIENCE).toBe(count) as unknown as Promise<void>;
const verified = ({ headers, body }: Received, secret: string) =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as { type: string; data: object };
const deliveries = (id: string) =>
  db.admin<{ state: string; tries: number; status: number | null; error: string | null; event_id: string }[]>`
    select state, tries, status, error, event_id from rowseal_private.webhook_deliveries
     where webhook_id = ${id} order by id`;
/** Has what waits for its next try tried now. */
const hurry = () =>
  db.admin`update graphile_worker_rowseal._private_jobs set run_at = now() where payload ->> 'delivery_id' is not null`;
const ended = (id: string, state: string) =>
  expect.poll(async () => (await deliveries(id)).map((delivery) => delivery.state), PATIENCE).toEqual([state]);

describe('an event is told', () => {
  test('to the webhooks of its workspace that want its kind, signed as the library of Standard Webhooks verifies', async () => {
    const { id, secret } = await createWebhook(db, urlHere(), { kinds: ['told'] });
    const theirs = await createWebhook(db, urlHere(), { slug: 'globex' });
    const link = crypto.randomUUID();
    await happen(db, 'untold');
    await happen(db, 'told', { link_id: link, name: 'Ada Lovelace', address: 'ada@acme.test' });
    await heard(1);
    const [request] = arrived() as [Received];
    expect(request.path).toBe(here);
    expect(request.headers['content-type']).toBe('application/json');
    const { type, data } = verified(request, secret);
    const [event] = await db.admin`
      select id, workspace_id from rowseal_private.audit_events where kind = 'told' order by at desc limit 1`;
    expect({ type, data }).toEqual({
      type: 'told',
      data: { event_id: event?.['id'], workspace_id: event?.['workspace_id'], link_id: link },
    });
    expect(request.headers['webhook-id']).toBe(event?.['id']);
    expect(() => verified(request, theirs.secret)).toThrow();
    await ended(id, 'delivered');
    expect(await deliveries(theirs.id)).toEqual([]);
  });

  test('again where it was not taken, under the same id and another moment, until it is', async () => {
    const { id, secret } = await createWebhook(db, urlHere());
    receiver.answers.unshift({ status: 500 }, { status: 302, headers: { location: 'https://hooks.test/other' } });
    await happen(db, 'told');
    for (const count of [1, 2, 3]) {
      const isHere = async () => {
        await hurry();
        return arrived().length >= count;
      };
      await expect.poll(isHere, PATIENCE).toBe(true);
    }
    await ended(id, 'delivered');
    expect(arrived().map(({ path }) => path)).toEqual(Array(3).fill(here));
    for (const request of arrived()) verified(request, secret);
    expect(new Set(arrived().map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await deliveries(id)).toMatchObject([{ state: 'delivered', tries: 3, status: 204 }]);
  });

  test('by two signatures while its secret is replaced, and by one after that', async () => {
    const { id, secret: former } = await createWebhook(db, urlHere());
    const { secret, jwe } = await webhookSecrets(TEST_MASTER_KEY).create(id);
    await db.admin`
      update rowseal_private.webhooks set former_secret_jwe = secret_jwe, former_until = now() + interval '1 hour',
             secret_jwe = ${jwe} where id = ${id}`;
    await happen(db, 'told');
    await heard(1);
    const [both] = arrived() as [Received];
    verified(both, former);
    verified(both, secret);
    await db.admin`update rowseal_private.webhooks set former_until = now() where id = ${id}`;
    await happen(db, 'told');
    await heard(2);
    const [, one] = arrived() as [Received, Received];
    verified(one, secret);
    expect(() => verified(one, former)).toThrow();
  });
});

describe('a receiver', () => {
  test('that answers 410 is told nothing more, and the owners of its workspace are', async () => {
    const { id } = await createWebhook(db, urlHere());
    receiver.answers.unshift({ status: 410 });
    await happen(db, 'told');
    await ended(id, 'failed');
    const [stored] = await db.admin`select disabled_because from rowseal_private.webhooks where id = ${id}`;
    expect(stored).toEqual({ disabled_because: 'gone' });
    const mails = await db.admin`
      select composed.recipient from graphile_worker_rowseal._private_jobs as job
       cross join lateral rowseal_private.compose_mail(job.payload::jsonb) as composed
       where job.payload ->> 'id' = ${id}`;
    expect(mails).toMatchObject([{ recipient: 'owner@acme.test' }]);
    await happen(db, 'told');
    const other = await createWebhook(db, urlHere());
    await happen(db, 'told');
    await ended(other.id, 'delivered');
    expect(arrived()).toHaveLength(2);
  });

  test('that answers without an end is not read', async () => {
    const { id } = await createWebhook(db, urlHere());
    receiver.answers.unshift({ status: 200, endless: true });
    await happen(db, 'told');
    await ended(id, 'delivered');
  });

  test('that never answers is sent one message at a time', async () => {
    const slow = await createWebhook(db, urlHere(), { kinds: ['slow'] });
    receiver.answers.unshift({ status: 204, silent: true });
    await happen(db, 'slow');
    await heard(1);
    for (let i = 0; i < 3; i++) await happen(db, 'slow');
    const other = await createWebhook(db, urlHere(), { slug: 'globex' });
    await happen(db, 'told', {}, 'globex');
    await ended(other.id, 'delivered');
    const [first, ...rest] = await deliveries(slow.id);
    expect(rest.filter(({ tries }) => tries > 0)).toEqual([]);
    await expect.poll(async () => (await deliveries(slow.id))[0]?.error, PATIENCE).toBe('timed_out');
    expect(first?.state).toBe('waiting');
  });

  test('that never answers holds up no other workspace, though its own has twenty of them', async () => {
    receiver.answers.splice(0, 1, { status: 204, silent: true });
    const slow: string[] = [];
    for (let i = 0; i < 20; i++) slow.push((await createWebhook(db, urlHere())).id);
    for (let i = 0; i < 2; i++) await happen(db, 'told');
    await expect.poll(() => arrived().length, PATIENCE).toBeGreaterThan(0);
    const other = await createWebhook(db, urlHere(), { slug: 'globex' });
    await happen(db, 'told', {}, 'globex');
    const told = (ids: string[]) => db.admin<{ at_once: number; in_all: number }[]>`
      select count(*) filter (where job.locked_at is not null)::integer as at_once,
             count(*) filter (where job.attempts > 0)::integer as in_all
        from graphile_worker_rowseal._private_jobs as job
        join rowseal_private.webhook_deliveries as delivery on delivery.id = (job.payload ->> 'delivery_id')::uuid
       where delivery.webhook_id = any (${ids}::uuid[])`;
    await expect.poll(async () => (await told([other.id]))[0]?.in_all, PATIENCE).toBe(1);
    const [theirs] = await told(slow);
    expect(theirs?.at_once).toBeLessThanOrEqual(2);
    // The control: most of the forty, which are older, wait.
    expect(theirs?.in_all).toBeGreaterThan(0);
    expect(theirs?.in_all).toBeLessThan(40);
  });
});

test('without a webhook, or for a workspace that is being deleted, nothing is queued or sent', async () => {
  await happen(db, 'told');
  const { id } = await createWebhook(db, urlHere());
  await db.admin`update rowseal.workspaces set erase_at = now() + interval '1 day' where slug = 'acme'`;
  await happen(db, 'told');
  // The control: the worker has come past it.
  const theirs = await createWebhook(db, urlHere(), { slug: 'globex' });
  await happen(db, 'told', {}, 'globex');
  await ended(theirs.id, 'delivered');
  expect(await deliveries(id)).toEqual([]);
  expect(arrived()).toHaveLength(1);
  await db.admin`update rowseal.workspaces set erase_at = null where slug = 'acme'`;
});

test('the lines of the documentation tell what is genuine from what is not', async () => {
  const page = await readFile(path.resolve(import.meta.dirname, '../../docs/webhooks.md'), 'utf8');
  const [, lines = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
  const { isGenuine } = await import(`data:text/javascript,${encodeURIComponent(lines)}`);
  const { id, secret: former } = await createWebhook(db, urlHere());
  const { secret, jwe } = await webhookSecrets(TEST_MASTER_KEY).create(id);
  await db.admin`
    update rowseal_private.webhooks set former_secret_jwe = secret_jwe, former_until = now() + interval '1 hour',
           secret_jwe = ${jwe} where id = ${id}`;
  await happen(db, 'told');
  await heard(1);
  const [{ headers, body }] = arrived() as [Received];
  expect([secret, former].map((each) => isGenuine(headers, body, each))).toEqual([true, true]);
  expect(isGenuine(headers, `${body} `, secret)).toBe(false);
  expect(isGenuine(headers, body, secret, Date.now() / 1000 + 301)).toBe(false);
  expect(isGenuine(headers, body, `whsec_${Buffer.alloc(32).toString('base64')}`)).toBe(false);
  for (const broken of [
    { 'webhook-id': undefined },
    { 'webhook-timestamp': 'NaN' },
    { 'webhook-timestamp': undefined },
    { 'webhook-signature': undefined },
    { 'webhook-signature': 'v1' },
    { 'webhook-signature': `v1,${secret}` },
    { 'webhook-signature': 'v1,é' },
  ])
    expect(isGenuine({ ...headers, ...broken }, body, secret), JSON.stringify(broken)).toBe(false);
});

test('what becomes of each try is counted, and what strangers do not take is not in the log', () => {
  expect(tried).toEqual(expect.arrayContaining(['delivered', 'waiting', 'failed', 'dropped']));
  expect(complaints).toEqual([]);
});
