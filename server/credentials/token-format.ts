import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What tokens look like, by the prefix of their kind: refresh, personal access, authorization code, invitation, email token, device, login that waits, key of a service, invitation link. */
export const TOKEN_PATTERNS = {
  rsr_: /^rsr_[A-Za-z0-9_-]{120}$/,
  rsp_: /^rsp_[A-Za-z0-9_-]{92}$/,
  rsc_: /^rsc_[A-Za-z0-9_-]{92}$/,
  rsi_: /^rsi_[A-Za-z0-9_-]{92}$/,
  rsv_: /^rsv_[A-Za-z0-9_-]{92}$/,
  rsd_: /^rsd_[A-Za-z0-9_-]{92}$/,
  rsl_: /^rsl_[A-Za-z0-9_-]{92}$/,
  rss_: /^rss_[A-Za-z0-9_-]{92}$/,
  rsj_: /^rsj_[A-Za-z0-9_-]{92}$/,
} as const;

/** The prefix of a kind of token. */
export type TokenPrefix = keyof typeof TOKEN_PATTERNS;

/** What the database is told of a token: whose it is, which it is, and the digest of its secret; never the secret. */
export interface PresentedToken {
  /** The user's id; of an invitation, an invitation link and a key of a service, the workspace's. */
  ownerId: string;
  id: string;
  /** SHA-256 of the secret. */
  digest: Buffer;
}

/**
 * Whether a text is a well-formed token of a kind: prefix, length, alphabet, checksum. A malformed one costs no query; a well-formed one may still be invalid.
 *
 * @param prefix - the kind that is expected here.
 * @param text - what the caller presented.
 */
export function isWholeToken(prefix: TokenPrefix, text: string): boolean {
  return payloadOf(prefix, text) !== undefined;
}

/**
 * What a whole token carries between its prefix and its checksum.
 *
 * @param prefix - the kind that is expected.
 * @param text - what the caller presented.
 * @returns undefined for anything that is not whole.
 */
export function payloadOf(prefix: TokenPrefix, text: string): Buffer | undefined {
  if (!TOKEN_PATTERNS[prefix].test(text)) return undefined;
  const bytes = Buffer.from(text.slice(prefix.length), 'base64url');
  const payload = bytes.subarray(0, -4);
  return crc32(payload, crc32(prefix)) === bytes.readUInt32BE(payload.length) ? payload : undefined;
}

/**
 * A token as text: prefix, then base64url of the payload and the CRC-32 of prefix and payload.
 *
 * @param prefix - the kind.
 * @param payload - of the length that the kind has.
 */
export function formatToken(prefix: TokenPrefix, payload: Buffer): string {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(payload, crc32(prefix)));
  return prefix + Buffer.concat([payload, checksum]).toString('base64url');
}

/**
 * Takes a token of any kind but refresh tokens apart.
 *
 * @param prefix - the kind that is expected.
 * @param text - what the caller presented.
 * @returns undefined for anything that is not whole.
 */
export function presentedToken(prefix: Exclude<TokenPrefix, 'rsr_'>, text: string): PresentedToken | undefined {
  const payload = payloadOf(prefix, text);
  if (!payload) return undefined;
  return { ownerId: uuidAt(payload, 0), id: uuidAt(payload, 16), digest: digestOf(payload.subarray(32)) };
}

/**
 * What the database is sent in place of a secret: it stores and compares the SHA-256 of this, so that neither its logs nor its dumps hold anything
 * that we accept.
 *
 * @param secret - bytes, or the text that they were sent as.
 */
export function digestOf(secret: Uint8Array | string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/**
 * The id that 16 bytes are.
 *
 * @param bytes - of a token.
 * @param start - where it begins.
 */
export function uuidAt(bytes: Buffer, start: number): string {
  const hex = bytes.toString('hex', start, start + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * The 16 bytes of an id.
 *
 * @param uuid - with its hyphens.
 */
export function uuidBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}
