import { embeddedMasterKey } from '../credentials/master-key.ts';
import type { Configuration } from '../env.ts';
import type { Applied, Changes } from '../install/apply.ts';
import { installAndTell, plan } from '../install/install.ts';
import { type UninstallOptions, uninstall } from '../install/uninstall.ts';
import { VERSION } from '../manifest.ts';
import type { Lifecycle } from './lifecycle.ts';
import { administratorsUrl } from './open-database.ts';

/**
 * `rowseal migrate`: brings a database to this version, another build of the same version included.
 *
 * @param configuration - from the environment.
 * @param options - dryRun: changes nothing, and prints what would be run.
 * @param running - told of what has been started; all of it has been stopped at the end.
 * @throws Error with a sentence for the operator.
 */
export async function migrate(
  configuration: Configuration,
  { dryRun }: { dryRun: boolean },
  running: Lifecycle,
): Promise<void> {
  try {
    const adminUrl = await administratorsUrl(configuration, running);
    if (adminUrl === undefined) throw new Error("DATABASE_URL is missing: migrating needs an administrator's URL");
    if (dryRun) {
      console.log(planned(await plan(adminUrl)));
      return;
    }
    const masterKey = configuration.masterKeys?.() ?? (await embeddedMasterKey(configuration.dataDir));
    console.log(done(await installAndTell({ adminUrl, masterKey, replace: true })));
  } finally {
    await running.stop();
  }
}

/**
 * `rowseal uninstall`: takes Rowseal out of a database, with all that it holds.
 *
 * @param configuration - from the environment.
 * @param options - which database, and whether the roles go too.
 * @param running - told of what has been started; all of it has been stopped at the end.
 * @throws Error with a sentence for the operator.
 */
export async function uninstallFrom(
  configuration: Configuration,
  options: UninstallOptions,
  running: Lifecycle,
): Promise<void> {
  try {
    const adminUrl = await administratorsUrl(configuration, running);
    if (adminUrl === undefined) throw new Error("DATABASE_URL is missing: uninstalling needs an administrator's URL");
    await uninstall(adminUrl, options);
    console.log(`Rowseal was removed from the database ${options.database}`);
  } finally {
    await running.stop();
  }
}

function done(applied: Applied): string {
  if (applied.status === 'newer') return `Rowseal ${applied.version} is installed, and was kept`;
  if (applied.status !== 'applied') return `Rowseal ${VERSION} is installed already`;
  const { migrations, files } = applied.changes;
  return `Rowseal ${VERSION} is installed: ${migrations.length} migrations and ${files.length} files of db/ were applied`;
}

/** An SQL script that can be saved and run; everything but statements is a comment. */
function planned(applied: Applied): string {
  if (applied.status !== 'pending') return `-- ${done(applied)}. Nothing would be changed.`;
  const { pieces, migrations, files, locks, rewrites } = applied.changes;
  return [
    ...pieces.map(({ path, text }) => `-- ${path}\n${text.trim()}\n`),
    `-- Nothing was changed. ${migrations.length} migrations and ${files.length} files of db/ would be applied, in one transaction.`,
    ...listed('Locks on tables that are there, until it commits', locks),
    ...listed('Tables that would be rewritten', rewrites),
  ].join('\n');
}

function listed(title: string, items: Changes['locks']): string[] {
  return items.length === 0 ? [`-- ${title}: none`] : [`-- ${title}:`, ...items.map((item) => `--   ${item}`)];
}
