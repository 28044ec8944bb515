import type postgres from 'postgres';
import { presentedToken } from '../credentials/token-format.ts';
import type { Configuration } from '../env.ts';
import { openAdministrator } from '../install/administrator.ts';
import type { Lifecycle } from './lifecycle.ts';
import { administratorsUrl } from './open-database.ts';
import { table, when } from './table.ts';

/** How an answer is printed. */
export interface Printing {
  json: boolean;
}

/** What an auditor asks, and the process's exit code after the answer. */
export type Question = (sql: postgres.Sql) => Promise<{ text?: string; exitCode?: number }>;

/**
 * Asks an installation that is there. Changes nothing.
 *
 * @param configuration - from the environment; DATABASE_URL is a superuser's, the database's owner's, or that of a member of rowseal_auditor.
 * @param running - told of what has been started; all of it has been stopped at the end.
 * @param question - what to ask.
 * @throws Error with a sentence for the operator.
 */
export async function ask(configuration: Configuration, running: Lifecycle, question: Question): Promise<void> {
  try {
    const url = await administratorsUrl(configuration, running);
    if (url === undefined)
      throw new Error("DATABASE_URL is missing: it is the database owner's, or that of a member of rowseal_auditor");
    const sql = await openAdministrator(url);
    running.onStop(() => sql.end({ timeout: 1 }));
    const { text, exitCode } = await question(sql);
    if (text !== undefined) console.log(text);
    if (exitCode !== undefined) process.exitCode = exitCode;
  } catch (error) {
    throw explained(error);
  } finally {
    await running.stop();
  }
}

function explained(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '42501')
    return new Error(
      `DATABASE_URL is neither the database owner's nor that of a member of rowseal_auditor, or lacks USAGE of a schema (${String(error)})`,
    );
  if (['3F000', '42883'].includes(code))
    return new Error('this version of Rowseal is not installed in the database: start the server first');
  const hint = error instanceof Error && 'hint' in error && code.startsWith('RS') ? String(error.hint ?? '') : '';
  return hint === '' ? error : new Error(`${(error as Error).message}. ${hint}`);
}

interface Finding {
  kind: string;
  severity: string;
  object: string;
  why: string;
  sql: string | null;
  run_by: string;
  fingerprint: string;
  reason: string | null;
  expires_at: Date | null;
}

/**
 * What is wrong with how the database is protected.
 *
 * @param options - exitCode: 1 where there is a finding that nobody has accepted; accepted: those too that somebody has.
 */
export const showFindings =
  ({ json, exitCode, accepted }: Printing & { exitCode: boolean; accepted: boolean }): Question =>
  async (sql) => {
    const all = await sql<Finding[]>`
      select kind, severity, object, why, sql, run_by, fingerprint, reason, expires_at from rowseal_audit.all_findings()
       order by array_position('{high,medium,low,unknown}', severity), kind, object`;
    const open = all.filter((finding) => finding.expires_at === null);
    const shown = accepted ? all : open;
    return {
      text: json ? JSON.stringify(shown, null, 2) : findingsText(shown, all.length - open.length),
      ...(exitCode && open.length > 0 ? { exitCode: 1 } : {}),
    };
  };

function findingsText(findings: readonly Finding[], accepted: number): string {
  const blocks = findings.map(
    ({ kind, severity, object, why, sql, run_by: runBy, fingerprint, reason, expires_at: end }) =>
      [
        `${severity}  ${kind}  ${object}`,
        `  ${why}`,
        ...(sql === null ? [] : [`  ${runBy}: ${sql.replaceAll('\n', '\n    ')};`]),
        end === null ? `  fingerprint: ${fingerprint}` : `  accepted until ${when(end)}: ${reason}`,
      ].join('\n'),
  );
  const open = findings.filter(({ expires_at: end }) => end === null).length;
  return [...blocks, `${open} findings, ${accepted} accepted`].join('\n\n');
}

/** Who may do what to protected tables. */
export const showAccess =
  ({ json, relation }: Printing & { relation: string | undefined }): Question =>
  async (sql) => {
    const rows = await sql<Record<string, string | boolean | null>[]>`
      select kind, role, workspace_id, relation, command, gate, scope, row_rule, allowed from rowseal_audit.all_access()
       where ${relation ?? null}::text is null or relation = ${relation ?? null}
       order by relation, kind desc, workspace_id nulls first, role, command`;
    const cells = rows.map((row) => [
      String(row['relation']),
      String(row['role']),
      String(row['command']),
      row['allowed'] ? 'yes' : 'no',
      String(row['gate']),
      String(row['scope'] ?? ''),
      row['row_rule'] && row['row_rule'] !== 'true' ? 'some rows' : '',
    ]);
    return printed(json, rows, ['table', 'role', 'command', 'allowed', 'gate', 'scope', 'rows'], cells);
  };

