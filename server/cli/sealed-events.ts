import type postgres from 'postgres';

/** As many as the database gives at a time. */
const PAGE = 1_000;
/** A worker signs what it has sealed within a second or so. */
const UNSIGNED_MS = 60_000;

/** See rowseal_audit.events. */
export interface EventRow {
  cursor: string;
  number: string;
  hash: string;
  /** Canonical JSON; null: of another workspace, or missing. */
  event: string | null;
  personal: Record<string, { salt: string; value: unknown }> | null;
}

/** See rowseal_audit.event_batches. */
export interface BatchRow {
  number: string;
  segment: number;
  first_event: string;
  events: number;
  /** Canonical JSON. */
  batch: string;
  head: string;
  statement: string | null;
  dropped: boolean;
}

/**
 * Sealed events in their order, page by page.
 *
 * @param sql - an auditor's connection.
 * @param asked - after: a cursor; workspace: of one, and with others those of others too, as hashes.
 */
export async function* eventsOf(
  sql: postgres.Sql,
  { after, workspace, others }: { after: string | null; workspace: string | null; others: boolean },
): AsyncGenerator<EventRow> {
  for (let cursor = after; ; ) {
    const rows: EventRow[] = await sql<EventRow[]>`
      select cursor, number, hash, event, personal from rowseal_audit.events(${cursor}, ${PAGE}, ${workspace}, ${others})`;
    yield* rows;
    cursor = rows.at(-1)?.cursor ?? null;
    if (rows.length < PAGE) return;
  }
}

/**
 * The batches that events were sealed in, page by page.
 *
 * @param sql - an auditor's connection.
 */
export async function* batchesOf(sql: postgres.Sql): AsyncGenerator<BatchRow> {
  for (let after = '0'; ; ) {
    const rows: BatchRow[] = await sql<BatchRow[]>`
      select number, segment, first_event, events, batch, head, statement, dropped
        from rowseal_audit.event_batches(${after}, ${PAGE})`;
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.number ?? after;
  }
}

/**
 * Whether a batch without a signature is so new that a worker is about to sign it. One that says it is of the future is not.
 *
 * @param batch - its line.
 */
export const isFresh = (batch: string): boolean =>
  Math.abs(Date.now() - Date.parse(JSON.parse(batch).sealed_at)) < UNSIGNED_MS;

/**
 * The public keys that heads are signed with.
 *
 * @param sql - an auditor's connection.
 */
export const keysOf = (sql: postgres.Sql) =>
  sql<{ id: string; jwk: Record<string, string> }[]>`select id, public_jwk as jwk from rowseal_audit.event_keys()`;
