import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { signaturesOf, webhookSecrets } from '#server/credentials/webhook-secrets.ts';
import { type Destinations, type FoundAddress, postOutside } from '#server/worker/outgoing-post.ts';
import { webhookTask } from '#server/worker/webhook-task.ts';
import { startWorker } from '#server/worker/worker.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { needlesOf, searcher } from '#test/support/secret-search.ts';
import { createWebhook, happen, toThisMachine, webhookReceiver } from '#test/support/webhook-receiver.ts';

/** Attacks by and on webhooks: on what is inside by their addresses, on their secrets, on those who are told. */
const PUBLIC: FoundAddress = { address: '93.184.215.14', family: 4 };
const INSIDE: FoundAddress = { address: '127.0.0.1', family: 4 };
const receiver = await webhookReceiver();
const HERE = `https://hooks.test:${receiver.port}/`;
const outside: Destinations = { development: false, networks: [], anyPort: false };
const own: Destinations = { ...outside, networks: ['127.0.0.0/8'], resolve: toThisMachine };
const sent = (address: string, where: Destinations, patienceMs = 10_000) =>
  postOutside({ address, headers: {}, body: '{}', patienceMs }, where);

beforeEach(() => {
  receiver.received.length = 0;
  receiver.answers.splice(0, receiver.answers.length, { status: 204 });
});

