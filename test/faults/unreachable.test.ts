import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { openGateway } from '#server/database/gateway.ts';
import { openIssuer } from '#server/database/issuer.ts';
import { demoApp, serverOn } from '#test/support/demo-app.ts';
import { openFaultProxy } from '#test/support/fault-proxy.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { createPerson } from '#test/support/people.ts';

const { db, token } = await demoApp();
const network = await openFaultProxy(db.gatewayUrl);
const { send } = await serverOn(db, {
  gatewayUrl: network.through(db.gatewayUrl),
  issuerUrl: network.through(db.issuerUrl),
});
const headers = { authorization: `Bearer ${await token('owner@acme.test')}`, 'x-rowseal-workspace': 'acme' };
const credentials = { provider: 'password', email: 'owner@acme.test', password: DEMO_PASSWORD };
const graphql = (query: string) => send({ method: 'POST', url: '/graphql', headers, payload: { query } });
const create = (title: string) =>
  graphql(`mutation { createNote(input: { note: { title: "${title}" } }) { note { title } } }`);

const REQUESTS = {
  'a login': () => send({ method: 'POST', url: '/v1/auth/token', payload: credentials }),
  'a read': () => send({ url: '/v1/me', headers }),
  'a GraphQL query': () => graphql('{ allNotes(first: 1) { nodes { title } } }'),
  'a GraphQL mutation': () => create('never'),
};
const everybody = Object.entries(REQUESTS);
const notes = async (title: string) => (await db.admin`select from app.notes where title = ${title}`).length;
const served = () =>
  vi.waitUntil(
    async () => (await Promise.all(everybody.map(([, ask]) => ask()))).every(({ status }) => status === 200),
    {
      timeout: 60_000,
      interval: 100,
    },
  );

beforeAll(async () => {
  await served();
  await db.admin`delete from app.notes where title = 'never'`;
});

describe.each([
  ['nobody is at the address of the database', () => network.vanish()],
  ['whoever connects to it is disconnected', async () => network.hangUp()],
])('while %s', (_, befall) => {
  beforeAll(befall);
  afterAll(async () => {
    await network.heal();
    await served();
    await db.admin`delete from app.notes where title = 'never'`;
  });

  test.each(everybody)('%s is 503 with Retry-After: nothing was sent', async (_, ask) => {
    // Until the drivers have noticed, they write to connections that are gone.
    await expect.poll(async () => (await ask()).body.code).toBe('unavailable');
    const { status, headers, body } = await ask();
    expect([status, headers['retry-after'], body.code]).toEqual([503, '1', 'unavailable']);
    expect(await notes('never')).toBe(0);
  });
});

test('a token that is refused while nobody can count the guess is a problem document too', async () => {
  const issuing = await openFaultProxy(db.issuerUrl);
  const half = await serverOn(db, { issuerUrl: issuing.through(db.issuerUrl) });
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  const made = await half.send({
    method: 'POST',
    url: '/v1/tokens',
    headers,
    payload: { name: 'gone', expires_at: expires },
  });
  const { id, token: guessed } = made.body;
  await half.send({ method: 'DELETE', url: `/v1/tokens/${id}`, headers });
  const guess = () => half.send({ url: '/v1/me', headers: { authorization: `Bearer ${guessed}` } });
  const served = await guess();
  expect([served.status, served.body.code], 'the control').toEqual([401, 'invalid_token']);
  issuing.hangUp();
  // Until the driver has noticed, it writes to a connection that is gone.
  await expect.poll(async () => (await guess()).body.code, { timeout: 10_000 }).toBe('unavailable');
  const refused = await guess();
  const { 'retry-after': wait, 'content-type': type } = refused.headers;
  expect([refused.status, wait, type, refused.body.instance]).toEqual([
    503,
    '1',
    'application/problem+json; charset=utf-8',
    expect.stringMatching(/^urn:rowseal:request:/),
  ]);
});

test('a mutation whose answer was lost is 503 without Retry-After, and was carried out: repeating it does it twice', async () => {
  network.loseAnswers();
  const { status, headers, body } = await create('once');
  expect([status, headers['retry-after'], body.code]).toEqual([503, undefined, 'outcome_unknown']);
  expect(await notes('once')).toBe(1);
  await network.heal();
  await served();
  await create('once');
  expect(await notes('once'), 'the control').toBe(2);
});

test.each([
  ['a name that nobody resolves', 'no-such-host.invalid'],
  ['a port that nobody listens on', '127.0.0.1:1'],
])('%s: each door says that nothing was sent', async (_, host) => {
  const gateway = openGateway(`postgres://rowseal_gateway@${host}/rowseal`);
  const issuer = openIssuer(`postgres://rowseal_issuer@${host}/rowseal`, TEST_MASTER_KEY);
  const { entry } = await createPerson(db.admin, 'acme', 'member');
  const nothingSent = { code: 'unavailable', status: 503, retryAfter: 1 };
  await expect(gateway.query(entry, { text: 'select 1', values: [] })).rejects.toMatchObject(nothingSent);
  await expect(issuer.oauth.registrationOpen()).rejects.toMatchObject(nothingSent);
  await Promise.all([gateway.close(), issuer.close()]);
});

test.each([
  ['53100', 'unavailable'],
  ['25006', 'unavailable'],
  ['53200', 'overloaded'],
  ['57P03', 'unavailable'],
])('what PostgreSQL fails with as %s is 503 %s, and no trace is left', async (state, code) => {
  await db.admin.unsafe(`
    create function public.fail() returns trigger language plpgsql as $$
    begin raise exception 'as a full disk would' using errcode = '${state}'; end $$;
    create trigger fail before insert on rowseal_private.sessions execute function public.fail();
    create trigger fail before insert on app.notes execute function public.fail();`);
  const answer = await REQUESTS['a login']();
  expect([answer.status, answer.headers['retry-after'], answer.body.code]).toEqual([503, '1', code]);
  // The caller has entered, so that it is the field that fails.
  expect((await create(`after ${state}`)).body.errors[0].extensions.code).toBe(code);
  await db.admin`drop function public.fail cascade`;
  expect(await notes(`after ${state}`)).toBe(0);
  expect((await REQUESTS['a login']()).status).toBe(200);
});
