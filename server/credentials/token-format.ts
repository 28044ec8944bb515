import { crc32 } from 'node:zlib';

/** What tokens look like, by the prefix of their kind: refresh, personal access, authorization code, invitation, e-mail proof. */
export const TOKEN_PATTERNS = {
  rsr_: /^rsr_[A-Za-z0-9_-]{120}$/,
  rsp_: /^rsp_[A-Za-z0-9_-]{92}$/,
  rsc_: /^rsc_[A-Za-z0-9_-]{92}$/,
  rsi_: /^rsi_[A-Za-z0-9_-]{92}$/,
  rsv_: /^rsv_[A-Za-z0-9_-]{92}$/,
} as const;

/** The prefix of a kind of token. */
export type TokenPrefix = keyof typeof TOKEN_PATTERNS;

/**
 * Whether a text is a whole token of a kind: prefix, length, alphabet, checksum. What is not costs no query; what is may still be worthless.
 *
 * @param prefix - the kind that is expected here.
 * @param text - what the caller presented.
 */
export function isWholeToken(prefix: TokenPrefix, text: string): boolean {
  if (!TOKEN_PATTERNS[prefix].test(text)) return false;
  const bytes = Buffer.from(text.slice(prefix.length), 'base64url');
  const checksum = bytes.readUInt32BE(bytes.length - 4);
  return crc32(bytes.subarray(0, -4), crc32(prefix)) === checksum;
}
