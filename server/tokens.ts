import { crc32 } from 'node:zlib';

/** Kinds of tokens by prefix, and how many characters of base64url follow it. */
const LENGTHS = { rsr_: 120, rsp_: 92, rsc_: 92, rsi_: 92, rsv_: 92 } as const;

/** The prefix of a kind of token: refresh, personal access, authorization code, invitation, e-mail proof. */
export type TokenPrefix = keyof typeof LENGTHS;

/**
 * Whether a text is a whole token of a kind: prefix, length, alphabet, checksum. What is not costs no query; what is may still be worthless.
 *
 * @param prefix - the kind that is expected here.
 * @param text - what the caller presented.
 */
export function isWholeToken(prefix: TokenPrefix, text: string): boolean {
  if (text.length !== prefix.length + LENGTHS[prefix] || !text.startsWith(prefix) || !/^[A-Za-z0-9_-]+$/.test(text))
    return false;
  const bytes = Buffer.from(text.slice(prefix.length), 'base64url');
  const checksum = bytes.readUInt32BE(bytes.length - 4);
  return crc32(bytes.subarray(0, -4), crc32(prefix)) === checksum;
}
