import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { lastHead, sealAll } from '#test/support/events.ts';

const EVENTS = Number(process.env['ROWSEAL_EVENTS'] ?? 1_000_000);
const db = await freshDatabase();

/** Memory of a process that is its own alone, in MB. */
const ownMemory = (pid: number) =>
  Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Verifies all there is in one statement; how long it took, and the most memory that the backend took. */
async function verified(): Promise<{ faults: string[]; seconds: number; memory: number }> {
  const sql = connect(db.adminUrl);
  const [{ pid } = { pid: 0 }] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  let memory = 0;
  const timer = setInterval(() => {
    memory = Math.max(memory, ownMemory(pid));
  }, 50);
  const start = performance.now();
  const head = await lastHead(db.admin);
  const rows = await sql<{ kind: string }[]>`select kind from rowseal_audit.verify(${head}) where kind <> 'segment'`;
  const seconds = (performance.now() - start) / 1000;
  memory = Math.max(memory, ownMemory(pid));
  clearInterval(timer);
  await sql.end();
  return { faults: rows.map(({ kind }) => kind), seconds, memory };
}

/** Events of one transaction. */
async function record(count: number): Promise<void> {
  await db.admin`
    insert into rowseal_private.audit_events (workspace_id, at, id, kind, user_id, details, ip)
    select rowseal_private.no_workspace(), clock_timestamp(), rowseal.uuidv7(), 'logged_in', gen_random_uuid(),
           jsonb_build_object('session_id', gen_random_uuid(), 'provider', 'password'), '192.0.2.1'
      from generate_series(1, ${count}::int) as n`;
}

test(`${EVENTS} events are sealed and verify in flat memory`, async () => {
  await record(EVENTS / 10);
  await sealAll(db.admin);
  const tenth = await verified();
  await record(EVENTS - EVENTS / 10);
  const start = performance.now();
  await sealAll(db.admin);
  const sealing = (performance.now() - start) / 1000;
  const all = await verified();
  const [row] = await db.admin`select count(*)::int as sealed from rowseal_private.sealed_events`;
  console.log(
    `sealed ${EVENTS * 0.9} events in ${sealing.toFixed(0)} s; verified ${row?.['sealed']} in ${all.seconds.toFixed(0)} s with ${all.memory.toFixed(0)} MB, ` +
      `a tenth of them in ${tenth.seconds.toFixed(0)} s with ${tenth.memory.toFixed(0)} MB`,
  );
  expect([tenth.faults, all.faults]).toEqual([[], []]);
  expect(row?.['sealed']).toBeGreaterThan(EVENTS);
  expect(all.memory).toBeLessThan(tenth.memory + 16);
}, 3_600_000);
