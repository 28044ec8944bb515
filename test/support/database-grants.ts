import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type postgres from 'postgres';

const GRANTS = path.resolve(import.meta.dirname, '../../db/database.sql');

/**
 * Grants on a clone of a template what is granted on a database itself: that doesn't come with it.
 *
 * @param admin - an administrator's connection to the clone.
 */
export async function grantOnDatabase(admin: postgres.Sql): Promise<void> {
  await admin.unsafe(await readFile(GRANTS, 'utf8'));
}