describe('the inside is not reached by the address of a webhook', async () => {
  let connections = 0;
  const inside = createServer((socket) => {
    connections++;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(inside, 'listening');
  afterAll(() => inside.close());
  const { port } = inside.address() as AddressInfo;

  test.each([
    `https://127.0.0.1:${port}/`,
    `https://localhost:${port}/`,
    `https://[::1]:${port}/`,
    `https://[::ffff:127.0.0.1]:${port}/`,
    `https://[::127.0.0.1]:${port}/`,
    `https://2130706433:${port}/`,
    `https://0x7f.1:${port}/`,
    `https://0177.0.0.1:${port}/`,
    `https://127.1:${port}/`,
    `https://0.0.0.0:${port}/`,
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.0.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[fd00:ec2::254]/',
    'https://[fe80::1]/',
    'https://[febf::1]/',
    'https://[fec0::1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001::7f00:1]/',
    'https://[2001:db8::1]/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    `http://127.0.0.1:${port}/`,
    'no address',
  ])('%s', async (address) => {
    await expect(sent(address, outside)).rejects.toMatchObject({ reason: 'address_refused' });
    expect(connections).toBe(0);
  });

  test('where one record of its name is public and another is not', async () => {
    for (const found of [[PUBLIC, INSIDE], [INSIDE, PUBLIC], [INSIDE]]) {
      const where = { ...outside, resolve: async () => found };
      await expect(sent(`https://hooks.test:${port}/`, where)).rejects.toMatchObject({ reason: 'address_refused' });
    }
    expect(connections).toBe(0);
  });

  test('where its name leads to the internet when it is looked up, and inside a moment later', async () => {
    let asked = 0;
    const resolve = async () => (asked++ === 0 ? [PUBLIC] : [INSIDE]);
    // Nobody answers there in time, or at all: what counts is who is dialled.
    await expect(sent('https://hooks.test/', { ...outside, resolve }, 300)).rejects.toThrow();
    expect([asked, connections]).toEqual([1, 0]);
  });

  test('by a port of the internet other than 443', async () => {
    const where = { ...outside, resolve: async () => [PUBLIC] };
    await expect(sent('https://hooks.test:8443/', where)).rejects.toMatchObject({ reason: 'address_refused' });
    await expect(sent('https://hooks.test:22/', where)).rejects.toMatchObject({ reason: 'address_refused' });
  });

  test('by a redirect, which is an answer like another', async () => {
    for (const status of [301, 302, 307, 308]) {
      receiver.answers.unshift({ status, headers: { location: `https://127.0.0.1:${port}/` } });
      expect(await sent(HERE, own)).toBe(status);
    }
    expect(connections).toBe(0);
  });

  test('unless the operator has named its network: the control', async () => {
    await expect(sent(`https://127.0.0.1:${port}/`, { ...outside, networks: ['127.0.0.0/8'] })).rejects.toMatchObject({
      reason: 'unreachable',
    });
    expect(connections).toBe(1);
  });
});

describe('a receiver', () => {
  test('whose certificate is another name is told nothing', async () => {
    await expect(sent(`https://other.test:${receiver.port}/`, own)).rejects.toMatchObject({ reason: 'unreachable' });
    expect(receiver.received).toEqual([]);
    expect(await sent(HERE, own), 'the control').toBe(204);
  });

  test('that says nothing is given up, and one that never ends is not read', async () => {
    receiver.answers.unshift({ status: 204, silent: true });
    await expect(sent(HERE, own, 500)).rejects.toMatchObject({ reason: 'timed_out' });
    receiver.answers.unshift({ status: 200, endless: true });
    expect(await sent(HERE, own)).toBe(200);
  });
});

describe('a message', async () => {
  const { secret, jwe } = await webhookSecrets(TEST_MASTER_KEY).create('one');
  const opened = await webhookSecrets(TEST_MASTER_KEY).open('one', jwe);
  const now = Math.floor(Date.now() / 1000);
  const headers = (timestamp: number, body = '{}') => ({
    'webhook-id': 'e-1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signaturesOf({ id: 'e-1', timestamp, body }, [opened]),
  });

  test('that is old, changed, or of another id is refused by who verifies it', () => {
    const webhook = new Webhook(secret);
    expect(() => webhook.verify('{}', headers(now - 600))).toThrow();
    expect(() => webhook.verify('{} ', headers(now))).toThrow();
    expect(() => webhook.verify('{}', { ...headers(now), 'webhook-id': 'e-2' })).toThrow();
    expect(() => webhook.verify('{}', { ...headers(now - 600), 'webhook-timestamp': String(now) })).toThrow();
    expect(webhook.verify('{}', headers(now)), 'the control').toEqual({});
  });

  test('is signed as the vector of the specification', () => {
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    const body = '{"test": 2432232314}';
    expect(signaturesOf({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body }, [key])).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  test('is not signed by the secret of another webhook, wherever that is put', async () => {
    await expect(webhookSecrets(TEST_MASTER_KEY).open('another', jwe)).rejects.toThrow('another one');
    await expect(webhookSecrets(new Uint8Array(32).fill(99)).open('one', jwe)).rejects.toThrow('MASTER_KEY');
  });
});

describe('in the database', async () => {
  const db = await freshDatabase({ seeded: true });
  const webhook = webhookTask({ masterKey: TEST_MASTER_KEY, ...own, report: () => {} });
  const worker = await startWorker(db.workerUrl, TEST_MASTER_KEY, () => {}, { webhook });
  afterAll(() => worker.stop());

  test('no secret stands, in any notation, nor what is sent', async () => {
    const { secret } = await createWebhook(db, HERE);
    await happen(db, 'told');
    await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBe(1);
    const tables = await db.admin<{ name: string }[]>`
      select oid::regclass::text as name from pg_class
       where relkind in ('r', 'p') and not relispartition
         and relnamespace::regnamespace::text in ('rowseal', 'rowseal_private', 'graphile_worker_rowseal')`;
    const dumped = await Promise.all(
      tables.map(({ name }) => db.admin.unsafe<{ row: string }[]>(`select t::text as row from ${name} as t`)),
    );
    const dump = Buffer.from(dumped.flatMap((rows) => rows.map(({ row }) => row)).join('\n'));
    const needles = needlesOf('secret', Buffer.from(secret.slice('whsec_'.length), 'base64'));
    expect(searcher(needles)(dump)).toEqual([]);
    expect(dump.includes('"timestamp"')).toBe(false);
    // The control: what is there is found.
    expect(dump.includes(new URL(HERE).host)).toBe(true);
  });

  test('names and addresses of people do not leave it, whatever an event holds', async () => {
    await createWebhook(db, HERE);
    const details = { name: 'Ada Lovelace', address: 'owner@acme.test', role: 'owner', link_id: crypto.randomUUID() };
    await happen(db, 'told', details);
    await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBeGreaterThan(0);
    const told = receiver.received.at(-1)?.body ?? '';
    for (const word of ['Ada', 'owner', 'acme']) expect(told).not.toContain(word);
    expect(told, 'the control').toContain(details.link_id);
  });

  test('nothing is told of a workspace that is deleted while it waits', async () => {
    const { id } = await createWebhook(db, `${HERE}deleted`, { slug: 'globex' });
    const told = () => receiver.received.filter((request) => request.path === '/deleted');
    receiver.answers.splice(0, 1, { status: 500 });
    await happen(db, 'told', {}, 'globex');
    await expect.poll(() => told().length, { timeout: 30_000 }).toBe(1);
    await db.admin`update rowseal.workspaces set erase_at = now() + interval '1 day' where slug = 'globex'`;
    const state = async () => {
      await db.admin`
        update graphile_worker_rowseal._private_jobs set run_at = now() where payload ->> 'delivery_id' is not null`;
      const deliveries = await db.admin`
        select state from rowseal_private.webhook_deliveries where webhook_id = ${id}`;
      return deliveries.map((delivery) => delivery['state']);
    };
    await expect.poll(state, { timeout: 30_000 }).toEqual(['dropped']);
    expect(told()).toHaveLength(1);
  });
});
