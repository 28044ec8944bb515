import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type postgres from 'postgres';
import { deriveKey } from '../server/credentials/password-derivation.ts';
import { type Gateway, openGateway } from '../server/database/gateway.ts';
import { type Issuer, openIssuer } from '../server/database/issuer.ts';
import { inTransaction, openAdministrator } from '../server/install/administrator.ts';
import type { Doors } from '../server/install/install.ts';
import { DEMO_ACCOUNTS, DEMO_NOTES, DEMO_PASSWORD } from './accounts.ts';
import { peopleOf } from './people.ts';
import { DEMO_PROJECTS } from './projects.ts';

/**
 * Fills an empty installation with the demo's people, workspaces and notes, and with projects where there is a table for them. Accounts are created by
 * an administrator, so that no throttle and no setting of registration stands in the way of a start; the rest is written by people who have signed in. Does nothing where the demo's first account
 * exists.
 *
 * @param adminUrl - an administrator's connection string, for accounts, workspaces and memberships.
 * @param doors - the two doors.
 */
export async function seedDemo(
  adminUrl: string,
  { issuerUrl, gatewayUrl }: Pick<Doors, 'issuerUrl' | 'gatewayUrl'>,
): Promise<void> {
  // No refresh token that it makes outlives it, so that any key will do.
  const issuer = openIssuer(issuerUrl, randomBytes(32), { max: 1 });
  const gateway = openGateway(gatewayUrl, { max: 1 });
  try {
    if (!(await createPeople(adminUrl, issuer))) return;
    const people = peopleOf(issuer);
    await seedNotes(people, gateway);
    if (await hasProjects(adminUrl)) await seedProjects(people, gateway);
    await people.signOut();
  } finally {
    await Promise.all([issuer.close(), gateway.close()]);
  }
}

/** Creates all accounts and workspaces, or none where the first account exists. Their addresses are nobody's, so nobody is asked to confirm them. */
async function createPeople(adminUrl: string, issuer: Issuer): Promise<boolean> {
  const admin = await openAdministrator(adminUrl);
  try {
    return await inTransaction(admin, async () => {
      await admin`set local role rowseal_owner`;
      for (const { email, name } of DEMO_ACCOUNTS) {
        if (!(await createAccount(admin, issuer, email, name))) return false;
      }
      await admin.unsafe(await readFile(path.join(import.meta.dirname, 'workspaces.sql'), 'utf8'));
      return true;
    });
  } finally {
    await admin.end();
  }
}

async function createAccount(sql: postgres.Sql, issuer: Issuer, email: string, name: string) {
  const parameters = await issuer.passwordPolicy();
  const { salt, memory_kib, iterations, parallelism } = parameters;
  const key = await deriveKey(DEMO_PASSWORD, parameters);
  const [account] = await sql<{ id: string | null }[]>`
    select rowseal_private.create_account(
      ${email}, ${name}, row(${salt}, ${Buffer.from(key)}, ${memory_kib}, ${iterations}, ${parallelism}), verified => true
    ) as id`;
  return account?.id != null;
}

async function hasProjects(adminUrl: string): Promise<boolean> {
  const admin = await openAdministrator(adminUrl);
  try {
    const [found] = await admin<{ projects: string | null }[]>`select to_regclass('app.projects')::text as projects`;
    return found?.projects != null;
  } finally {
    await admin.end();
  }
}

async function seedNotes(people: ReturnType<typeof peopleOf>, gateway: Gateway): Promise<void> {
  for (const { workspace, email, count } of DEMO_NOTES) {
    await gateway.query(await people.in(workspace, email), {
      text: `insert into app.notes (title, body)
             select format('%s note %s', $1::text, n), 'Written by ' || $2::text from generate_series(1, $3::int) as n`,
      values: [workspace, email, count],
    });
  }
}

async function seedProjects(people: ReturnType<typeof peopleOf>, gateway: Gateway): Promise<void> {
  for (const { workspace, by, name, tasks } of DEMO_PROJECTS) {
    const insert = async (email: string, text: string, ...values: unknown[]) => {
      const statement = { text: `insert into app.${text} returning id`, values };
      return (await gateway.one<{ id: string }>(await people.in(workspace, email), statement)).id;
    };
    const project = await insert(by, 'projects (name) values ($1)', name);
    for (const { title, by: author, comments = [], reminds = [] } of tasks) {
      const task = await insert(author, 'tasks (project_id, title) values ($1, $2)', project, title);
      for (const [from, body] of comments) await insert(from, 'comments (task_id, body) values ($1, $2)', task, body);
      for (const whom of reminds)
        await insert(whom, `reminders (task_id, remind_at) values ($1, now() + interval '1 day')`, task);
    }
  }
}
