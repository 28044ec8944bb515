import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import type { Question } from './auditing.ts';

/** In milliseconds: a statement of a request may take 10 s. */
const PATIENCE_MS = 15_000;
const EVERY_MS = 100;

/** It learns of the mode by itself, and its jobs are many transactions each. */
const WORKER = 'The worker finishes the jobs in hand; its log says when it rests';

/** What PostgreSQL says of a time to wait that is not allowed. */
const NO_WAIT: ReadonlySet<string> = new Set(['22003', '22008', '23514']);

/**
 * Lets requests read only, and waits until what may still write has ended.
 *
 * @param seconds - when clients are told to try again.
 * @throws Error where that is no number of seconds that may be.
 */
export const beginMaintenance =
  (seconds: number): Question =>
  async (sql) => {
    const status = await set(sql, true, seconds);
    const left = await whatStillWrites(sql);
    const rest =
      left === 0
        ? 'and no transaction that began before is open'
        : `but ${left} ${left === 1 ? 'transaction that began' : 'transactions that began'} before may still write: see pg_stat_activity and pg_prepared_xacts`;
    const text = `Requests ${status === 'changed' ? 'only read from now on' : 'only read, as before'}, ${rest}`;
    return { text: `${text}. ${WORKER}` };
  };

/** Lets requests write again. */
export const endMaintenance: Question = async (sql) => {
  const status = await set(sql, false);
  return { text: status === 'changed' ? 'Requests write again' : 'Requests write, as before' };
};

async function set(sql: postgres.Sql, isOn: boolean, seconds = 30): Promise<string | undefined> {
  const [row] = await sql<{ status: string }[]>`
    select rowseal_audit.set_maintenance(${isOn}, make_interval(secs => ${seconds})) as status`.catch((error) => {
    throw NO_WAIT.has(error.code) ? new Error('--retry-after is 1 to 86400 seconds') : error;
  });
  return row?.status;
}

/** How many transactions are left, after a while, of those that are open now. */
async function whatStillWrites(sql: postgres.Sql): Promise<number> {
  const open = async () =>
    (await sql<{ id: string }[]>`select id from rowseal_audit.open_transactions() as id`).map(({ id }) => id);
  const until = performance.now() + PATIENCE_MS;
  for (let left = await open(); ; ) {
    if (left.length === 0 || performance.now() > until) return left.length;
    await sleep(EVERY_MS);
    const now = new Set(await open());
    left = left.filter((id) => now.has(id));
  }
}
