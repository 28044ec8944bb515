import type { Question } from './auditing.ts';
import { table, timeOf } from './table.ts';

/** What `recover` is told: one of both. */
export interface RecoverOptions {
  /** ISO 8601: the moment from which changes were lost. */
  since?: string;
  nothingLost: boolean;
}

/**
 * Ends what a database that has lost its latest changes may revive, and lets servers serve from it.
 *
 * @param options - see {@link RecoverOptions}.
 * @throws Error where neither is said, or both.
 */
export const recover =
  ({ since, nothingLost }: RecoverOptions): Question =>
  async (sql) => {
    if ((since === undefined) !== nothingLost)
      throw new Error('say either --since, the moment from which changes were lost, or --nothing-lost');
    if (since === undefined) {
      await sql`select rowseal_audit.nothing_lost()`;
      return { text: 'Nothing was ended, and servers serve from this database within a second' };
    }
    const from = timeOf(since);
    const rows = await sql<{ what: string; ended: string }[]>`
      select what, ended::text from rowseal_audit.recover(${from})`;
    const cells = rows.map(({ what, ended }) => [what, ended]);
    return {
      text: `${table(['what', 'ended'], cells)}\nOther changes made since then are lost (accounts disabled, members removed, roles and passwords changed): make them again, see docs/operate/backup.md`,
    };
  };
