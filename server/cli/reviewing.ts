import { type Printing, printed, type Question, workspaceId } from './auditing.ts';
import { timeOf } from './table.ts';

/** What a person has given. */
export interface ReviewOptions extends Printing {
  /** In ISO 8601: from when on changes are listed; left out: none are. */
  since?: string;
  csv: boolean;
  /** A comment, to sign the review off with. */
  sign?: string;
}

const COLUMNS = [
  'section',
  'id',
  'user_id',
  'address',
  'role',
  'scopes',
  'state',
  'last_used_at',
  'expires_at',
  'at',
  'change',
  'roles',
] as const;

type Line = Record<(typeof COLUMNS)[number], string | string[] | null>;

/**
 * What there is to see for somebody who reviews the access to a workspace; with a comment it is signed off.
 *
 * @param workspace - slug or id.
 */
export const review =
  (workspace: string, { json, csv, since, sign }: ReviewOptions): Question =>
  async (sql) => {
    const from = since === undefined ? null : timeOf(since);
    const home = await workspaceId(sql, workspace);
    const rows = await sql<{ line: Line }[]>`
      select to_jsonb(line) as line from rowseal_audit.review(${home}, ${from}) as line`;
    const lines = rows.map(({ line }) => line);
    const cells = lines.map((line) => COLUMNS.map((column) => [line[column] ?? ''].flat().join(' ')));
    const text = csv
      ? [COLUMNS, ...cells].map((row) => row.map(quoted).join(',')).join('\r\n')
      : printed(json, lines, COLUMNS, cells).text;
    if (sign === undefined) return { text };
    const [signed] = await sql<{ digest: string }[]>`
      select digest from rowseal_audit.sign_review(${home}, ${from}, ${sign}) as digest`;
    console.error(`Signed off; SHA-256 of what was reviewed: ${signed?.digest}`);
    return { text };
  };

/** RFC 4180; what a spreadsheet would take for a formula begins with an apostrophe. */
const quoted = (text: string) => `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
