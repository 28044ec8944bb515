import { type Entry, isTokenEntry } from '../database/entry.ts';

/** One statement that enters, its credential in bound parameters, so that no text and no view of the server's activity holds it. */
export interface Entering {
  text: string;
  values: (string | Buffer | null)[];
}

const BY_CLAIMS =
  'select rowseal.enter($1::uuid, $2::uuid, $3::uuid, $4::text, $5::bigint, $6::text, $7::bytea, $8::text, $9::inet, $10::text)';
const BY_TOKEN = 'select rowseal.enter_with_digest($1::uuid, $2::uuid, $3::bytea, $4::inet, $5::text, $6::text)';

/**
 * The statement by which an entry enters.
 *
 * @param entry - of either kind.
 */
export function enteringOf(entry: Entry): Entering {
  const { ip = null, wanted = null, request_id = null } = entry;
  if (isTokenEntry(entry)) {
    const { user_id, token_id, digest } = entry;
    return { text: BY_TOKEN, values: [user_id, token_id, Buffer.from(digest, 'hex'), ip, wanted, request_id] };
  }
  const { sub, sid, workspace = null, scope = null, exp, seal_key, seal } = entry;
  return {
    text: BY_CLAIMS,
    values: [sub, sid, workspace, scope, exp, seal_key, Buffer.from(seal, 'hex'), wanted, ip, request_id],
  };
}

/**
 * Names who enters, and where: two entries of one name may share a transaction.
 *
 * @param entry - of either kind.
 */
export function principalOf(entry: Entry): string {
  return JSON.stringify(isTokenEntry(entry) ? [entry.token_id, entry.wanted] : [entry.sid, entry.scope, entry.wanted]);
}

/** What earlier SQL on a connection may have left behind, put back in one message before anybody enters. */
export const RESET = [
  'reset session authorization',
  'reset role',
  'reset all',
  'close all',
  'unlisten *',
  'select pg_catalog.pg_advisory_unlock_all()',
].join('; ');

/** Where a pooler refuses the startup options that pin settings, after BEGIN. */
export const READY = 'call rowseal.ready()';

/** Refuses login roles that must not serve requests. Once for each connection. */
export const CHECK_ROLE = 'select rowseal.check_request_role()';

/** What a statement does to its transaction. */
export type Kind = 'begin' | 'commit' | 'rollback' | 'other';

const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ['begin', /^\s*(begin|start\s+transaction)\b/i],
  ['commit', /^\s*(commit|end)(\s+(work|transaction))?\s*;?\s*$/i],
  ['rollback', /^\s*(rollback|abort)(\s+(work|transaction))?\s*;?\s*$/i],
];

/**
 * What a statement that a library sends does to its transaction.
 *
 * @param text - of it.
 */
export function kindOf(text: string): Kind {
  const bare = /^\s*(--|\/\*)/.test(text) ? withoutComments(text) : text;
  return KINDS.find(([, pattern]) => pattern.test(bare))?.[0] ?? 'other';
}

/** Comments of PostgreSQL nest, so the innermost go first. */
function withoutComments(text: string): string {
  const less = text.replaceAll(/--[^\n]*|\/\*(?:(?!\/\*|\*\/).)*\*\//gs, ' ');
  return less === text ? text : withoutComments(less);
}
