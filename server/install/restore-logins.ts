import type { MasterKeys } from '../credentials/master-keys.ts';
import { asAdministrator } from './install.ts';
import { ensureLoginRoles, refuseAnotherKey } from './login-roles.ts';

/** Servers that are refused all at once ask once in so many milliseconds. */
const EVERY_MS = 5_000;

/**
 * Makes what sets the passwords of the login roles back, as a start does: for a server that runs, and is refused although nobody told it of another
 * master key. SQL of a request can change the password of the role it runs as, and end every connection that could set it back.
 *
 * @param adminUrl - an administrator's connection string.
 * @param masterKey - that the passwords are derived from.
 * @param report - told why it could not.
 * @returns does it, unless it was done just now, and says whether servers can log in again.
 */
export function loginRestorer(
  adminUrl: string,
  masterKey: MasterKeys,
  report: (message: string) => void,
): () => Promise<boolean> {
  let last: { at: number; answer: Promise<boolean> } | undefined;

  async function restore(): Promise<boolean> {
    try {
      await asAdministrator(adminUrl, async (admin) => {
        // A server that was forgotten in a rotation of the master key must not take the others' passwords away.
        await refuseAnotherKey(admin, adminUrl, masterKey);
        await ensureLoginRoles(admin, adminUrl, masterKey, true);
      });
      return true;
    } catch (error) {
      report(`the passwords of the login roles cannot be restored: ${error instanceof Error ? error.message : error}`);
      return false;
    }
  }

  return () => {
    if (!last || performance.now() - last.at >= EVERY_MS) last = { at: performance.now(), answer: restore() };
    return last.answer;
  };
}
