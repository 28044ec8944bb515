import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inTransaction, openAdministrator } from '../server/install/administrator.ts';

/**
 * Runs the demo application's own migration, once.
 *
 * @param adminUrl - an administrator's connection string; Rowseal is installed there.
 */
export async function installDemo(adminUrl: string): Promise<void> {
  const sql = await openAdministrator(adminUrl);
  try {
    await inTransaction(sql, async () => {
      await sql`select pg_advisory_xact_lock(hashtext('rowseal demo'))`;
      const [found] = await sql`select to_regclass('app.notes') as notes`;
      if (found?.['notes'] === null)
        await sql.unsafe(await readFile(path.join(import.meta.dirname, 'notes.sql'), 'utf8'));
    });
  } finally {
    await sql.end();
  }
}
