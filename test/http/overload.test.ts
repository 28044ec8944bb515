import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { boundedQueue } from '#server/database/bounded-queue.ts';
import { lagMeter } from '#server/http/overload.ts';
import { Problem } from '#server/http/problem.ts';
import { type Answer, demoApp, serverOn } from '#test/support/demo-app.ts';
import { withStartupOptions } from '#test/support/startup-options.ts';
import { startTicking } from '#test/support/ticks.ts';

const { app, db, send, logIn, token, me, graphql } = await demoApp();
const caller = await token('owner@acme.test');
const readNotes = () => graphql('{ allNotes(first: 1) { nodes { title } } }', { token: caller, workspace: 'acme' });

/** Locks a table until told otherwise, or until the test ends. */
async function lock(table: string): Promise<AsyncDisposable & { release(): Promise<void> }> {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const ended = db.admin.begin(async (sql) => {
    await sql.unsafe(`lock table ${table} in access exclusive mode`);
    held.resolve();
    await released.promise;
  });
  await held.promise;
  const release = async () => {
    released.resolve();
    await ended;
  };
  return { release, [Symbol.asyncDispose]: release };
}

const clock = startTicking();
afterAll(() => clock[Symbol.dispose]());

async function timed(request: Promise<Answer>): Promise<Answer & { seconds: number }> {
  const began = clock.seconds();
  return { ...(await request), seconds: clock.seconds() - began };
}

const codeOf = ({ body }: Answer): string => body.code ?? body.errors?.[0]?.extensions.code ?? 'none';
const soon = { timeout: 60_000 };
const patient = { timeout: 60_000 };
const many = <T>(count: number, make: () => Promise<T>) => Array.from({ length: count }, make);

/** What overload looks like: some got their answer, some waited in vain, some were refused at once, and nobody waited for long. */
function expectBoundedAnswers(answers: (Answer & { seconds: number })[], atLeastRefused: number): void {
  expect(new Set(answers.map(codeOf))).toEqual(new Set(['none', 'timeout', 'overloaded']));
  expect(Math.max(...answers.map(({ seconds }) => seconds))).toBeLessThan(20);
  const refused = answers.filter((answer) => codeOf(answer) === 'overloaded');
  expect(refused.length).toBeGreaterThanOrEqual(atLeastRefused);
  // Before anybody could have waited in vain.
  expect(Math.min(...refused.map(({ seconds }) => seconds))).toBeLessThan(4);
  for (const { status, headers } of refused) expect([status, headers['retry-after']]).toEqual([503, '1']);
}

describe('while every connection of the gateway waits for a lock', async () => {
  await Promise.all(many(10, readNotes));

  test('requests are answered with 503 within bounds, and work again afterwards', async () => {
    await using notes = await lock('app.notes');
    const stuck = many(10, () => timed(readNotes()));
    await expect.poll(waiting, soon).toBe(10);
    const answers = await Promise.all([...stuck, ...many(620, () => timed(me(caller, 'acme')))]);
    expectBoundedAnswers(answers, 120);
    await notes.release();
    expect(await readNotes()).toMatchObject({ status: 200, body: { data: { allNotes: { nodes: [{}] } } } });
  });

  test('health and readiness are answered, and those who came before still wait: busy is not away', async () => {
    const patience = { silence: 120_000, answer: 120_000 };
    const gatewayUrl = withStartupOptions(db.gatewayUrl, '-c lock_timeout=0 -c statement_timeout=0');
    const busy = await serverOn(db, { gatewayUrl, patience });
    const read = () =>
      busy.send({
        method: 'POST',
        url: '/graphql',
        headers: { authorization: `Bearer ${caller}`, 'x-rowseal-workspace': 'acme' },
        payload: { query: '{ allNotes(first: 1) { nodes { title } } }' },
      });
    await Promise.all(many(10, read));
    await using notes = await lock('app.notes');
    const requests = many(10, read);
    await expect.poll(waiting, soon).toBe(10);
    for (const url of ['/healthz', '/readyz'])
      await expect.poll(async () => (await busy.send({ url })).status, soon).toBe(200);
    expect(await Promise.race([...requests, 'nobody'])).toBe('nobody');
    await notes.release();
    for (const { status } of await Promise.all(requests)) expect(status).toBe(200);
    expect((await read()).status).toBe(200);
  });

  async function waiting(): Promise<number> {
    const [row] = await db.admin<{ count: number }[]>`
      select count(*)::int from pg_stat_activity
       where datname = current_database() and application_name = 'rowseal gateway' and wait_event_type = 'Lock'`;
    return row?.count ?? 0;
  }
});

