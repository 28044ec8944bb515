import { readFile } from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import { postgresJsOptions } from '../server/database/url.ts';

/**
 * Runs the demo application's own migration, once.
 *
 * @param adminUrl - an administrator's connection string; Rowseal is installed there.
 */
export async function installDemo(adminUrl: string): Promise<void> {
  const [href, host] = postgresJsOptions(adminUrl);
  const sql = postgres(href, { ...host, max: 1, onnotice: () => {} });
  try {
    await sql.begin(async (migration) => {
      await migration`select pg_advisory_xact_lock(hashtext('rowseal demo'))`;
      const [found] = await migration`select to_regclass('app.notes') as notes`;
      if (found?.['notes'] === null)
        await migration.unsafe(await readFile(path.join(import.meta.dirname, 'notes.sql'), 'utf8'));
    });
  } finally {
    await sql.end();
  }
}
