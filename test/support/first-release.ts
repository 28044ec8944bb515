import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, migrate } from 'graphile-migrate';
import { ROOT } from '#server/manifest.ts';
import { withConnection } from './connect.ts';

const BASELINE = 'committed/000001-baseline.sql';

/**
 * Installs the first release, as it did it: by graphile-migrate, functions and all.
 *
 * @param adminUrl - an administrator's connection string.
 */
export async function installFirstRelease(adminUrl: string): Promise<void> {
  await withConnection(adminUrl, async (admin) => {
    for (const file of ['roles.sql', 'database.sql'])
      await admin.unsafe(await readFile(path.join(ROOT, 'db', file), 'utf8'));
  });
  const migrationsFolder = await mkdtemp(path.join(tmpdir(), 'rowseal-first-'));
  await cp(path.join(ROOT, 'migrations', BASELINE), path.join(migrationsFolder, BASELINE));
  const pgSettings = { role: 'rowseal_owner', search_path: '' };
  await migrate({ connectionString: adminUrl, migrationsFolder, pgSettings, logger: new Logger(() => () => {}) });
  await rm(migrationsFolder, { recursive: true });
  // Its pool outlives its promise by 200 ms.
  await sleep(400);
}
