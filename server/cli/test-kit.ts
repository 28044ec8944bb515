import type { Configuration } from '../env.ts';
import { installTestKit, removeTestKit } from '../install/test-kit.ts';
import type { Lifecycle } from './lifecycle.ts';
import { administratorsUrl } from './open-database.ts';

/**
 * `rowseal test-kit install` and `remove`.
 *
 * @param configuration - from the environment.
 * @param change - what to do; role: the login role of the suite, where it is no superuser's.
 * @param running - told of what has been started; all of it has been stopped at the end.
 * @throws Error with a sentence for the operator.
 */
export async function changeTestKit(
  configuration: Configuration,
  change: { action: 'install' | 'remove'; role?: string | undefined },
  running: Lifecycle,
): Promise<void> {
  try {
    if (!configuration.development)
      throw new Error('the test kit can act as anybody in its database, so it is refused with NODE_ENV=production');
    const adminUrl = await administratorsUrl(configuration, running);
    if (adminUrl === undefined) throw new Error("DATABASE_URL is missing: the test kit needs an administrator's URL");
    if (change.action === 'remove') await removeTestKit(adminUrl);
    else await installTestKit(adminUrl, change.role);
    console.log(`The test kit (schema rowseal_test) was ${change.action === 'remove' ? 'removed' : 'installed'}`);
  } finally {
    await running.stop();
  }
}
