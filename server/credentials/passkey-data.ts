import { z } from 'zod';
import type { PasskeyFacts } from '../database/passkey-functions.ts';

/**
 * What a browser says of itself (CollectedClientData), before anything vouches for it.
 *
 * @param encoded - clientDataJSON, in base64url.
 * @returns undefined: no such thing.
 */
export function clientData(encoded: string) {
  const Said = z.object({ challenge: z.string(), crossOrigin: z.unknown(), topOrigin: z.unknown() });
  try {
    return Said.partial({ crossOrigin: true, topOrigin: true }).parse(
      JSON.parse(Buffer.from(encoded, 'base64url').toString()),
    );
  } catch {
    return undefined;
  }
}

/**
 * Flags and count of authenticator data that was verified (WebAuthn Level 3 section 6.1).
 *
 * @param encoded - in base64url.
 */
export function factsOf(encoded: string): PasskeyFacts {
  const data = Buffer.from(encoded, 'base64url');
  const flags = data.readUInt8(32);
  const has = (bit: number) => (flags & (1 << bit)) !== 0;
  return {
    userPresent: has(0),
    userVerified: has(2),
    backupEligible: has(3),
    backedUp: has(4),
    signCount: data.readUInt32BE(33),
  };
}
