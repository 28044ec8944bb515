import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import type { Question } from './auditing.ts';

/** In milliseconds: a statement of a request may take 10 s. */
const PATIENCE_MS = 15_000;
const EVERY_MS = 100;

/** In milliseconds: for what a worker that has just come to rest has left behind. */
const AT_LEAST_MS = 1_000;

/** What PostgreSQL says of a time to wait that is not allowed. */
const NO_WAIT: ReadonlySet<string> = new Set(['22003', '22008', '23514']);

/**
 * Lets requests read only, and waits until what may still write has ended: transactions that are open, and workers.
 *
 * @param seconds - when clients are told to try again.
 * @throws Error where that is no number of seconds that may be.
 */
export const beginMaintenance =
  (seconds: number): Question =>
  async (sql) => {
    const status = await set(sql, true, seconds);
    const { work, transactions } = await whatStillWrites(sql);
    const rest = [
      transactions === 0
        ? 'no transaction that began before is open'
        : `${transactions} ${transactions === 1 ? 'transaction that began' : 'transactions that began'} before may still write: see pg_stat_activity and pg_prepared_xacts`,
      work.length === 0 ? 'no worker is at work' : `still at work: ${work.join(', ')}`,
    ];
    return {
      text: `${status === 'changed' ? 'Requests only read from now on' : 'Requests only read, as before'}; ${rest.join('; ')}`,
    };
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

/** What is left, after a while: work of workers, and how many transactions of those that were open when the mode began, or when the workers had come to rest. */
async function whatStillWrites(sql: postgres.Sql): Promise<{ work: string[]; transactions: number }> {
  const open = async () =>
    (await sql<{ id: string }[]>`select id from rowseal_audit.open_transactions() as id`).map(({ id }) => id);
  const inHand = async () =>
    (await sql<{ work: string }[]>`select work from rowseal_audit.work_in_hand() as work`).map(({ work }) => work);
  const until = performance.now() + PATIENCE_MS;
  const before = await open();
  const work = await settled(inHand, until);
  // What a worker had begun may have been given up by it, and not by the database.
  const left = new Set([...before, ...(work.length === 0 ? await open() : [])]);
  const still = async () => (await open()).filter((id) => left.has(id));
  return { work, transactions: (await settled(still, Math.max(until, performance.now() + AT_LEAST_MS))).length };
}

/** Asks until nothing is left, or the time is over; what is left then. */
async function settled(ask: () => Promise<string[]>, until: number): Promise<string[]> {
  for (;;) {
    const left = await ask();
    if (left.length === 0 || performance.now() > until) return left;
    await sleep(EVERY_MS);
  }
}
