import { type Algorithm, hashRawSync } from '@node-rs/argon2';

const ARGON2ID = 2 as Algorithm.Argon2id;

/** A password and what it is derived with, as they are handed to a thread. */
export interface Derivation {
  /** In Unicode NFC. */
  password: string;
  /** 16 bytes. */
  salt: Uint8Array;
  memory_kib: number;
  iterations: number;
  parallelism: number;
}

/**
 * Derives a 32-byte key with argon2id (RFC 9106): all that a thread of credentials/password-derivation.ts does.
 *
 * @param derivation - one password.
 */
export default function deriveKey({ password, salt, memory_kib, iterations, parallelism }: Derivation): Uint8Array {
  return hashRawSync(password, {
    algorithm: ARGON2ID,
    salt,
    memoryCost: memory_kib,
    timeCost: iterations,
    parallelism,
    outputLen: 32,
  });
}
