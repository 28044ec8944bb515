import { type ClaimsEntry, type Entry, type Gateway, isTokenEntry } from '../database/gateway.ts';
import { Problem } from '../http/problem.ts';

/**
 * The caller, where they are somebody with a session. What there is to say against a personal access token, the database says first.
 *
 * @param gateway - asks it.
 * @param entry - of the request.
 * @throws Problem session_required; or the driver's error.
 */
export async function requireSession(gateway: Gateway, entry: Entry): Promise<ClaimsEntry> {
  if (!isTokenEntry(entry)) return entry;
  await gateway.one(entry, { text: 'select rowseal.list_factors() as factors', values: [] });
  throw new Problem('session_required');
}
