import { z } from 'zod';

const salt = z.string().regex(/^([0-9a-f]{2}){1,64}$/);
const int = (least: number, most: number) => z.number().int().min(least).max(most);
/** In bytes. */
const length = int(16, 64);

const Bcrypt = z.object({
  algorithm: z.literal('bcrypt'),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  /** The logarithm of the number of rounds. */
  cost: int(4, 14),
  /** What was hashed in place of the password: that of Django (bcrypt_sha256), or that of WordPress. */
  first: z.enum(['sha256', 'wordpress']).optional(),
  /** Behind the password stands the pepper of Devise, which servers have from their configuration. */
  pepper: z.literal(true).optional(),
});
const Phpass = z.object({ algorithm: z.literal('phpass'), salt, cost: int(7, 16) });
const Pbkdf2 = z.object({
  algorithm: z.enum(['pbkdf2_sha1', 'pbkdf2_sha256', 'pbkdf2_sha512']),
  salt,
  iterations: int(1, 2_000_000),
  length,
});
const Scrypt = z
  .object({
    algorithm: z.enum(['scrypt', 'firebase_scrypt']),
    salt,
    /** The logarithm of N. */
    cost: int(1, 20),
    block_size: int(1, 32),
    parallelism: int(1, 16),
    length,
    /** The password in Unicode NFKC, as Better Auth hashes it. */
    normalized: z.literal(true).optional(),
  })
  .refine(({ cost, block_size }) => 2 ** cost * block_size <= 2_097_152, 'over 256 MiB of memory')
  .refine(
    ({ cost, block_size, parallelism }) => 2 ** cost * block_size * parallelism <= 4_194_304,
    'N × r × p is over 4,194,304',
  );
const Argon2 = z
  .object({
    algorithm: z.enum(['argon2d', 'argon2i', 'argon2id']),
    salt: z.string().regex(/^([0-9a-f]{2}){8,64}$/),
    memory_kib: int(8, 262_144),
    iterations: int(1, 20),
    parallelism: int(1, 16),
    length,
    /** 16 or 19 (1.0 or 1.3). */
    version: z.union([z.literal(16), z.literal(19)]),
  })
  .refine(({ memory_kib, iterations }) => memory_kib * iterations <= 2_097_152, 'm × t is over 2 GiB')
  .refine(({ memory_kib, parallelism }) => memory_kib >= 8 * parallelism, 'less than 8 KiB a lane');

/** How another system has hashed a password; bounded, as rowseal_private.is_former_hash has it: no stored cost stalls a server. Salts in hexadecimal. */
export const FormerHash = z.union([Bcrypt, Phpass, Pbkdf2, Scrypt, Argon2]);

/** How another system has hashed a password. */
export type FormerHash = z.infer<typeof FormerHash>;

/** The least number of iterations (OWASP Password Storage Cheat Sheet). */
const LEAST_ITERATIONS = { pbkdf2_sha1: 1_300_000, pbkdf2_sha256: 600_000, pbkdf2_sha512: 210_000 } as const;
/** N × r: 16 MiB of memory. */
const LEAST_SCRYPT = 131_072;
/** m and m × t of the weakest argon2 that is recommended. */
const LEAST_ARGON2 = { memory_kib: 7_168, filled: 35_840 } as const;

/**
 * Whether a hash costs attackers less than it should, so that it is kept under argon2id.
 *
 * @param former - how it was made.
 */
export function isUnderFloor(former: FormerHash): boolean {
  switch (former.algorithm) {
    case 'bcrypt':
      return former.cost < 10;
    case 'phpass':
      return true;
    case 'pbkdf2_sha1':
    case 'pbkdf2_sha256':
    case 'pbkdf2_sha512':
      return former.iterations < LEAST_ITERATIONS[former.algorithm];
    case 'scrypt':
    case 'firebase_scrypt':
      return 2 ** former.cost * former.block_size < LEAST_SCRYPT;
    case 'argon2d':
    case 'argon2i':
    case 'argon2id':
      return former.memory_kib < LEAST_ARGON2.memory_kib || former.memory_kib * former.iterations < LEAST_ARGON2.filled;
  }
}
