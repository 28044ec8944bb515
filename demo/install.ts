import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inTransaction, openAdministrator } from '../server/install/administrator.ts';

/** The demo's migrations, in their order, each with the table by which it is known to have run. */
const NOTES = { file: 'notes.sql', table: 'app.notes' };
const PROJECTS = { file: 'projects.sql', table: 'app.projects' };

/**
 * Runs the demo application's own migrations, each once.
 *
 * @param adminUrl - an administrator's connection string; Rowseal is installed there.
 */
export function installDemo(adminUrl: string): Promise<void> {
  return runMigrations(adminUrl, [NOTES, PROJECTS]);
}

/**
 * Runs the first of them alone: one protected table, for tests and benches.
 *
 * @param adminUrl - an administrator's connection string; Rowseal is installed there.
 */
export function installNotes(adminUrl: string): Promise<void> {
  return runMigrations(adminUrl, [NOTES]);
}

async function runMigrations(adminUrl: string, migrations: (typeof NOTES)[]): Promise<void> {
  const sql = await openAdministrator(adminUrl);
  try {
    for (const { file, table } of migrations) {
      await inTransaction(sql, async () => {
        await sql`select pg_advisory_xact_lock(hashtext('rowseal demo'))`;
        const [found] = await sql`select to_regclass(${table}) as oid`;
        if (found?.['oid'] === null) await sql.unsafe(await readFile(path.join(import.meta.dirname, file), 'utf8'));
      });
    }
  } finally {
    await sql.end();
  }
}
