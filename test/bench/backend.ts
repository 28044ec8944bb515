import pg from 'pg';
import { BatchConnection } from '#server/database/batch-connection.ts';
import { type ClaimsEntry, entranceOf } from '#server/database/entry.ts';
import { preambleOf } from '#server/database/gateway-batch.ts';
import { startupOptions } from '#server/database/login-settings.ts';
import { entryOf } from '#server/database/sealed-claims.ts';
import { cpuOf } from './cpu.ts';
import type { Installation } from './installation.ts';

const ENTER = { name: 'enter', text: 'select rowseal.enter($1, $2, $3, $4, $5, $6, $7, $8, null, null)' };

const RESET = preambleOf('reset all');

/** A session to enter with. */
export interface Session {
  workspace: string;
  slug: string;
  /** Arguments of rowseal.enter as the gateway sends them. */
  claims: (string | null)[];
}

/**
 * Sessions of the first users, to go round for ever.
 *
 * @param installation - where to open them.
 * @param count - how many.
 */
export async function* sessionsOf(installation: Installation, count: number): AsyncGenerator<Session, never> {
  const sessions = (await installation.openSessions(count)).map((claims, n) => {
    const { sub, sid, workspace, scope, exp, seal_key, seal } = entryOf(claims);
    return {
      workspace: workspace ?? '',
      slug: `w${n + 1}`,
      claims: [sub, sid, workspace ?? null, scope ?? null, exp, seal_key, `\\x${seal}`, null],
    };
  });
  for (;;) yield* sessions;
}

/** One connection of rowseal_gateway, and the CPU time of the process behind it. */
export interface Backend {
  client: pg.Client;
  /** CPU microseconds that the backend spends while this runs. */
  during(run: () => Promise<unknown>): Promise<number>;
  /** Runs a statement that is parsed once. */
  run(name: string, text: string, values?: unknown[]): Promise<void>;
  /** Enters an open transaction. */
  enter(session: Session): Promise<void>;
  /** Enters and runs a statement in one Sync, as the gateway does. */
  batch(claims: (string | null)[], name: string, text: string, values?: unknown[]): Promise<void>;
  /** Runs within a transaction. */
  transaction<T>(run: () => Promise<T>): Promise<T>;
}

/**
 * Opens a connection of rowseal_gateway.
 *
 * @param url - connection string.
 */
export async function openBackend(url: string): Promise<Backend> {
  const client = new pg.Client({ connectionString: url, options: startupOptions('gateway') });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const pid = rows[0]?.pid ?? 0;
  const connection = new BatchConnection(client, false);
  return {
    client,
    during: async (run) => {
      const before = cpuOf(pid);
      await run();
      return cpuOf(pid) - before;
    },
    run: async (name, text, values = []) => {
      await client.query({ name, text, values, rowMode: 'array' });
    },
    enter: async ({ claims }) => {
      await client.query({ ...ENTER, values: claims });
    },
    batch: async (claims, name, text, values = []) => {
      const statement = { name, text, values, rowMode: 'array' as const };
      const outcome = await connection.run({
        preamble: RESET,
        entrance: entranceOf(claimsEntry(claims)),
        statement,
        boundFirst: 'named',
      });
      if ('error' in outcome) throw outcome.error;
    },
    transaction: async (run) => {
      await client.query('begin');
      const result = await run();
      await client.query('commit');
      return result;
    },
  };
}

/**
 * CPU of two things done in turns, in microseconds each time.
 *
 * @param backend - where both run.
 * @param one - the first thing, once.
 * @param other - the second.
 * @param size - turns: how often in a row; blocks: how many such rows of each.
 */
export async function versus(
  backend: Backend,
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  { blocks, turns }: { blocks: number; turns: number },
): Promise<[one: number, other: number]> {
  const spent = { one: 0, other: 0 };
  const block = async (which: 'one' | 'other', run: () => Promise<unknown>) => {
    spent[which] += await backend.during(async () => {
      for (let n = 0; n < turns; n++) await run();
    });
  };
  for (let n = 0; n < blocks; n++) {
    if (n % 2 === 0) await block('one', one);
    await block('other', other);
    if (n % 2 === 1) await block('one', one);
  }
  return [spent.one / (blocks * turns), spent.other / (blocks * turns)];
}

/** The arguments of rowseal.enter as an entry of the gateway. */
function claimsEntry([sub, sid, workspace, scope, exp, seal_key, seal, wanted]: (string | null)[]): ClaimsEntry {
  return {
    sub: sub ?? '',
    sid: sid ?? '',
    workspace: workspace ?? undefined,
    scope: scope ?? undefined,
    exp: exp ?? '',
    seal_key: seal_key ?? '',
    seal: (seal ?? '').slice(2),
    wanted: wanted ?? undefined,
  };
}
