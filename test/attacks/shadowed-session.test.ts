import { beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson } from '#test/support/people.ts';
import { refreshAt } from '#test/support/refresh-tokens.ts';

// The model of decision 0027: a thief has copied a refresh token, sits in its owner's network and sends its owner's user agent. Both refresh as their
// access tokens run out. The functions are the real ones; what passes is the time of the rows, never that of the clock.
const LONG = process.env['ROWSEAL_LONG'] === '1';
const RUNS = LONG ? 200 : 40;
const RUNS_WITHOUT = LONG ? 20 : 10;
const HOURS_WITHOUT = LONG ? 48 : 4;
const EVERY_SECONDS = 9 * 60;
const JITTER_SECONDS = 20;
const HOME = { ip: '192.0.2.1', userAgent: 'Mozilla/5.0' };

const db = await freshDatabase();

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lets time pass for a session. */
async function pass(sessionId: string, seconds: number, forgetful: boolean): Promise<void> {
  await db.admin`
    update rowseal_private.sessions
       set rotated_at = rotated_at - make_interval(secs => ${seconds}), expires_at = expires_at - make_interval(secs => ${seconds}),
           late_retry_at = case when ${forgetful} then null else late_retry_at - make_interval(secs => ${seconds}) end
     where id = ${sessionId}`;
}

/**
 * How many seconds after the theft the session has ended, with a mail to its owner; undefined: not within the time.
 *
 * @param seed - of all that is left to chance.
 * @param within - seconds.
 * @param forgetful - the control: a session that forgets that it has repeated a rotation late.
 */
async function foundAfter(seed: number, within: number, forgetful = false): Promise<number | undefined> {
  const random = randomOf(seed);
  const { entry, refreshToken } = await createPerson(db.admin, 'acme', 'member');
  const people = [
    { at: random() * EVERY_SECONDS, token: refreshToken },
    { at: random() * EVERY_SECONDS, token: refreshToken },
  ];
  let now = 0;
  while (now < within) {
    const [next] = people.sort((one, other) => one.at - other.at);
    if (!next) throw new Error('nobody is left');
    await pass(entry.sid, next.at - now, forgetful);
    now = next.at;
    const { status, refresh_token } = await refreshAt(db.admin, next.token, HOME);
    if (status === 'reused') return now;
    if (refresh_token === null) throw new Error(`a token of a live session was ${status}`);
    next.token = refresh_token;
    next.at += EVERY_SECONDS + (random() - 0.5) * 2 * JITTER_SECONDS;
  }
  return undefined;
}

async function manyRuns(count: number, within: number, forgetful = false): Promise<(number | undefined)[]> {
  const found: (number | undefined)[] = [];
  for (let seed = 1; seed <= count; seed++) found.push(await foundAfter(seed, within, forgetful));
  return found;
}

const medianOf = (times: (number | undefined)[]) =>
  times.map((time) => time ?? Number.POSITIVE_INFINITY).sort((one, other) => one - other)[
    Math.floor(times.length / 2)
  ] ?? Number.POSITIVE_INFINITY;

describe('a thief who shadows the owner of a session from the same network and browser', () => {
  beforeAll(async () => {
    await db.admin`update rowseal_private.settings set refresh_retry_window = '10 minutes'`;
  });

  test(`is found within an hour, median of ${RUNS} runs`, async () => {
    const found = await manyRuns(RUNS, 24 * 3600);
    expect(medianOf(found)).toBeLessThan(3600);
    expect(found.filter((time) => time === undefined)).toEqual([]);
    const mails = await db.admin`
      select from rowseal_private.audit_events where kind = 'session_revoked' and details ->> 'reason' = 'refresh_token_reused'`;
    expect(mails.length).toBeGreaterThanOrEqual(RUNS);
  }, 600_000);

  test('is found sooner where no rotation is repeated late', async () => {
    await db.admin`update rowseal_private.settings set refresh_retry_window = '0'`;
    const found = await manyRuns(RUNS, 3600);
    expect(medianOf(found)).toBeLessThan(EVERY_SECONDS + JITTER_SECONDS);
    await db.admin`update rowseal_private.settings set refresh_retry_window = '10 minutes'`;
  }, 600_000);

  test(`stays for ${HOURS_WITHOUT} hours where late rotations are repeated without limit: the control`, async () => {
    const found = await manyRuns(RUNS_WITHOUT, HOURS_WITHOUT * 3600, true);
    expect(found.filter((time) => time === undefined).length).toBeGreaterThan(RUNS_WITHOUT / 2);
  }, 900_000);
});

describe('who was refreshing when the network went away', () => {
  const lost = async (seconds: number, from: { ip?: string; userAgent?: string } = HOME) => {
    const { entry, refreshToken } = await createPerson(db.admin, 'acme', 'member');
    const first = await refreshAt(db.admin, refreshToken, HOME);
    await pass(entry.sid, seconds, false);
    return { entry, refreshToken, first, again: await refreshAt(db.admin, refreshToken, from) };
  };

  test('stays logged in after nine minutes without an answer, with the identical successor', async () => {
    // The control of the next test.
    const { first, again } = await lost(540);
    expect([again.status, again.refresh_token]).toEqual(['retried', first.refresh_token]);
    expect((await refreshAt(db.admin, again.refresh_token ?? '', HOME)).status).toBe('rotated');
  });

  test('is treated as a thief from elsewhere', async () => {
    expect((await lost(540, { ...HOME, ip: '198.51.100.1' })).again.status).toBe('reused');
    expect((await lost(540, { ...HOME, userAgent: 'curl/8' })).again.status).toBe('reused');
  });

  test('costs no rotation its heap-only update', async () => {
    const { refreshToken } = await createPerson(db.admin, 'acme', 'member');
    const updates = async () => {
      const [row] = await db.admin<{ all: number; hot: number }[]>`
        select n_tup_upd::int as all, n_tup_hot_upd::int as hot from pg_stat_user_tables where relid = 'rowseal_private.sessions'::regclass`;
      return row ?? { all: 0, hot: 0 };
    };
    await db.admin`vacuum rowseal_private.sessions`;
    await db.admin`select pg_stat_force_next_flush()`;
    const before = await updates();
    let token = refreshToken;
    await db.admin.begin(async (sql) => {
      for (let n = 0; n < 5; n++) token = (await refreshAt(sql, token, HOME)).refresh_token ?? '';
      await sql`select pg_stat_force_next_flush()`;
    });
    await db.admin`select pg_stat_force_next_flush()`;
    const after = await updates();
    expect(after.all - before.all).toBe(5);
    expect(after.hot - before.hot).toBe(5);
  });
});
