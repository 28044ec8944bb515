import type { MaintenanceCommand } from './maintaining.ts';
import { table, when } from './table.ts';

/** The most that is shown of an error. */
const ERROR_LENGTH = 120;

/** Lists the jobs that failed as often as they may. */
export const listJobs: MaintenanceCommand = async (maintenance) => {
  const jobs = await maintenance.parkedJobs();
  if (jobs.length === 0) return 'No job has been given up';
  return table(
    ['id', 'task', 'since', 'last tried', 'tries', 'last error'],
    jobs.map(({ id, task, created_at, last_try_at, attempts, last_error }) => [
      id,
      task,
      when(created_at),
      when(last_try_at),
      String(attempts),
      // The first line: what follows is a stack.
      (last_error ?? '').split('\n', 1)[0]?.slice(0, ERROR_LENGTH) ?? '',
    ]),
  );
};

/**
 * Has jobs that were given up tried again.
 *
 * @param id - of one; left out: all.
 * @throws Error when there is no such job.
 */
export const retryJobs =
  (id?: string): MaintenanceCommand =>
  async (maintenance) =>
    outcome(id, await maintenance.retryParkedJobs(requireId(id)), 'will be tried again');

/**
 * Removes jobs that were given up.
 *
 * @param id - of one; left out: all.
 * @throws Error when there is no such job.
 */
export const removeJobs =
  (id?: string): MaintenanceCommand =>
  async (maintenance) =>
    outcome(id, await maintenance.removeParkedJobs(requireId(id)), 'removed');

function requireId(id: string | undefined): string | undefined {
  if (id !== undefined && !/^\d{1,18}$/.test(id))
    throw new Error(`${id} is not the id of a job; see rowseal jobs list`);
  return id;
}

function outcome(id: string | undefined, count: number, what: string): string {
  if (id !== undefined && count === 0) throw new Error(`no job ${id} has been given up; see rowseal jobs list`);
  return `${count} ${count === 1 ? 'job' : 'jobs'} ${what}`;
}
