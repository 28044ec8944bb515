import type { Question } from './auditing.ts';
import { table } from './table.ts';

/**
 * Ends what a database that has lost its latest changes may revive.
 *
 * @param since - ISO 8601: the moment from which changes were lost.
 */
export const recover =
  (since: string): Question =>
  async (sql) => {
    const rows = await sql<{ what: string; ended: string }[]>`
      select what, ended::text from rowseal_audit.recover(${since})`;
    const cells = rows.map(({ what, ended }) => [what, ended]);
    return {
      text: `${table(['what', 'ended'], cells)}\nOther changes made since then are lost (accounts disabled, members removed, roles and passwords changed): make them again, see docs/operate/backup.md`,
    };
  };
