import { LRUCache } from 'lru-cache';
import { uuidBytes } from '../credentials/token-format.ts';
import { bindHead, parameter, parseMessage } from './wire.ts';

/** The claims of an access token: the arguments of rowseal.enter as text. */
export interface ClaimsEntry {
  readonly [argument: string]: string | undefined;
  readonly sub: string;
  readonly sid: string;
  readonly workspace: string | undefined;
  readonly scope: string | undefined;
  readonly exp: string;
  readonly seal_key: string;
  /** Hexadecimal. */
  readonly seal: string;
  /** Id or slug of the workspace to work in. */
  readonly wanted: string | undefined;
  /** The client's address, for audit events. */
  readonly ip?: string | undefined;
  /** What logs call the request, for audit events. */
  readonly request_id?: string | undefined;
}

/** A personal access token, or a key of a service, whose user_id is its workspace: the arguments of rowseal.enter_with_digest as text. */
export interface TokenEntry {
  readonly [argument: string]: string | undefined;
  readonly user_id: string;
  readonly token_id: string;
  /** SHA-256 of its secret, hexadecimal. */
  readonly digest: string;
  /** The client's address: a token that lists networks is refused without. */
  readonly ip?: string | undefined;
  /** Id or slug of the workspace to work in. */
  readonly wanted: string | undefined;
  /** What logs call the request, for audit events. */
  readonly request_id?: string | undefined;
}

/** On whose behalf a statement runs. Create one per request: the gateway keys what it knows of the request's statements on its identity. */
export type Entry = ClaimsEntry | TokenEntry;

/**
 * Whether an entry is a personal access token, or a key of a service.
 *
 * @param entry - of either kind.
 */
export function isTokenEntry(entry: Entry): entry is TokenEntry {
  return 'token_id' in entry;
}

/**
 * Whether settings that came by way of PostGraphile are an entry.
 *
 * @param settings - as PostGraphile hands them over.
 */
export function isEntry(settings: Record<string, string | undefined> | null): settings is Entry {
  return settings !== null && (typeof settings['seal'] === 'string' || typeof settings['token_id'] === 'string');
}

/** What a batch writes to enter: Parse; a Bind whose first two parameters, portal and digest, are the batch's own; Execute. */
export interface Entrance {
  /** Parse of the unnamed statement, from our own text each time, with OIDs: what SQL left behind cannot stand in its place. */
  parse: Buffer;
  /** Of the Bind: from its portal to before its first parameter. */
  head: Buffer;
  /** Of the Bind: the parameters after portal and digest that are the credential's. */
  parameters: Buffer;
  /** Of the Bind: those of the one request. */
  asked: Buffer;
}

const UUID = 2950;
const TEXT = 25;
const INT8 = 20;
const BYTEA = 17;
const INET = 869;

const PARSE_CLAIMS = parseMessage('', 'call rowseal.enter_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)', [
  ...[TEXT, BYTEA],
  ...[UUID, UUID, UUID, TEXT, INT8, TEXT, BYTEA],
  ...[TEXT, INET, TEXT],
]);
const PARSE_TOKEN = parseMessage('', 'call rowseal.enter_batch_with_digest($1, $2, $3, $4, $5, $6, $7, $8)', [
  ...[TEXT, BYTEA],
  ...[UUID, UUID, BYTEA],
  ...[INET, TEXT, TEXT],
]);
const CLAIMS_IN_BINARY = bindHead([0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0], 12);
const CLAIMS_AS_TEXT = bindHead([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 12);
const TOKEN_IN_BINARY = bindHead([0, 1, 1, 1, 1, 0, 0, 0], 8);

const CANONICAL_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TOKENS = 10_000;

/** Encoded claims, by their seal, with the entry they were encoded from. */
const encoded = new LRUCache<string, { from: ClaimsEntry; entrance: Omit<Entrance, 'asked'> }>({ max: TOKENS });

/**
 * What lets an entry in. The claims of one access token are encoded once, whatever workspace its requests name.
 *
 * @param entry - of either kind.
 */
export function entranceOf(entry: Entry): Entrance {
  const { wanted, ip, request_id } = entry;
  if (isTokenEntry(entry)) {
    const { user_id, token_id, digest } = entry;
    const parameters = parametersOf([uuidBytes(user_id), uuidBytes(token_id), Buffer.from(digest, 'hex')]);
    return { parse: PARSE_TOKEN, head: TOKEN_IN_BINARY, parameters, asked: parametersOf([ip, wanted, request_id]) };
  }
  const asked = parametersOf([wanted, ip, request_id]);
  const known = encoded.get(entry.seal);
  if (known && isSame(known.from, entry)) return { ...known.entrance, asked };
  const made = encodeClaims(entry);
  const entrance = { ...made, parameters: apart(made.parameters) };
  encoded.set(entry.seal, { from: entry, entrance });
  return { ...entrance, asked };
}

/** A copy with memory of its own. Small buffers share blocks of 64 KB, each of which is kept for as long as one of its buffers is remembered. */
function apart(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}

function parametersOf(values: (Buffer | string | undefined)[]): Buffer {
  return Buffer.concat(values.map(parameter));
}

function isSame(one: ClaimsEntry, other: ClaimsEntry): boolean {
  return (
    one.sub === other.sub &&
    one.sid === other.sid &&
    one.workspace === other.workspace &&
    one.scope === other.scope &&
    one.exp === other.exp &&
    one.seal_key === other.seal_key
  );
}

function encodeClaims({ sub, sid, workspace, scope, exp, seal_key, seal }: ClaimsEntry): Omit<Entrance, 'asked'> {
  const areIds = [sub, sid, workspace ?? sub].every((id) => CANONICAL_UUID.test(id));
  if (areIds && /^[0-9]{1,15}$/.test(exp) && /^([0-9a-f]{2})+$/.test(seal)) {
    const seconds = Buffer.alloc(8);
    seconds.writeBigInt64BE(BigInt(exp));
    const values = [
      uuidBytes(sub),
      uuidBytes(sid),
      workspace && uuidBytes(workspace),
      scope,
      seconds,
      seal_key,
      Buffer.from(seal, 'hex'),
    ];
    return { parse: PARSE_CLAIMS, head: CLAIMS_IN_BINARY, parameters: parametersOf(values) };
  }
  // Not as Rowseal seals them: the database says what is wrong.
  const values = [sub, sid, workspace, scope, exp, seal_key, `\\x${seal}`];
  return { parse: PARSE_CLAIMS, head: CLAIMS_AS_TEXT, parameters: parametersOf(values) };
}
