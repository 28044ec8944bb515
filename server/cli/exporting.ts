import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { type Question, workspaceId } from './auditing.ts';
import type { Lifecycle } from './lifecycle.ts';
import { batchesOf, type EventRow, eventsOf, isFresh, keysOf } from './sealed-events.ts';

const POLL_MS = 1_000;

/** What `events tail` is told. */
export interface TailOptions {
  after?: string;
  follow: boolean;
  workspace?: string;
}

/** What `events export` is told. */
export interface ExportOptions {
  format: 'jsonl' | 'csv';
  workspace?: string;
}

/** Prints events, and those that follow. What was printed may be printed again after a restart: a reader keeps the cursor of the last it has. */
export const tail =
  ({ after, follow, workspace }: TailOptions, running: Lifecycle): Question =>
  async (sql) => {
    const stopping = new AbortController();
    running.onStop(async () => stopping.abort());
    const id = workspace === undefined ? null : await workspaceId(sql, workspace);
    let cursor = after ?? null;
    do {
      for await (const row of eventsOf(sql, { after: cursor, workspace: id, others: false })) {
        await print(eventLine(row));
        cursor = row.cursor;
      }
      if (follow) await sleep(POLL_MS, undefined, { signal: stopping.signal }).catch(() => {});
    } while (follow && !stopping.signal.aborted);
    return {};
  };

/** Prints an export: as JSON lines, which can be verified, or as a table. */
export const exportEvents =
  ({ format, workspace }: ExportOptions): Question =>
  async (sql) => {
    const id = workspace === undefined ? null : await workspaceId(sql, workspace);
    const lines = format === 'csv' ? csvLines(sql, id) : jsonLines(sql, id);
    for await (const line of lines) await print(line);
    return {};
  };

async function* jsonLines(sql: postgres.Sql, workspace: string | null): AsyncGenerator<string> {
  for (const { jwk } of await keysOf(sql)) yield JSON.stringify({ type: 'key', jwk });
  const events = eventsOf(sql, { after: null, workspace, others: true });
  let next = await events.next();
  for await (const { first_event: first, events: count, batch, statement, dropped } of batchesOf(sql)) {
    // What is about to be signed is for the next export: this one has to verify years later too.
    if (statement === null && isFresh(batch)) return;
    const last = BigInt(first) + BigInt(count) - 1n;
    while (!next.done && BigInt(next.value.number) <= last) {
      yield eventLine(next.value);
      next = await events.next();
    }
    const more = JSON.stringify({ statement, ...(dropped ? { dropped } : {}) });
    yield `{"type":"batch","batch":${batch},${more.slice(1)}`;
  }
}

const eventLine = ({ cursor, hash, event, personal }: EventRow) =>
  event === null
    ? `{"type":"event","cursor":"${cursor}","hash":"${hash}"}`
    : `{"type":"event","cursor":"${cursor}","event":${event},"personal":${JSON.stringify(personal ?? {})}}`;

const COLUMNS =
  'at kind workspace_id user_id actor_id credential_id login_role ip request_id details before after id xid'.split(' ');

async function* csvLines(sql: postgres.Sql, workspace: string | null): AsyncGenerator<string> {
  yield ['number', ...COLUMNS, 'hash'].join(',');
  for await (const { number, hash, event, personal } of eventsOf(sql, { after: null, workspace, others: false })) {
    const row = JSON.parse(event ?? '{}') as Record<string, unknown>;
    for (const [name, { value }] of Object.entries(personal ?? {})) if (name in row) row[name] = value;
    yield [number, ...COLUMNS.map((name) => cell(row[name])), hash].join(',');
  }
}

/** A field of CSV (RFC 4180): what a spreadsheet would take for a formula is text. */
export function cell(value: unknown): string {
  const text = typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Prints a line, and waits for a reader that is slower. */
async function print(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}
