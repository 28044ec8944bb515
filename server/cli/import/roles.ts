import path from 'node:path';
import type postgres from 'postgres';
import { readExport } from './reading.ts';
import { wordsOf } from './reasons.ts';
import type { Report } from './report.ts';
import { type Fields, Refusal, strings, text } from './user.ts';

/** A role of a workspace, by slug or id. */
interface ExportedRole {
  workspace: string;
  name: string;
  scopes: string[];
}

interface Outcome {
  line: number;
  status: 'imported' | 'unchanged' | 'refused';
  reason: string | null;
}

/** What became of the roles of a file. */
export interface ImportedRoles {
  imported: number;
  unchanged: number;
  refused: number;
  /** Whether a dry run would have made a role: members cannot be given it yet. */
  isToCome: (workspace: string, role: string) => boolean;
}

/**
 * Makes the roles of a file, in one commit.
 *
 * @param sql - an administrator's connection.
 * @param file - JSON, JSON Lines or CSV, of roles with workspace, name and scopes.
 * @param context - dryRun: nothing is written; report: told of each line.
 */
export async function importRoles(
  sql: postgres.Sql,
  file: string,
  { dryRun, report }: { dryRun: boolean; report: Report },
): Promise<ImportedRoles> {
  const figures = { imported: 0, unchanged: 0, refused: 0 };
  const roles = new Map<number, ExportedRole>();
  const place = path.basename(file);
  const tell = (line: number, status: Outcome['status'], reason: string) => {
    const role = roles.get(line);
    figures[status]++;
    return report.write([place, String(line), role ? `${role.workspace} ${role.name}` : '', status, '', reason]);
  };
  for await (const { line, record = {}, fault } of readExport(file)) {
    try {
      if (fault !== undefined) throw new Refusal(fault);
      roles.set(line, exportedRole(record));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await tell(line, 'refused', error.message);
    }
  }
  const given = JSON.stringify([...roles].map(([line, role]) => ({ line, ...role })));
  const outcomes = await sql<Outcome[]>`
    select line, status, reason from rowseal_audit.import_roles(${given}::text::jsonb, ${dryRun})`;
  for (const { line, status, reason } of outcomes) await tell(line, status, reason ? wordsOf(reason) : '');
  const toCome = new Set(
    outcomes
      .filter(({ status }) => dryRun && status === 'imported')
      .map(({ line }) => `${roles.get(line)?.workspace} ${roles.get(line)?.name}`),
  );
  return { ...figures, isToCome: (workspace, role) => toCome.has(`${workspace} ${role}`) };
}

function exportedRole(record: Fields): ExportedRole {
  const [workspace, name] = [text(record['workspace']), text(record['name'])];
  if (workspace === undefined || name === undefined) throw new Refusal('a role has a workspace, a name and scopes');
  return { workspace, name, scopes: strings(record['scopes']) };
}
