import { readFile } from 'node:fs/promises';
import { inTransaction } from '../install/administrator.ts';
import type { Question } from './auditing.ts';
import { table } from './table.ts';

/** What a person has given. */
export interface PreviewOptions {
  json: boolean;
  markdown: boolean;
  exitCode: boolean;
}

interface Difference {
  change: 'gains' | 'loses' | 'appears' | 'mended' | 'strengthens' | 'weakens';
  object: string;
  command: string | null;
  role: string | null;
  workspace_id: string | null;
  people: string | null;
  was: string | null;
  becomes: string | null;
  why: string | null;
  sql_that_mends: string | null;
}

/**
 * What a migration would change, tried in a transaction that is taken back.
 *
 * @param file - of SQL.
 * @param options - markdown: for a pull request; exitCode: 1 where somebody gains, a finding appears, or less is to be proved.
 */
export const preview =
  (file: string, { json, markdown, exitCode }: PreviewOptions): Question =>
  async (sql) => {
    const migration = await readFile(file, 'utf8');
    const undo = new Error('undo');
    let differences: Difference[] = [];
    await inTransaction(sql, async () => {
      differences = await sql<Difference[]>`
        select change, object, command, role, workspace_id, people, was, becomes, why, sql_that_mends
          from rowseal_audit.preview(${migration})`;
      throw undo;
    }).catch((error: unknown) => {
      if (error !== undo) throw error;
    });
    const alarms = differences.some(({ change }) => ['gains', 'appears', 'weakens'].includes(change));
    return {
      text: json ? JSON.stringify(differences, null, 2) : (markdown ? asMarkdown : asText)(differences),
      ...(exitCode && alarms ? { exitCode: 1 } : {}),
    };
  };

const LEVELS: Record<string, string> = {
  none: 'no row',
  some: 'some rows of the workspace',
  workspace: 'the rows of the workspace',
  every: 'every row of all workspaces',
};

const HEAD = ['who', 'people', 'change', 'command', 'table', 'from', 'to'];

function ofAccess(differences: readonly Difference[]): string[][] {
  return differences
    .filter(({ change }) => change === 'gains' || change === 'loses')
    .map(({ change, object, command, role, workspace_id: workspace, people, was, becomes }) => [
      workspace === null ? String(role) : `${role} of ${workspace}`,
      people ?? 'database role',
      change,
      String(command),
      object,
      LEVELS[was ?? 'none'] ?? '',
      LEVELS[becomes ?? 'none'] ?? '',
    ]);
}

const findingsOf = (differences: readonly Difference[], change: 'appears' | 'mended') =>
  differences.filter((difference) => difference.change === change);

/** What people have to prove, before and after: lines, without a mark. */
const proofsOf = (differences: readonly Difference[]) =>
  differences
    .filter(({ change }) => change === 'strengthens' || change === 'weakens')
    .map(
      ({ change, object, command, was, becomes }) =>
        `${change}  ${command} of ${object}: assurance from ${was} to ${becomes}`,
    );

function asText(differences: readonly Difference[]): string {
  const access = ofAccess(differences);
  return [
    access.length === 0 ? 'Nobody gains or loses anything.' : table(HEAD, access),
    ...proofsOf(differences),
    ...findingsOf(differences, 'appears').map(({ becomes, object, why, sql_that_mends: mend }) =>
      [`appears  ${becomes}  ${object}`, `  ${why}`, ...(mend === null ? [] : [`  ${mend};`])].join('\n'),
    ),
    ...findingsOf(differences, 'mended').map(({ was, object }) => `mended  ${was}  ${object}`),
  ].join('\n\n');
}

function asMarkdown(differences: readonly Difference[]): string {
  const access = ofAccess(differences);
  const row = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [
    '### Who gains and who loses',
    access.length === 0
      ? 'Nobody gains or loses anything.'
      : [row(HEAD), row(HEAD.map(() => '---')), ...access.map(row)].join('\n'),
    ...proofsOf(differences).map((line) => `- ${escaped(line)}`),
    ...findingsOf(differences, 'appears').map(
      ({ becomes, object, why, sql_that_mends: mend }) =>
        `- **appears**: \`${becomes}\` ${escaped(object)}. ${escaped(why ?? '')}${mend === null ? '' : `\n\n  ${'```'}sql\n  ${mend.replaceAll('\n', '\n  ')};\n  ${'```'}`}`,
    ),
    ...findingsOf(differences, 'mended').map(({ was, object }) => `- mended: \`${was}\` ${escaped(object)}`),
  ].join('\n\n');
}

/** Of a name nothing is Markdown. */
const escaped = (text: string) => text.replace(/[\\`*_{}[\]<>|#]/g, (character) => `\\${character}`);
