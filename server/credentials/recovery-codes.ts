import { randomBytes } from 'node:crypto';
import { digestOf } from './token-format.ts';
import { base32 } from './totp.ts';

const HOW_MANY = 10;
/** 120 bits: 24 characters. */
const BYTES = 15;

/** Recovery codes that are about to be given out. */
export interface NewRecoveryCodes {
  /** As people note them down. */
  codes: string[];
  /** What the database is told of them: 32 bytes each. */
  digests: Buffer;
}

/** Makes ten recovery codes. */
export function newRecoveryCodes(): NewRecoveryCodes {
  const codes = Array.from({ length: HOW_MANY }, () =>
    (base32(randomBytes(BYTES)).toLowerCase().match(/.{4}/g) ?? []).join('-'),
  );
  return { codes, digests: Buffer.concat(codes.map(recoveryDigest)) };
}

/**
 * What the database is told of a recovery code that somebody types: however they write it.
 *
 * @param typed - with or without blanks and hyphens, in capitals or not.
 */
export function recoveryDigest(typed: string): Buffer {
  return digestOf(typed.toUpperCase().replace(/[^A-Z2-7]/g, ''));
}
