import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { printTable } from '#test/bench/table.ts';
import { PGBOUNCER } from '#test/support/pgbouncer.ts';
import { Caller } from '#test/support/soak/caller.ts';
import { type SoakInstallation, startSoakInstallation } from '#test/support/soak/installation.ts';
import { type Kill, killsOfPrograms, killsOfTheDatabase } from '#test/support/soak/kills.ts';
import { Ledger } from '#test/support/soak/ledger.ts';
import { MemoryWatch } from '#test/support/soak/memory.ts';
import { Balancer } from '#test/support/soak/nodes.ts';
import { Person } from '#test/support/soak/people.ts';
import { useOAuth, useWorkspaces } from '#test/support/soak/programs.ts';
import { refused } from '#test/support/soak/revoking.ts';
import { Session } from '#test/support/soak/session.ts';
import { Subscriber } from '#test/support/soak/subscribers.ts';
import { Troubles } from '#test/support/soak/troubles.ts';
import { webhookReceiver } from '#test/support/webhook-receiver.ts';

// Two servers, a worker by itself, PgBouncer and PostgreSQL, as an operator runs them; clients of all kinds; and each part killed in turn.
const MINUTES = Number(process.env['ROWSEAL_SOAK_MINUTES'] ?? 15);
/** Fewer say nothing about memory: a process is warm after some minutes. */
const WARM_MINUTES = 10;
const PEOPLE = 8;

const ledger = new Ledger();
const troubles = new Troubles();

