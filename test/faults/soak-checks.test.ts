import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '#test/support/database.ts';
import { Caller } from '#test/support/soak/caller.ts';
import { Ledger } from '#test/support/soak/ledger.ts';
import { Balancer } from '#test/support/soak/nodes.ts';
import { revokeUnderUse } from '#test/support/soak/revoking.ts';
import { Troubles } from '#test/support/soak/troubles.ts';

// The controls of soak.long.test.ts: what it would complain of, by a server that does it.
let answer: { status: number; headers?: Record<string, string>; body?: object } | 'hang up';
const server = createServer((request, response) => {
  if (request.url === '/readyz') return response.end();
  if (answer === 'hang up') return request.socket.destroy();
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
  return response.end(JSON.stringify(answer.body ?? {}));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const balancer = new Balancer([{ name: 'node 1', url }]);
let ledger: Ledger;
let troubles: Troubles;
let caller: Caller;
beforeEach(() => {
  ledger = new Ledger();
  troubles = new Troubles();
  caller = new Caller(balancer, ledger, troubles);
});
afterAll(async () => {
  await balancer.stop();
  server.closeAllConnections();
  server.close();
});
const unavailable = { status: 503, headers: { 'retry-after': '1' }, body: { code: 'unavailable' } };
const ask = () => caller.once('ask', { path: '/v1/me' });
const complaints = () => [...ledger.complaints.keys()];

test.each([
  ['a 500', { status: 500, body: { code: 'internal' } }, 'ask: 500 internal'],
  ['a 503', unavailable, 'ask: 503 unavailable'],
  ['a field that failed', { status: 200, body: { errors: [{ extensions: { code: 'timeout' } }] } }, 'ask: 200 timeout'],
  ['a connection that ends', 'hang up' as const, 'at node 1'],
])('%s that nothing explains is complained of', async (_, given, complaint) => {
  answer = given;
  await ask();
  expect(complaints()).toEqual([expect.stringContaining(complaint)]);
});

test('while the database is away, 503 is no complaint; a 500 is, and a 503 that does not say when to come back', async () => {
  const trouble = troubles.begin('a test', ['database']);
  answer = unavailable;
  expect(await ask()).toEqual({ kind: 'not made' });
  expect(complaints()).toEqual([]);
  answer = { status: 503, body: { code: 'unavailable' } };
  expect(await ask()).toEqual({ kind: 'unknown' });
  answer = { status: 500, body: { code: 'internal' } };
  await ask();
  expect(complaints()).toEqual([expect.stringContaining('without Retry-After'), expect.stringContaining('500')]);
  troubles.end(trouble);
});

test('a client that is signed out is complained of', async () => {
  answer = { status: 401, body: { code: 'session_ended' } };
  expect(caller.expect('refresh', await ask(), 200)).toBe(false);
  expect(complaints()).toEqual([expect.stringContaining('401 session_ended')]);
});

test('a server that serves what was revoked is complained of', async () => {
  answer = { status: 200 };
  await revokeUnderUse(caller, 'a session', [{ path: '/v1/me' }], ask);
  expect(complaints()).toEqual(['a session was revoked, and answered 200']);
});

test('a note that was acknowledged and is not there is noticed, and one that is there twice or was not to be', async () => {
  const { admin } = await freshDatabase({ seeded: true });
  const insert = (title: string) => admin`
    insert into app.notes (workspace_id, author_id, title)
    select workspace_id, user_id, ${title} from rowseal.memberships limit 1`;
  for (const title of ['there', 'twice', 'twice', 'refused', 'perhaps']) await insert(title);
  const fates = { there: 'made', twice: 'made', lost: 'made', refused: 'not made', perhaps: 'unknown' } as const;
  for (const [title, fate] of Object.entries(fates)) ledger.notes.set(title, fate);
  expect(await ledger.differences(admin)).toEqual([
    'twice: made, and there are 2',
    'lost: made, and there are 0',
    'refused: not made, and there are 1',
  ]);
});
