import { type Algorithm, hashRawSync } from '@node-rs/argon2';
import { formerDigest } from './former-digest.ts';
import type { FormerHash } from './former-hash.ts';

const ARGON2ID = 2 as Algorithm.Argon2id;

/** What argon2id costs, and is salted with. */
export interface Argon2id {
  /** 16 bytes. */
  salt: Uint8Array;
  memory_kib: number;
  iterations: number;
  parallelism: number;
}

/** What is derived, and with what, as it is handed to a thread. */
export interface Derivation {
  /** A password in Unicode NFC; or what was derived of it before. */
  secret: string | Uint8Array;
  /** How another system had hashed it, with the pepper that it may need: the secret is as it was typed then. */
  former?: { hash: FormerHash; pepper: string } | undefined;
  /** Left out: the digest of another system is all. */
  argon2id?: Argon2id | undefined;
}

/**
 * Derives a key: with argon2id (RFC 9106), 32 bytes; as another system did; or with argon2id of what that did. All that a thread of
 * credentials/password-derivation.ts does.
 *
 * @param derivation - one password.
 */
export default function deriveKey({ secret, former, argon2id }: Derivation): Uint8Array {
  const digest = former === undefined ? secret : formerDigest(String(secret), former.hash, former.pepper);
  if (argon2id === undefined) return Uint8Array.from(digest as Uint8Array);
  const { salt, memory_kib, iterations, parallelism } = argon2id;
  return hashRawSync(digest, {
    algorithm: ARGON2ID,
    salt,
    memoryCost: memory_kib,
    timeCost: iterations,
    parallelism,
    outputLen: 32,
  });
}