describe.skipIf(!PGBOUNCER)(`${MINUTES} minutes of everything, each part killed in turn`, () => {
  let installation: SoakInstallation;
  let balancer: Balancer;
  let caller: Caller;
  let memory: MemoryWatch;
  let receiver: Awaited<ReturnType<typeof webhookReceiver>>;
  let subscribers: Subscriber[];
  let live: Session[];
  let quietFrom: number;
  let over: number;

  beforeAll(
    async () => {
      receiver = await webhookReceiver('localhost');
      installation = await startSoakInstallation(receiver.authority);
      balancer = new Balancer(installation.nodes);
      caller = new Caller(balancer, ledger, troubles);
      await balancer.complete();
      memory = new MemoryWatch(() => ({
        ...Object.fromEntries([...installation.nodes, installation.worker].map(({ name, pid }) => [name, pid])),
        PgBouncer: installation.pooler.current.pid,
      }));
      await openAccount();
      await soak();
    },
    (MINUTES + 10) * 60_000,
  );
  afterAll(async () => {
    await Promise.all(subscribers?.map((subscriber) => subscriber.stop()) ?? []);
    await memory?.stop();
    await balancer?.stop();
    await installation?.stop();
  });

  function expectNoComplaint(): void {
    if (ledger.complaints.size === 0) return;
    const { nodes, worker } = installation;
    const errors = [...nodes, worker].flatMap(({ said }) =>
      said.split('\n').filter((line) => line.includes('"level":50')),
    );
    expect({ complaints: [...ledger.complaints], errors: errors.slice(0, 30) }).toEqual({ complaints: [], errors: [] });
  }

  /** A webhook, and two who listen. */
  async function openAccount(): Promise<void> {
    const owner = await Session.logIn(caller, 'owner@acme.test', 'body');
    const made = await caller.answered('POST /v1/webhooks', {
      method: 'POST',
      path: '/v1/webhooks',
      headers: owner.headers,
      body: { url: `https://localhost:${receiver.port}/soak` },
    });
    expect(made.status).toBe(201);
    const token = await caller.answered('POST /v1/tokens', {
      method: 'POST',
      path: '/v1/tokens',
      headers: owner.headers,
      body: { name: 'a subscriber', expires_at: new Date(Date.now() + 86_400_000).toISOString() },
    });
    expect(token.status).toBe(201);
    subscribers = [1, 2].map(() => new Subscriber(caller, token.body.token));
    await vi.waitUntil(() => subscribers.every(({ first }) => first !== undefined), { timeout: 60_000 });
  }

  async function soak(): Promise<void> {
    const began = performance.now();
    const at = (share: number) => began + share * MINUTES * 60_000;
    let isCalm = false;
    const isOver = () => isCalm && performance.now() >= at(1);
    const gateway = installation.pooler.url('rowseal_gateway');
    const people = Array.from({ length: PEOPLE }, async (_, n) => {
      const email = n % 2 === 0 ? 'member@acme.test' : 'owner@acme.test';
      return (await Person.arrive(caller, email, n % 4 < 2 ? 'cookie' : 'body')).work(isOver);
    });
    const programs = [useOAuth(caller, installation.admin, isOver), useWorkspaces(caller, gateway, isOver)];
    await strikeInTurn(at(0.05), at(0.55));
    isCalm = true;
    quietFrom = performance.now();
    live = await Promise.all(people);
    await Promise.all(programs);
    over = performance.now();
  }

  async function strikeInTurn(from: number, to: number): Promise<void> {
    const kills: Kill[] = [
      ...killsOfPrograms(installation, balancer, troubles),
      ...killsOfTheDatabase(installation, balancer, troubles),
    ];
    for (const [n, { name, strike }] of kills.entries()) {
      await sleep(Math.max(1_000, from + (n * (to - from)) / kills.length - performance.now()));
      const began = performance.now();
      await strike().catch((error: unknown) => ledger.complain(`${name}: ${error}`));
      ledger.count(`${name}, back after ${((performance.now() - began) / 1_000).toFixed(1)} s`);
    }
  }

  test('nothing is answered that the part which was away does not explain, and nobody is signed out', () => {
    ledger.print(`soak: ${MINUTES} minutes; milliseconds`);
    expectNoComplaint();
  });

  test('every acknowledged write is there once, and none that was said not to be made', async () => {
    expect([...ledger.notes.values()].filter((fate) => fate === 'made').length).toBeGreaterThan(50 * MINUTES);
    expect(await ledger.differences(installation.admin)).toEqual([]);
  });

  test('every session that was not ended goes on', async () => {
    for (const session of live) await session.renew();
    expectNoComplaint();
  });

  test('what was revoked is refused for good', async () => {
    expect(ledger.ended.length).toBeGreaterThan(5 * MINUTES);
    for (const token of ledger.ended) {
      const asked = { path: '/v1/me', headers: { authorization: `Bearer ${token}` } };
      refused(caller, 'a credential', await caller.once('GET /v1/me, revoked', asked));
    }
    expectNoComplaint();
  });

  test('each subscriber was told every event, each once and in order, whichever server has stopped', async () => {
    for (const subscriber of subscribers) expect(subscriber.heard).toEqual(await subscriber.told(installation.admin));
    expect(subscribers[0]?.heard.length).toBeGreaterThan(5 * MINUTES);
  });

  test('the webhook was told every event', async () => {
    const expected = new Set(subscribers[0]?.heard);
    const missing = () => {
      const told = new Set(receiver.received.map(({ headers }) => String(headers['webhook-id'])));
      return [...expected].filter((id) => !told.has(id));
    };
    await expect.poll(missing, { timeout: 150_000, interval: 1_000 }).toEqual([]);
  });

  test('the chain of sealed events verifies, and no job was given up', async () => {
    const broken = await installation.admin`select * from rowseal_audit.verify() where kind <> 'segment'`;
    expect([...broken]).toEqual([]);
    const parked = await installation.admin`select * from graphile_worker_rowseal.jobs where attempts >= max_attempts`;
    expect([...parked]).toEqual([]);
  });

  test('no process ended by an error of its own', () => {
    for (const { name, said } of [...installation.nodes, installation.worker])
      expect(said.match(/ended by an error.*|"level":60.*|uncaught.*/gi) ?? [], name).toEqual([]);
  });

  test.skipIf(MINUTES < WARM_MINUTES)('memory stays as it was once processes are warm', () => {
    const warm = quietFrom + (over - quietFrom) * 0.4;
    const processes = memory.growth(warm, over);
    printTable(
      `resident memory from minute ${((warm - over) / 60_000 + MINUTES).toFixed(1)} to the end, MB`,
      ['process', 'at first', 'at last', 'growth, %'],
      processes.map(({ name, first, last, percent }) => [
        name,
        ...[first, last, percent].map((value) => value.toFixed(1)),
      ]),
    );
    expect(processes.length).toBeGreaterThanOrEqual(4);
    for (const { name, percent } of processes) expect(percent, name).toBeLessThanOrEqual(5);
  });
});