/** How many people and live credentials reach a table; of a workspace, which. */
export const showReach =
  ({
    json,
    relation,
    command,
    workspace,
  }: Printing & { relation: string; command: string; workspace?: string }): Question =>
  async (sql) => {
    if (workspace === undefined) {
      const counts = await sql<{ workspace_id: string; roles: string[] | null; kind: string; amount: string }[]>`
        select workspace_id, role, to_jsonb(roles) as roles, kind, amount from rowseal_audit.reach(${relation}, ${command})`;
      const cells = counts.map((row) => [row.workspace_id, row.roles?.join(', ') ?? '', row.kind, String(row.amount)]);
      return printed(json, counts, ['workspace', 'roles', 'kind', 'number'], cells);
    }
    const id = await workspaceId(sql, workspace);
    const all: Reacher[] = [];
    for (let after: string | null = null; ; ) {
      const page: Reacher[] = await sql<Reacher[]>`
        select id, kind, user_id, role, to_jsonb(roles) as roles, scopes, last_used_at, expires_at
          from rowseal_audit.reach_page(${relation}, ${command}, ${id}, ${after}, ${1000})`;
      all.push(...page);
      after = page.at(-1)?.id ?? null;
      if (page.length < 1000) break;
    }
    const cells = all.map((row) => [
      row.kind,
      row.id,
      row.user_id ?? '',
      row.roles?.join(', ') ?? '',
      row.scopes ?? '(not limited)',
      row.last_used_at ? when(row.last_used_at) : '',
    ]);
    return printed(json, all, ['kind', 'id', 'user', 'roles', 'scopes', 'last use'], cells);
  };

interface Reacher {
  id: string;
  kind: string;
  /** Null: a service. */
  user_id: string | null;
  role: string | null;
  roles: string[] | null;
  scopes: string | null;
  last_used_at: Date | null;
  expires_at: Date | null;
}

/** What a person has given to be explained. */
export interface Case {
  principal: string;
  relation: string;
  command: string;
  key?: string[];
  workspace?: string;
  ip?: string;
}

/**
 * Why somebody may not, or that they may. Exit code 1: denied; 2: it cannot be told.
 *
 * @param asked - principal: the id of a user or a credential, or a personal access token, whose id is sent and nothing else.
 */
export const explain =
  ({ json, principal, relation, command, key, workspace, ip }: Printing & Case): Question =>
  async (sql) => {
    const id = (presentedToken('rsp_', principal) ?? presentedToken('rss_', principal))?.id ?? principal;
    if (!/^[0-9a-f-]{36}$/i.test(id)) throw new Error('this is neither an id nor a token (rsp_… or rss_…)');
    const [answer] = await sql<Answer[]>`
      select allowed, gate, sqlstate, why, opens
        from rowseal.explain(${id}, ${relation}, ${command}, ${keyOf(key)}::text::jsonb,
          ${workspace === undefined ? null : await workspaceId(sql, workspace)}, ${ip ?? null})`;
    if (!answer) throw new Error('there is no answer');
    const verdict = answer.allowed === null ? 'unknown' : answer.allowed ? 'allowed' : `denied by ${answer.gate}`;
    const text = [
      answer.sqlstate === null ? verdict : `${verdict} (${answer.sqlstate})`,
      ...(answer.why === null ? [] : [answer.why]),
      ...(answer.opens === null ? [] : [`What would allow it: ${answer.opens}`]),
    ].join('\n');
    return {
      text: json ? JSON.stringify(answer, null, 2) : text,
      exitCode: answer.allowed === null ? 2 : answer.allowed ? 0 : 1,
    };
  };

interface Answer {
  allowed: boolean | null;
  gate: string | null;
  sqlstate: string | null;
  why: string | null;
  opens: string | null;
}

/** A key as JSON, of what a person has written as column=value. */
export function keyOf(pairs: readonly string[] | undefined): string | null {
  if (pairs === undefined) return null;
  const entries = pairs.map((pair) => {
    const [, column, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (column === undefined) throw new Error(`a key is written column=value, not "${pair}"`);
    return [column, value];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

/** The id of a workspace that a person has named. */
export async function workspaceId(sql: postgres.Sql, name: string): Promise<string> {
  const [found] = await sql<{ id: string | null }[]>`select rowseal_audit.find_workspace(${name}) as id`;
  if (!found?.id) throw new Error(`there is no workspace ${name}`);
  return found.id;
}

/** Rows as JSON, or as a table. */
export function printed(json: boolean, rows: readonly unknown[], head: readonly string[], cells: readonly string[][]) {
  return { text: json ? JSON.stringify(rows, null, 2) : table(head, cells) };
}