test('while every connection of the issuer waits for a lock, refreshes are answered with 503 within bounds, and work afterwards', async () => {
  const { body } = await logIn('member@acme.test', { transport: 'body' });
  const refresh = () =>
    send({ method: 'POST', url: '/v1/auth/refresh', payload: { refresh_token: body.refresh_token } });
  const sessions = await lock('rowseal_private.sessions');
  await using _ = sessions;
  const timedOut = Promise.withResolvers<void>();
  const answering = many(620, async () => {
    const answer = await timed(refresh());
    if (codeOf(answer) === 'timeout') timedOut.resolve();
    return answer;
  });
  await timedOut.promise;
  // Those that still wait are served as ever.
  await sessions.release();
  expectBoundedAnswers([...(await Promise.all(answering)), await timed(refresh())], 100);
  expect((await logIn('member@acme.test')).status).toBe(200);
});

test('passwords beyond the queue are refused at once', async () => {
  const answers = await Promise.all(many(260, () => timed(logIn('nobody@acme.test'))));
  const refused = answers.filter((answer) => codeOf(answer) === 'overloaded');
  expect(refused.length).toBeGreaterThan(30);
  for (const { status, headers } of refused) expect([status, headers['retry-after']]).toEqual([503, '1']);
  const judged = answers.filter(({ status }) => status === 401 || status === 429);
  expect(judged.length + refused.length).toBe(answers.length);
  await expect.poll(async () => (await logIn('owner@acme.test')).status, soon).toBe(200);
});

describe('while turns of the event loop take more than a second', () => {
  test('requests are refused, but for health', async () => {
    const lagging = await serverOn(db, { isLagging: () => true });
    expect(await lagging.send({ url: '/v1/me', headers: { authorization: `Bearer ${caller}` } })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { code: 'overloaded' },
    });
    expect((await lagging.send({ url: '/healthz' })).status).toBe(200);
  });

  test('a server notices, and serves again afterwards', async () => {
    const measured = await serverOn(db, { isLagging: undefined });
    const jwks = () => measured.send({ url: '/v1/jwks.json' });
    const block = async (milliseconds: number) => {
      const until = performance.now() + milliseconds;
      while (performance.now() < until);
      await setImmediate();
      await sleep(1);
    };
    // A timer that comes between two long turns is on time, and the server is right to serve: then they are made again.
    await expect
      .poll(async () => {
        for (let turn = 0; turn < 2; turn++) await block(1_500);
        return (await jwks()).body.code;
      }, patient)
      .toBe('overloaded');
    await expect.poll(async () => (await jwks()).status, patient).toBe(200);
  });

  test('one such turn alone changes nothing, two in a row do, and one on time ends it', () => {
    const meter = lagMeter(0);
    const after = (now: number) => {
      meter.turned(now);
      return meter.isLagging();
    };
    expect([250, 1_750, 2_000, 3_500, 5_000, 5_250].map(after)).toEqual([false, false, false, false, true, false]);
  });
});

describe('a request that does not arrive', async () => {
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  app.server.headersTimeout = 500;
  app.server.requestTimeout = 1000;

  test.each([
    ['its head', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow:'],
    [
      'its body',
      'POST /v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"email"',
    ],
  ])('%s, is answered with 408, and its connection closed', async (_, bytes) => {
    const socket = connect(port, '127.0.0.1');
    afterAll(() => socket.destroy());
    let text = '';
    socket.on('data', (chunk) => (text += chunk));
    socket.write(bytes);
    await once(socket, 'end');
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(text).toContain('"code":"request_timeout"');
  });
});

describe('a bounded queue', () => {
  test('runs so many at a time, lets so many wait for so long, and forgets who has left', async () => {
    const queue = boundedQueue({ running: 1, waiting: 2, longestWait: 50 });
    const gate = Promise.withResolvers<string>();
    const ran: string[] = [];
    const job = (name: string) =>
      queue.run(async () => {
        ran.push(name);
        return gate.promise;
      });
    const first = job('first');
    await setImmediate();
    const [second, third, fourth] = await Promise.allSettled([job('second'), job('third'), job('fourth')]);
    for (const outcome of [second, third, fourth]) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(Problem) });
    }
    expect([queue.running, queue.waiting]).toEqual([1, 0]);
    gate.resolve('done');
    expect(await first).toBe('done');
    expect(await job('fifth')).toBe('done');
    expect(ran).toEqual(['first', 'fifth']);
  });

  test('hands on what a job throws', async () => {
    const queue = boundedQueue({ running: 1, waiting: 1, longestWait: 1000 });
    await expect(queue.run(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    expect(await queue.run(async () => 1)).toBe(1);
  });
});
