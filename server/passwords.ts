import { availableParallelism } from 'node:os';
import { type Algorithm, hashRaw } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { Problem } from './errors.ts';
import type { PasswordParameters } from './issuer.ts';

const ARGON2ID = 2 as Algorithm.Argon2id;
const WAITING_AT_MOST = 200;

// libuv's threads serve the whole process; a burst of logins may hold no more of them than there are processors.
const limit = pLimit(Math.max(1, availableParallelism() - 1));

/**
 * Derives a 32-byte key from a password with argon2id (RFC 9106), off the event loop.
 *
 * @param password - as typed; compared in Unicode NFC (NIST SP 800-63B).
 * @param parameters - salt and cost.
 * @throws Problem overloaded when too many derivations wait already.
 */
export async function deriveKey(password: string, parameters: PasswordParameters): Promise<Uint8Array> {
  if (limit.pendingCount >= WAITING_AT_MOST) throw new Problem('overloaded');
  return limit(() =>
    hashRaw(password.normalize('NFC'), {
      algorithm: ARGON2ID,
      salt: parameters.salt,
      memoryCost: parameters.memory_kib,
      timeCost: parameters.iterations,
      parallelism: parameters.parallelism,
      outputLen: 32,
    }),
  );
}
