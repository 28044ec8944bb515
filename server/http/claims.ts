import { type ClaimsEntry, type Entry, type Gateway, isTokenEntry } from '../database/gateway.ts';
import { Problem } from './problem.ts';

/**
 * The entry of somebody who came with an access token. A personal access token makes and renews none: what else there is to say against it, the
 * database says first.
 *
 * @param gateway - the clients' door.
 * @param entry - who calls.
 * @param scope - that they need.
 * @throws Problem session_required; or the driver's error.
 */
export async function requireClaims(gateway: Gateway, entry: Entry, scope: string): Promise<ClaimsEntry> {
  if (!isTokenEntry(entry)) return entry;
  await gateway.query(entry, { text: 'select rowseal.require_scope($1)', values: [scope] });
  throw new Problem('session_required');
}
