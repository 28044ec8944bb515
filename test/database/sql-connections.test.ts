import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Route } from '#server/database/login-settings.ts';
import { openSql, openSqlConnections, type Sql } from '#server/database/sql-connections.ts';
import { Problem } from '#server/http/problem.ts';
import { freshDatabase } from '#test/support/database.ts';
import { openFaultProxy } from '#test/support/fault-proxy.ts';

const db = await freshDatabase();
const network = await openFaultProxy(db.adminUrl);
await db.admin`create table kept (word text)`;

const opened = (applicationName: string, max: number, silence: number) =>
  openSqlConnections({
    route: new Route(network.through(db.adminUrl), 'issuer'),
    max,
    silence,
    applicationName,
    make: (sql) => ({
      keep: async (word: string) => [...(await sql`insert into public.kept values (${word}) returning word`)],
      count: async () => [...(await sql`select count(*)::int as n from public.kept`)],
      fail: async () => [...(await sql`select 1 / 0`)],
      end: async () => [...(await sql`select pg_terminate_backend(pg_backend_pid())`)],
    }),
  });

const kept = async () =>
  (await db.admin<{ word: string }[]>`select word from public.kept order by word`).map(({ word }) => word);

beforeEach(async () => {
  await network.heal();
  await db.admin`truncate kept`;
});

describe('connections of a door', async () => {
  const door = opened('one door', 2, 1_500);
  afterAll(() => door.close());
  // The driver learns a little later which of its connections are gone.
  beforeEach(async () => {
    const both = () => Promise.all([1, 2].map(() => door.run(({ count }) => count())));
    await expect.poll(() => both().then(() => 'served', String)).toBe('served');
  });

  test('a database that says nothing: outcome_unknown after so long, and it works again when the network does', async () => {
    expect(await door.run(({ count }) => count())).toEqual([{ n: 0 }]);
    network.silence();
    await expect(door.run(({ keep }) => keep('silent'))).rejects.toMatchObject({
      code: 'outcome_unknown',
      status: 503,
      retryAfter: undefined,
    });
    await network.heal();
    await expect.poll(() => door.run(({ count }) => count()).catch(String)).toEqual([{ n: 0 }]);
  });

  test('a connection is asked again in each era, and serves nobody any more where its answer is no', async () => {
    const asked: number[] = [];
    let [era, old] = [1, 0];
    const pidOf = async (sql: Sql) => (await sql<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid ?? 0;
    const checked = openSqlConnections({
      route: new Route(network.through(db.adminUrl), 'issuer'),
      max: 1,
      applicationName: 'checked',
      make: (sql) => ({ pid: () => pidOf(sql) }),
      check: {
        get era() {
          return era;
        },
        ask: async (sql) => {
          asked.push(await pidOf(sql));
          if (asked.at(-1) === old) throw new Problem('recovery_needed');
          return era;
        },
      },
    });
    onTestFinished(() => checked.close());
    const use = () => checked.run(({ pid }) => pid());
    const pid = await use();
    expect([await use(), asked]).toEqual([pid, [pid]]);
    era = 2;
    expect([await use(), await use(), asked]).toEqual([pid, pid, [pid, pid]]);
    [era, old] = [3, pid];
    await expect(use()).rejects.toMatchObject({ code: 'recovery_needed' });
    const next = await use();
    expect(next).not.toBe(pid);
    expect(asked).toEqual([pid, pid, pid, next]);
  });

  test('a connection that ends after the statement ran and before its answer came: outcome_unknown', async () => {
    await door.run(({ keep }) => keep('first'));
    network.loseAnswers();
    await expect(door.run(({ keep }) => keep('unheard'))).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(await kept()).toEqual(['first', 'unheard']);
  });

  test.each([
    ['nobody is at the address', () => network.vanish()],
    ['whoever connects is disconnected', async () => network.hangUp()],
  ])('where %s, nothing was sent: unavailable, and trying again is safe', async (_, befall) => {
    await befall();
    // Until the driver has noticed, it writes to connections that are gone.
    const attempt = () => door.run(({ keep }) => keep('never')).catch(({ code, retryAfter }) => [code, retryAfter]);
    await expect.poll(attempt).toEqual(['unavailable', 1]);
    await network.heal();
    expect(await kept()).toEqual([]);
  });

  test('a backend that is ended in the midst: outcome_unknown, and the next statement does not get its last words', async () => {
    await expect(door.run(({ end }) => end())).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(await door.run(({ count }) => count())).toEqual([{ n: 0 }]);
    // The control: over the driver's handle itself the next statement is answered with them.
    let answer = 'served';
    for (let n = 0; n < 50 && answer === 'served'; n++) {
      const route = new Route(network.through(db.adminUrl), 'issuer');
      // Without startup options, not all of which PostgreSQL 16 knows.
      route.ignored();
      const sql = openSql(route, 'one handle');
      await sql`select pg_terminate_backend(pg_backend_pid())`.catch(() => {});
      answer = await sql`select 1`.then(
        () => 'served',
        ({ code }) => code,
      );
      await sql.end({ timeout: 1 });
    }
    expect(answer).toMatch(/^(57P01|CONNECTION_CLOSED)$/);
  });

  test('what SQL answers is handed on as it is', async () => {
    await expect(door.run(({ fail }) => fail())).rejects.toMatchObject({ code: '22012' });
    expect(await door.run(({ count }) => count())).toEqual([{ n: 0 }]);
  });
});

test('connections that have fallen silent are given up: as many as before serve when the database can be heard again', async () => {
  const door = opened('another door', 2, 1_500);
  onTestFinished(() => door.close());
  await door.run(({ count }) => count());
  network.silence();
  const answers = await Promise.allSettled(Array.from({ length: 6 }, () => door.run(({ count }) => count())));
  expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
  await expect.poll(() => [door.busy, door.waiting]).toEqual([0, 0]);
  await network.heal();
  const six = () => Promise.all(Array.from({ length: 6 }, () => door.run(({ count }) => count())));
  await expect.poll(() => six().then(() => 'served', String)).toBe('served');
});
