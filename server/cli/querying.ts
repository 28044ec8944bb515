import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { openReader, type Reading } from '../adapters/reading.ts';
import { presentedToken } from '../credentials/token-format.ts';
import type { TokenEntry } from '../database/entry.ts';
import { explain } from './explain.ts';
import type { Lifecycle } from './lifecycle.ts';
import { joinDatabase } from './open-database.ts';
import type { Circumstances } from './operator-commands.ts';
import { table } from './table.ts';

/** What a person has given. */
export interface QueryOptions {
  /** Slug or id. */
  workspace: string;
  json: boolean;
  /** One statement; left out: of the input, which is one too, or of a terminal, where each ends with a semicolon. */
  statement?: string;
  input?: Readable & { isTTY?: boolean };
}

/**
 * Runs statements as the holder of a personal access token, each in a read-only transaction of its own which the token enters. The database is sent a
 * digest of its secret, as a bound parameter.
 *
 * @param circumstances - the environment, and what it configures, which is not read where it has the gateway's URL: the caller needs no master key.
 * @param running - told of what has been started; all of it has been stopped at the end.
 * @param options - see {@link QueryOptions}.
 * @throws Error with a sentence for the operator.
 */
export async function query(
  { env, configuration }: Pick<Circumstances, 'env' | 'configuration'>,
  running: Lifecycle,
  { workspace, json, statement, input = process.stdin }: QueryOptions,
): Promise<void> {
  try {
    const entry = entryOf(env['ROWSEAL_TOKEN'], workspace);
    const databaseUrl =
      env['ROWSEAL_GATEWAY_URL'] ?? (await joinDatabase(await configuration(), running)).door('gatewayUrl');
    const reader = openReader(databaseUrl, entry, 'rowseal sql');
    running.onStop(() => reader.close());
    const { scopes } = await reader.ask();
    const answer = async (text: string) => console.log(shown(await reader.read(text), json));
    if (statement === undefined && input.isTTY) {
      console.error(`${workspace}: ${scopes}. A statement ends with ";"`);
      await converse(input, `${workspace}> `, answer);
    } else await answer(statement ?? (await readAll(input)));
  } finally {
    await running.stop();
  }
}

function entryOf(token: string | undefined, wanted: string): TokenEntry {
  if (!token) throw new Error('set ROWSEAL_TOKEN to a personal access token (rsp_…) for the workspace');
  const presented = presentedToken('rsp_', token.trim());
  if (!presented) throw new Error('ROWSEAL_TOKEN is not a personal access token (rsp_…)');
  return { user_id: presented.ownerId, token_id: presented.id, digest: presented.digest.toString('hex'), wanted };
}

async function converse(input: Readable, prompt: string, answer: (text: string) => Promise<void>): Promise<void> {
  const terminal = createInterface({ input, output: process.stderr, prompt });
  let isOpen = true;
  terminal.once('close', () => {
    isOpen = false;
  });
  let text = '';
  terminal.prompt();
  for await (const line of terminal) {
    text += `${line}\n`;
    if (/;\s*$/.test(text)) {
      await answer(text).catch((error) => console.error(explain(error)));
      text = '';
    }
    if (isOpen) terminal.prompt();
  }
}

function shown({ rows, columns, command }: Reading, json: boolean): string {
  if (json) {
    const objects = rows.map((row) => Object.fromEntries(row.map((value, column) => [columns[column], value])));
    return JSON.stringify(objects, null, 2);
  }
  if (columns.length === 0) return command;
  const cells = rows.map((row) => row.map(cell));
  return `${table(columns, cells)}\n(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`;
}

function cell(value: unknown): string {
  if (value === null) return '';
  // What a terminal would obey stays on one line, and visible.
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
