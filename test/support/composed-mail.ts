import type postgres from 'postgres';

/** A mail as the worker would get it. */
export interface ComposedMail {
  recipient: string;
  kind: string;
  variables: { token: string; [name: string]: unknown };
}

/**
 * Composes what waits in the queue, as a worker does and without one, and empties it.
 *
 * @param admin - an administrator's connections.
 * @returns the mails, in the order in which they were asked for.
 */
export async function composedMails(admin: postgres.Sql): Promise<ComposedMail[]> {
  const jobs = await admin<{ payload: string }[]>`
    delete from graphile_worker_rowseal._private_jobs
     where task_id = (select id from graphile_worker_rowseal._private_tasks where identifier = 'mail')
    returning payload::text`;
  const mails: ComposedMail[] = [];
  for (const { payload } of jobs)
    mails.push(...(await admin<ComposedMail[]>`select * from rowseal_private.compose_mail(${payload}::text::jsonb)`));
  return mails;
}
