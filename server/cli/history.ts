import { keyOf, type Printing, printed, type Question, workspaceId } from './auditing.ts';
import { timeOf, when } from './table.ts';

/** What a person has given, beside the moment. */
export interface Moment extends Printing {
  user?: string;
  workspace?: string;
  table?: string;
  key?: string[];
}

/**
 * What a user could use in a workspace at a moment; or who could reach a row.
 *
 * @param asked - time: in ISO 8601; with a table and a key, or with a user and a workspace.
 */
export const asOf =
  ({ json, time, user, workspace, table: relation, key }: Moment & { time: string }): Question =>
  async (sql) => {
    const at = timeOf(time);
    const home = workspace === undefined ? null : await workspaceId(sql, workspace);
    if (relation !== undefined && key !== undefined) {
      const rows = await sql<{ found: Reacher }[]>`
        select to_jsonb(found) as found
          from rowseal_audit.who_could(${relation}, ${keyOf(key)}::text::jsonb, ${at}, ${home}) as found`;
      const found = rows.map((row) => row.found);
      const cells = found.map((row) => [
        row.kind,
        row.id,
        row.user_id ?? '',
        row.roles?.join(', ') ?? '',
        row.commands.join(', '),
      ]);
      const answer = printed(json, found, ['kind', 'id', 'user', 'roles', 'commands'], cells);
      const note = `People, roles and credentials as of ${when(at)}; the row, its workspace and owner, and the protection of the table as of now.`;
      return json ? answer : { text: `${answer.text}\n\n${note}` };
    }
    if (user === undefined || home === null)
      throw new Error('as-of needs --user and --workspace, or --table and --key');
    const rows = await sql<{ found: Usable }[]>`
      select to_jsonb(found) as found from rowseal_audit.as_of(${user}, ${home}, ${at}) as found`;
    const found = rows.map((row) => row.found);
    const cells = found.map((row) => [
      row.kind,
      row.id,
      row.roles?.join(', ') ?? '',
      row.disabled ? '(disabled)' : row.scopes.join(' '),
    ]);
    return printed(json, found, ['kind', 'id', 'roles', 'scopes in force'], cells);
  };

interface Reacher {
  /** Null: a service. */
  user_id: string | null;
  roles: string[] | null;
  kind: string;
  id: string;
  commands: string[];
  row_as_of: string;
}

interface Usable {
  kind: string;
  id: string;
  roles: string[] | null;
  scopes: string[];
  disabled: boolean;
}
