import type postgres from 'postgres';

/** Hashes of nothing, as the nil workspace is none. */
export const NIL = '00000000-0000-0000-0000-000000000000';

/** What an event of a test is about. */
export interface TestEvent {
  workspaceId?: string;
  userId?: string | null;
  kind?: string;
  ip?: string | null;
  details?: object;
}

/**
 * Records audit events, each in a transaction of its own, or all in the one that is open.
 *
 * @param sql - an administrator's.
 * @param events - which.
 * @returns their ids.
 */
export async function recordEvents(sql: postgres.ISql, events: readonly TestEvent[]): Promise<string[]> {
  const ids: string[] = [];
  for (const { workspaceId = NIL, userId = null, kind = 'tested', ip = null, details = {} } of events) {
    const [row] = await sql<{ id: string }[]>`
      insert into rowseal_private.audit_events (workspace_id, at, id, kind, user_id, details, ip)
      values (${workspaceId}, clock_timestamp(), rowseal.uuidv7(), ${kind}, ${userId}, ${JSON.stringify(details)}::text::jsonb, ${ip})
      returning id`;
    ids.push(row?.id ?? '');
  }
  return ids;
}

/**
 * Seals what has been committed. The horizon is that of all transactions that have begun, because other files of tests hold up the cluster's own.
 *
 * @param admin - an administrator's connections.
 * @param most - events in a batch.
 */
export async function sealAll(admin: postgres.Sql, most = 5000): Promise<void> {
  for (let more = true; more; ) {
    more = await admin.begin(async (sql) => {
      await sql`set local role rowseal_owner`;
      await sql`select from rowseal_private.event_marks for update`;
      const [row] = await sql<{ has_more: boolean }[]>`
        select has_more from rowseal_private.seal_batch(pg_snapshot_xmax(pg_current_snapshot()), ${most})`;
      return row?.has_more === true;
    });
  }
}

/** What is wrong with the chain; see rowseal_audit.verify. */
export async function faults(sql: postgres.ISql, head: string | null = null): Promise<string[]> {
  const rows = await sql<{ kind: string }[]>`select kind from rowseal_audit.verify(${head}) where kind <> 'segment'`;
  return rows.map(({ kind }) => kind);
}

/** The head of the last batch, as it leaves the database. */
export async function lastHead(sql: postgres.ISql): Promise<string> {
  const [row] = await sql<{ head: string }[]>`
    select segment || '.' || number || '.' || encode(head, 'hex') as head
      from rowseal_private.event_batches order by number desc limit 1`;
  return row?.head ?? '';
}
