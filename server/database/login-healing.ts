import type { BatchConnection } from './batch-connection.ts';
import { type Answer, preambleOf } from './gateway-batch.ts';
import { sqlState } from './gateway-verdict.ts';
import type { PlacedState } from './recovery-guard.ts';
import { only } from './rows.ts';

/** A session that a planted setting spoiled may be read only, or let each statement and each pause last a millisecond. */
const UNSPOILED = preambleOf(
  'begin isolation level read committed read write',
  'set local statement_timeout = 10000',
  'set local lock_timeout = 5000',
  'set local idle_in_transaction_session_timeout = 5000',
);
const NOTHING = preambleOf();

const END_OWN = 'select * from rowseal.end_backends(pg_catalog.pg_backend_pid()) as ended';

async function plainly(connection: BatchConnection, text: string, ...values: unknown[]): Promise<Answer> {
  const outcome = await connection.run({ preamble: NOTHING, statement: { text, values } });
  if ('error' in outcome) throw outcome.error;
  return outcome.answer;
}

async function alone(connection: BatchConnection, text: string, ...values: unknown[]): Promise<Answer> {
  const outcome = await connection.run({ preamble: UNSPOILED, statement: { text, values } });
  const ended = await connection.run({
    preamble: NOTHING,
    statement: { text: 'error' in outcome ? 'rollback' : 'commit', values: [] },
  });
  if ('error' in outcome) throw outcome.error;
  if ('error' in ended) throw ended.error;
  return outcome.answer;
}

/**
 * Whether the session was given all that startup options pin. A pooler may ignore them without a word.
 *
 * @param connection - one that serves nobody else.
 */
export async function isPinned(connection: BatchConnection): Promise<boolean> {
  const outcome = await connection.run({ preamble: NOTHING, statement: { text: 'show rowseal.pinned', values: [] } });
  if ('answer' in outcome) return true;
  if (sqlState(outcome.error) === '42704') return false;
  throw outcome.error;
}

/**
 * Whether the database may be served from, as it says itself; see rowseal.recovery_state_since.
 *
 * @param connection - one that serves nobody else.
 * @param seen - the place that was seen before; null: none.
 */
export async function recoveryState(connection: BatchConnection, seen: string | null): Promise<PlacedState> {
  const { rows } = await plainly(connection, 'select * from rowseal.recovery_state_since($1)', seen);
  return only(rows);
}

/** What was found on the login role. `healed`: reset; sessions that are open keep it, and were ended. `left`: only a superuser may reset these. */
export type Finding = { found: 'nothing' } | { found: 'healed' } | { found: 'left'; names: string[] };

/**
 * Looks for what was set on the role that is logged in, resets it as the role itself, and ends the role's other backends.
 *
 * @param connection - one that serves nobody else.
 */
export async function healSettings(connection: BatchConnection): Promise<Finding> {
  const { rows } = await (connection.isPooled ? alone : plainly)(connection, 'select * from rowseal.stray_settings()');
  if (rows.length === 0) return { found: 'nothing' };
  const { rows: left } = await alone(connection, 'select * from rowseal.restore_settings() as names');
  const names: string[] = left[0]?.names ?? [];
  // What only a superuser may reset was there before as well; for its sake nobody's connection ends.
  if (names.length < rows.length) {
    await alone(connection, 'select * from rowseal.end_backends() as ended');
    // Its own too: behind a pooler somebody else would get it.
    await connection.run({ preamble: NOTHING, statement: { text: END_OWN, values: [] } });
  }
  return names.length > 0 ? { found: 'left', names } : { found: 'healed' };
}

/**
 * Ends one backend of the role that is logged in.
 *
 * @param connection - any; its backend may be that one.
 * @param pid - which.
 */
export async function endBackend(connection: BatchConnection, pid: number): Promise<void> {
  const statement = { text: 'select * from rowseal.end_backends($1) as ended', values: [pid] };
  await connection.run({ preamble: NOTHING, statement });
}

/**
 * Sets the role's password back.
 *
 * @param connection - an open one: new ones are refused.
 * @param verifier - of the right password.
 */
export async function restorePassword(connection: BatchConnection, verifier: string): Promise<void> {
  await alone(connection, 'select * from rowseal.restore_password($1)', verifier);
}

/**
 * What an operator is told of settings that only a superuser may reset.
 *
 * @param role - that carries them.
 * @param names - of the settings.
 */
export function leftSentence(role: string, names: readonly string[]): string {
  const [first] = names;
  return `role ${role} has the settings ${names.join(', ')}, which only a superuser can reset: alter role ${role} reset ${first}; keep settings of your own on the database`;
}
