import type { Task, TaskList } from 'graphile-worker';

/**
 * Tasks that tell somebody something: none does while the database may have lost commits, and says again what was said. Their jobs are tried later.
 *
 * @param tasks - by name.
 */
export function afterRecovery(tasks: TaskList): TaskList {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]): [string, Task] => [
      name,
      async (payload, helpers) => {
        const { rows } = await helpers.query<{ state: string }>('select * from rowseal.recovery_state() as state');
        if (rows[0]?.state !== 'served') throw new Error('the database may have lost commits: npx rowseal recover');
        return (task as Task)(payload, helpers);
      },
    ]),
  );
}
