import { createCipheriv, createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto';
import { type Algorithm, hashRawSync, type Version } from '@node-rs/argon2';
import bcrypt from 'bcryptjs';
import type { FormerHash } from './former-hash.ts';

const ARGON2: Record<string, number> = { argon2d: 0, argon2i: 1, argon2id: 2 };
/** Of what scrypt needs besides its blocks. */
const SPARE_BYTES = 1 << 22;

/**
 * The digest that another system made of a password: all of it that a login has to prove.
 *
 * @param password - as it was typed: others do not normalize it.
 * @param former - how it did that.
 * @param pepper - what Devise was configured with, where the hash needs it.
 */
export function formerDigest(password: string, former: FormerHash, pepper = ''): Uint8Array {
  const salt = Buffer.from(former.salt, 'hex');
  switch (former.algorithm) {
    case 'bcrypt':
      return bcryptDigest(former.pepper ? password + pepper : hashedFirst(password, former.first), salt, former.cost);
    case 'phpass':
      return phpassDigest(password, salt, former.cost);
    case 'pbkdf2_sha1':
    case 'pbkdf2_sha256':
    case 'pbkdf2_sha512':
      return pbkdf2Sync(password, salt, former.iterations, former.length, former.algorithm.slice('pbkdf2_'.length));
    case 'scrypt':
      return scrypt(former.normalized ? password.normalize('NFKC') : password, salt, former.length, former);
    case 'firebase_scrypt':
      return keystream(scrypt(password, salt, 32, former), former.length);
    case 'argon2d':
    case 'argon2i':
    case 'argon2id':
      return hashRawSync(password, {
        algorithm: ARGON2[former.algorithm] as Algorithm,
        version: (former.version === 16 ? 0 : 1) as Version,
        salt,
        memoryCost: former.memory_kib,
        timeCost: former.iterations,
        parallelism: former.parallelism,
        outputLen: former.length,
      });
  }
}

/**
 * The digest of a bcrypt hash in its text form.
 *
 * @param encoded - the last 31 characters of the hash.
 */
export function bcryptBytes(encoded: string): Uint8Array {
  return Uint8Array.from(bcrypt.decodeBase64(encoded, 23));
}

function bcryptDigest(password: string, salt: Uint8Array, cost: number): Uint8Array {
  const text = bcrypt.hashSync(password, `$2b$${String(cost).padStart(2, '0')}$${bcrypt.encodeBase64([...salt], 16)}`);
  return bcryptBytes(text.slice(-31));
}

/** Django hashes longer passwords than bcrypt takes, and WordPress says besides what for. */
function hashedFirst(password: string, first: 'sha256' | 'wordpress' | undefined): string {
  if (first === 'sha256') return createHash('sha256').update(password).digest('hex');
  if (first === 'wordpress') return createHmac('sha384', 'wp-sha384').update(password.trim()).digest('base64');
  return password;
}

function phpassDigest(password: string, salt: Uint8Array, cost: number): Uint8Array {
  const md5 = (before: Uint8Array) => createHash('md5').update(before).update(password).digest();
  let hash = md5(salt);
  for (let turn = 2 ** cost; turn > 0; turn--) hash = md5(hash);
  return hash;
}

function scrypt(
  password: string,
  salt: Uint8Array,
  length: number,
  { cost, block_size, parallelism }: { cost: number; block_size: number; parallelism: number },
): Buffer {
  const N = 2 ** cost;
  const maxmem = 128 * block_size * (N + parallelism) + SPARE_BYTES;
  return scryptSync(password, salt, length, { N, r: block_size, p: parallelism, maxmem });
}

/**
 * What Firebase adds to its signer key, bit by bit (AES-256 in counter mode): known once the key is taken off the hash, so that no login needs it.
 */
function keystream(key: Buffer, length: number): Uint8Array {
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}
