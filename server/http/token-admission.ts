import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Entry, type Gateway, isTokenEntry, NO_STATEMENT } from '../database/gateway.ts';

const REMEMBERED_MS = 10_000;
const REMEMBERED_TOKENS = 5_000;
const REMEMBERED_USES = 20_000;

/** Asks the database about a token before anything else is done for its bearer. */
export interface TokenAdmission {
  /**
   * Waits until the database has accepted a token, unless it did so seconds ago for the same address and workspace. This saves reading bodies of
   * callers whom nobody knows; it decides nothing: each statement enters for itself.
   *
   * @param entry - used for nothing else.
   * @throws the database's refusal.
   */
  admit(entry: Entry): Promise<void>;
}

/** What is forgotten at once, with all that is remembered of a token, when this is. */
type Ticket = Record<string, never>;

/**
 * Remembers which tokens the database has accepted.
 *
 * @param gateway - to ask through; whatever it refuses is forgotten, on whichever route.
 */
export function tokenAdmission(gateway: Gateway): TokenAdmission {
  const tickets = new LRUCache<string, Ticket>({ max: REMEMBERED_TOKENS });
  const uses = new LRUCache<string, Ticket>({ max: REMEMBERED_USES, ttl: REMEMBERED_MS, ttlResolution: 0 });
  gateway.onRefusal((entry) => {
    tickets.delete(tokenOf(entry));
  });
  return {
    admit: async (entry) => {
      const token = tokenOf(entry);
      const use = digest(JSON.stringify([token, entry.ip, entry.wanted]));
      const ticket = tickets.get(token) ?? {};
      if (uses.get(use) === ticket) return;
      // Before anybody is asked, so that a refusal that comes meanwhile outlasts an acceptance that is older.
      tickets.set(token, ticket);
      await gateway.query(entry, NO_STATEMENT);
      uses.set(use, ticket);
    },
  };
}

/** One name for each token and secret; of an access token, for its claims and their seal. */
function tokenOf(entry: Entry): string {
  if (isTokenEntry(entry)) return digest(JSON.stringify([entry.user_id, entry.token_id, entry.digest]));
  const { sub, sid, workspace, scope, exp, seal_key, seal } = entry;
  return digest(JSON.stringify([sub, sid, workspace, scope, exp, seal_key, seal]));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
