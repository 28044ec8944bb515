import type { Task, TaskList } from 'graphile-worker';
import type { Tracing } from '../observability/tracing.ts';

/**
 * Tasks each of whose jobs is a trace of its own: its name, and which attempt it is. Nothing of what it is about.
 *
 * @param tasks - by name.
 * @param tracing - undefined: nothing is traced.
 */
export function tracedJobs(tasks: TaskList, tracing: Tracing | undefined): TaskList {
  if (!tracing) return tasks;
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]): [string, Task] => [
      name,
      (payload, helpers) =>
        tracing.asJob(`job ${name}`, { 'rowseal.job.attempt': helpers.job.attempts }, async () =>
          (task as Task)(payload, helpers),
        ),
    ]),
  );
}
