import { type Entry, isTokenEntry } from '../database/entry.ts';

/** One statement that enters, its credential in bound parameters, so that no text and no view of the server's activity holds it. */
export interface Entering {
  text: string;
  values: (string | Buffer | null)[];
}

const OF_CLAIMS =
  '$1::uuid, $2::uuid, $3::uuid, $4::text, $5::bigint, $6::text, $7::bytea, $8::text, $9::inet, $10::text';
const OF_TOKEN = '$1::uuid, $2::uuid, $3::bytea, $4::inet, $5::text, $6::text';
const ENTER = { claims: `select rowseal.enter(${OF_CLAIMS})`, token: `select rowseal.enter_with_digest(${OF_TOKEN})` };
const AUTHENTICATE = {
  claims: `select * from rowseal.authenticate(${OF_CLAIMS})`,
  token: `select * from rowseal.authenticate_with_digest(${OF_TOKEN})`,
};

/**
 * The statement by which an entry enters.
 *
 * @param entry - of either kind.
 */
export function enteringOf(entry: Entry): Entering {
  return statementOf(entry, ENTER);
}

/**
 * The statement that says who an entry is: it enters, and answers with a {@link Caller}.
 *
 * @param entry - of either kind.
 */
export function authenticatingOf(entry: Entry): Entering {
  return statementOf(entry, AUTHENTICATE);
}

/** What the database says of who entered. */
export interface Caller {
  /** The user; null: it is a service. */
  caller_id: string | null;
  service_id: string | null;
  credential_id: string;
  workspace_id: string | null;
  /** With blanks between them. */
  scopes: string;
}

function statementOf(entry: Entry, texts: typeof ENTER): Entering {
  const { ip = null, wanted = null, request_id = null } = entry;
  if (isTokenEntry(entry)) {
    const { user_id, token_id, digest } = entry;
    return { text: texts.token, values: [user_id, token_id, Buffer.from(digest, 'hex'), ip, wanted, request_id] };
  }
  const { sub, sid, workspace = null, scope = null, exp, seal_key, seal } = entry;
  return {
    text: texts.claims,
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

/** Puts back what earlier SQL on a connection may have left behind, but for channels, and locks, which the entry function of a batch gives back. */
export const RESETS = ['reset session authorization', 'reset role', 'reset all', 'close all'];

/** Takes effect with its transaction's commit: sent after the last statement of the one before. */
export const UNLISTEN = 'unlisten *';

/** All of it in one message, before anybody enters. */
export const RESET = [...RESETS, UNLISTEN, 'select pg_catalog.pg_advisory_unlock_all()'].join('; ');

/** Where a pooler refuses the startup options that pin settings, after BEGIN. */
export const READY = 'call rowseal.ready()';

/** Refuses login roles that must not serve requests. Once for each connection. */
export const CHECK_ROLE = 'select rowseal.check_request_role()';
