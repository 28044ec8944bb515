import type { FastifyInstance } from 'fastify';
import { decodeProtectedHeader } from 'jose';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { addNewKey } from '#server/credentials/key-material.ts';
import { openKeyStore } from '#server/credentials/key-store.ts';
import { openIssuer } from '#server/database/issuer.ts';
import { Route } from '#server/database/login-settings.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { kidsOf, logInAt, statusAt, testWrap, twoNodes, until } from '#test/support/nodes.ts';

const { db, one, nodes, everyNode, maintenance, issuer, keyIn, publishNext } = await twoNodes();
const kidOf = (accessToken: string) => decodeProtectedHeader(accessToken).kid;

async function rotate(): Promise<{ from: string; to: string }> {
  const to = await publishNext();
  const { id: from } = await keyIn('current');
  expect(await maintenance.rotateSigningKey(from, false)).toBe('rotated');
  return { from, to };
}

describe('a rotation', () => {
  test('under load fails no request with an old or a new token, and both nodes soon sign with the new key', async () => {
    const tokens = [await logInAt(one)];
    const statuses = new Map<number, number>();
    let over = false;
    onTestFinished(() => {
      over = true;
    });
    const read = async (app: FastifyInstance) => {
      for (let n = 0; !over; n++) {
        const status = await statusAt(app, tokens[n % tokens.length] ?? '');
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    const logInAgain = async (app: FastifyInstance) => {
      while (!over) tokens.push(await logInAt(app));
    };
    const load = nodes.flatMap((app) => [read(app), read(app), logInAgain(app)]);
    const signers = new Set<string>();
    for (let n = 0; n < 3; n++) {
      const { to } = await rotate();
      signers.add(to);
      await until(() => everyNode(async (app) => kidOf(await logInAt(app)) === to));
    }
    over = true;
    await Promise.all(load);
    expect([...statuses.keys()]).toEqual([200]);
    expect(statuses.get(200)).toBeGreaterThan(100);
    expect(new Set(tokens.map(kidOf)).size).toBe(signers.size + 1);
    for (const app of nodes) expect(await kidsOf(app)).toEqual(expect.arrayContaining([...signers]));
  });

  test('lets the old key verify until it is gone, and then refuses its tokens at once, verified before or not', async () => {
    const verified = await logInAt(one);
    const unseen = await logInAt(one);
    const { from } = await rotate();
    expect(kidOf(verified)).toBe(from);
    for (const app of nodes) expect(await statusAt(app, verified)).toBe(200);
    await db.admin`update rowseal_private.signing_keys set state_changed_at = now() - interval '65 minutes' where id = ${from}`;
    await maintenance.advanceSigningKeys();
    await until(() => everyNode(async (app) => (await statusAt(app, verified)) === 401));
    for (const app of nodes) {
      expect(await statusAt(app, unseen)).toBe(401);
      expect(await kidsOf(app)).not.toContain(from);
    }
  });

  test("that is not the schedule's can be made at once, and the key that was stolen be ended", async () => {
    const { id } = await keyIn('current');
    let stolen = '';
    // A server may not have heard yet of the last rotation.
    await until(async () => {
      stolen = await logInAt(nodes[1] ?? one);
      return kidOf(stolen) === id;
    });
    await addNewKey(maintenance, testWrap, 'EdDSA');
    expect(await maintenance.rotateSigningKey(id, false)).toBe('too_early');
    expect(await maintenance.rotateSigningKey(id, true)).toBe('rotated');
    expect(await maintenance.revokeSigningKey(id)).toBe('revoked');
    await until(() => everyNode(async (app) => (await statusAt(app, stolen)) === 401));
  });

  test('that eight callers want is made once, and of eight next keys one is taken in', async () => {
    const eight = Array.from({ length: 8 }, () => openMaintenance(db.workerUrl));
    const added = await Promise.all(eight.map((door) => addNewKey(door, testWrap, 'EdDSA')));
    expect(added.map(({ state }) => state).filter((state) => state !== null)).toEqual(['next']);
    const { id } = await keyIn('current');
    const [before] =
      await db.admin`select count(*)::int from rowseal_private.audit_events where kind = 'signing_key_rotated'`;
    const outcomes = await Promise.all(eight.map((door) => door.rotateSigningKey(id, true)));
    expect(outcomes.sort()).toEqual([...Array(7).fill('not_current'), 'rotated']);
    const [after] =
      await db.admin`select count(*)::int from rowseal_private.audit_events where kind = 'signing_key_rotated'`;
    expect(after?.['count'] - before?.['count']).toBe(1);
    await Promise.all(eight.map((door) => door.close()));
  });
});

describe('a change is heard of', () => {
  /** A key store that counts how often it reads, whose poll is due when the test says so. */
  async function watchedStore(isPooled: boolean) {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const route = new Route(db.issuerUrl, 'issuer');
    // As behind a pooler: nothing can be listened to.
    if (isPooled) route.ignored();
    const door = openIssuer(db.issuerUrl, TEST_MASTER_KEY, { max: 1, route });
    let reads = 0;
    let listens = false;
    const counting = {
      ...door,
      signingKeys: async () => {
        const keys = await door.signingKeys();
        reads++;
        return keys;
      },
      onSigningKeyNotice: (callback: () => void) =>
        door.onSigningKeyNotice(() => {
          listens = true;
          callback();
        }),
    };
    const store = await openKeyStore(counting, TEST_MASTER_KEY);
    onTestFinished(async () => {
      store.close();
      await door.close();
    });
    return {
      reads: () => reads,
      listens: () => listens,
      has: (id: string) => store.jwks().keys.some(({ kid }) => kid === id),
    };
  }

  test('by notice with the commit: no poll comes, and a key is there', async () => {
    const store = await watchedStore(false);
    await expect.poll(store.listens).toBe(true);
    const id = await publishNext();
    await expect.poll(() => store.has(id)).toBe(true);
    await maintenance.revokeSigningKey(id);
    await expect.poll(() => store.has(id)).toBe(false);
  });

  test('by the first poll after it where no notice comes, and a poll is due within a second', async () => {
    const store = await watchedStore(true);
    const id = await publishNext();
    const before = store.reads();
    expect(store.has(id)).toBe(false);
    vi.advanceTimersByTime(1_000);
    await expect.poll(() => store.has(id)).toBe(true);
    expect(store.reads()).toBe(before + 1);
    vi.advanceTimersByTime(10_000);
    await expect.poll(store.reads).toBeGreaterThan(before + 1);
    await maintenance.revokeSigningKey(id);
  });

  const listeners = () => db.admin<{ pid: number }[]>`
    select pid from pg_stat_activity where datname = ${db.name} and application_name = 'rowseal issuer, listening'`;
  const deafen = () => db.admin`
    select pg_terminate_backend(pid) from pg_stat_activity
     where datname = ${db.name} and application_name = 'rowseal issuer, listening'`;

  test('by notice with the commit, and by notice again after the listener has lost its connection', async () => {
    let notices = 0;
    const listening = openIssuer(db.issuerUrl, TEST_MASTER_KEY, { max: 1 });
    const before = (await listeners()).length;
    listening.onSigningKeyNotice(() => notices++);
    await until(async () => notices > 0);
    for (const _ of ['at first', 'again']) {
      const heard = notices;
      await publishNext();
      await until(async () => notices > heard);
      const { id } = await keyIn('next');
      await maintenance.revokeSigningKey(id);
      const told = notices;
      await deafen();
      await until(async () => notices > told && (await listeners()).length > before);
    }
    await listening.close();
  });

  test('by the poll, when no notice can come', async () => {
    // Connections that are open stay, enough for what follows; a listener that has lost its own gets no other.
    await Promise.all(nodes.flatMap((app) => [logInAt(app), logInAt(app), logInAt(app)]));
    const limitConnections = (limit: number) => db.admin.unsafe(`alter database ${db.name} connection limit ${limit}`);
    await limitConnections(1);
    onTestFinished(async () => void (await limitConnections(-1)));
    await deafen();
    await until(async () => (await listeners()).length === 0);
    // No limit holds for a superuser, who may connect anew at any time.
    const unlimited = openMaintenance(db.adminUrl);
    onTestFinished(() => unlimited.close());
    const idOf = async (state: string) =>
      (await unlimited.signingKeys()).find((key) => key.state === state && key.algorithm === 'EdDSA')?.id ?? '';
    const current = await idOf('current');
    await addNewKey(unlimited, testWrap, 'EdDSA');
    const next = await idOf('next');
    await until(() => everyNode(async (app) => (await kidsOf(app)).includes(next)));
    expect(await unlimited.rotateSigningKey(current, true)).toBe('rotated');
    await until(() => everyNode(async (app) => kidOf(await logInAt(app)) === next));
    expect(await listeners()).toEqual([]);
    await limitConnections(-1);
    await until(async () => (await listeners()).length >= nodes.length);
  });
});

test('a start makes the first key of every algorithm, once, however many start, and shows it before any client needs it', async () => {
  await db.admin`delete from rowseal_private.signing_keys where algorithm = 'RS256'`;
  const stores = await Promise.all(Array.from({ length: 4 }, () => openKeyStore(issuer, TEST_MASTER_KEY)));
  const { id } = await keyIn('current', 'RS256');
  await until(async () => stores.every((each) => each.current('RS256').id === id));
  for (const each of stores) {
    expect(each.jwks().keys.map(({ kid }) => kid)).toContain(id);
    each.close();
  }
  for (const app of nodes) await until(async () => (await kidsOf(app)).includes(id));
});
