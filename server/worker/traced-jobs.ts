import type { Task, TaskList } from 'graphile-worker';
import { z } from 'zod';
import type { Tracing } from '../observability/tracing.ts';

const Caused = z.object({ traceparent: z.string() });

/** Where the request that caused a job stands in its trace; see rowseal_private.traced_payload. */
function causeOf(payload: unknown): string | undefined {
  return Caused.safeParse(payload).data?.traceparent;
}

/**
 * Tasks each of whose jobs is a trace of its own: its name, and which attempt it is. Nothing of what it is about. It is linked to the
 * request that caused it, where that was sampled.
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
        tracing.asJob(`job ${name}`, { 'rowseal.job.attempt': helpers.job.attempts }, causeOf(payload), async () =>
          (task as Task)(payload, helpers),
        ),
    ]),
  );
}
