import { totpCode } from '#server/credentials/totp.ts';
import { fromBase32 } from './base32.ts';

/**
 * What an authenticator app shows now.
 *
 * @param secret - its own: the bytes, or in base32.
 */
export const codeOf = (secret: Buffer | string): string =>
  totpCode(typeof secret === 'string' ? fromBase32(secret) : secret, Math.floor(Date.now() / 30_000));
