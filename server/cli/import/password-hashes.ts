import bcrypt from 'bcryptjs';
import { bcryptBytes } from '../../credentials/former-digest.ts';
import { FormerHash } from '../../credentials/former-hash.ts';
import { Refusal } from './user.ts';

/** A password as another system had hashed it. */
export interface FormerPassword {
  former: FormerHash;
  /** What it made of the password. */
  digest: Uint8Array;
}

/** What Better Auth hashes with, whose hashes do not say so. */
const BETTER_AUTH = { cost: 14, block_size: 16, parallelism: 1, length: 64, normalized: true } as const;
const ITOA64 = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const FORMS: readonly [RegExp, (parts: Record<string, string>) => { former: object; digest: Uint8Array }][] = [
  [
    /^(?:(?<django>bcrypt|bcrypt_sha256)\$|(?<wordpress>\$wp))?\$2[aby]\$(?<cost>\d\d)\$(?<salt>[./A-Za-z0-9]{22})(?<hash>[./A-Za-z0-9]{31})$/,
    ({ django, wordpress, cost, salt = '', hash = '' }) => ({
      former: {
        algorithm: 'bcrypt',
        cost: Number(cost),
        salt: hex(Uint8Array.from(bcrypt.decodeBase64(salt, 16))),
        ...(wordpress ? { first: 'wordpress' } : django === 'bcrypt_sha256' ? { first: 'sha256' } : {}),
      },
      digest: bcryptBytes(hash),
    }),
  ],
  [
    /^(?:argon2)?\$(?<algorithm>argon2(?:id|i|d))(?:\$v=(?<version>\d+))?\$m=(?<m>\d+),t=(?<t>\d+),p=(?<p>\d+)\$(?<salt>[A-Za-z0-9+/]+)=*\$(?<hash>[A-Za-z0-9+/]+)=*$/,
    ({ algorithm, version = '16', m, t, p, salt = '', hash = '' }) => {
      const digest = Buffer.from(hash, 'base64');
      const costs = { memory_kib: Number(m), iterations: Number(t), parallelism: Number(p), version: Number(version) };
      return {
        former: { algorithm, ...costs, salt: hex(Buffer.from(salt, 'base64')), length: digest.length },
        digest,
      };
    },
  ],
  [
    // Django, which salts with text.
    /^(?<algorithm>pbkdf2_sha(?:1|256|512))\$(?<iterations>\d+)\$(?<salt>[^$]+)\$(?<hash>[A-Za-z0-9+/]+=*)$/,
    ({ algorithm, iterations, salt = '', hash = '' }) => {
      const digest = Buffer.from(hash, 'base64');
      const length = digest.length;
      return { former: { algorithm, iterations: Number(iterations), salt: hex(Buffer.from(salt)), length }, digest };
    },
  ],
  [
    /^scrypt\$(?<N>\d+)\$(?<salt>[^$]+)\$(?<r>\d+)\$(?<p>\d+)\$(?<hash>[A-Za-z0-9+/]+=*)$/,
    ({ N, salt = '', r, p, hash = '' }) => {
      const digest = Buffer.from(hash, 'base64');
      const costs = { cost: Math.log2(Number(N)), block_size: Number(r), parallelism: Number(p) };
      return {
        former: { algorithm: 'scrypt', ...costs, salt: hex(Buffer.from(salt)), length: digest.length },
        digest,
      };
    },
  ],
  [
    /^\$[PH]\$(?<cost>[./A-Za-z0-9])(?<salt>[^$:\s]{8})(?<hash>[./A-Za-z0-9]{22})$/,
    ({ cost = '', salt = '', hash = '' }) => ({
      former: { algorithm: 'phpass', cost: ITOA64.indexOf(cost), salt: hex(Buffer.from(salt, 'latin1')) },
      digest: phpassBytes(hash),
    }),
  ],
  [
    // Better Auth, which salts with hexadecimal text.
    /^(?<salt>[0-9a-f]{32}):(?<hash>[0-9a-f]{128})$/,
    ({ salt = '', hash = '' }) => ({
      former: { algorithm: 'scrypt', ...BETTER_AUTH, salt: hex(Buffer.from(salt)) },
      digest: Buffer.from(hash, 'hex'),
    }),
  ],
  [
    // Supabase, of what came from Firebase.
    /^\$fbscrypt\$v=1,n=(?<n>\d+),r=(?<r>\d+),p=(?<p>\d+)(?:,ss=(?<separator>[^,$]*))?,sk=(?<key>[^,$]+)\$(?<salt>[^$]+)\$(?<hash>[^$]+)$/,
    ({ n, r, p, separator = '', key = '', salt = '', hash = '' }) =>
      firebaseParts(
        { cost: Number(n), blockSize: Number(r), parallelism: Number(p), separator, signerKey: key },
        salt,
        hash,
      ),
  ],
];

/** What a project of Firebase hashes with. Texts in base64. */
export interface FirebaseParameters {
  cost: number;
  blockSize: number;
  parallelism: number;
  separator: string;
  signerKey: string;
}

/**
 * A password hash in one of the forms that say which they are: those of bcrypt, argon2, Django, phpass, WordPress, Better Auth, and of Supabase.
 *
 * @param hash - as it was exported.
 * @param peppered - whether a pepper stood behind each password (Devise).
 * @returns undefined: there is no password that anybody could type.
 * @throws Refusal where it is of no form that is known, or too costly; without repeating anything of it.
 */
export function formerPassword(hash: string, peppered = false): FormerPassword | undefined {
  if (hash.startsWith('!')) return undefined;
  for (const [form, parse] of FORMS) {
    const groups = form.exec(hash)?.groups;
    if (groups === undefined) continue;
    const { former, digest } = parse(groups);
    const isBcrypt = 'algorithm' in former && former.algorithm === 'bcrypt';
    if (peppered && !isBcrypt) throw new Refusal('a password with a pepper is hashed with bcrypt');
    return bounded(peppered ? { ...former, pepper: true } : former, digest);
  }
  throw new Refusal('the password is hashed in a form that is not known');
}

/**
 * A password hash of Firebase. The signer key is taken off it, and needed no more.
 *
 * @param parameters - of the project.
 * @param salt - of the user, in base64.
 * @param hash - in base64.
 * @throws Refusal where it is too costly, or the key is shorter than the hash.
 */
export function firebasePassword(parameters: FirebaseParameters, salt: string, hash: string): FormerPassword {
  const { former, digest } = firebaseParts(parameters, salt, hash);
  return bounded(former, digest);
}

function firebaseParts(parameters: FirebaseParameters, salt: string, hash: string) {
  const bytes = Buffer.from(hash, 'base64');
  const key = Buffer.from(parameters.signerKey, 'base64');
  if (key.length !== bytes.length) throw new Refusal('the signer key is not as long as the hash');
  return {
    former: {
      algorithm: 'firebase_scrypt',
      cost: parameters.cost,
      block_size: parameters.blockSize,
      parallelism: parameters.parallelism,
      salt: hex(Buffer.concat([Buffer.from(salt, 'base64'), Buffer.from(parameters.separator, 'base64')])),
      length: bytes.length,
    },
    digest: bytes.map((byte, at) => byte ^ (key[at] ?? 0)),
  };
}

/**
 * A hash whose cost a server may pay at a login.
 *
 * @param former - how it was made.
 * @param digest - what it is.
 * @throws Refusal where it may not.
 */
export function bounded(former: object, digest: Uint8Array): FormerPassword {
  const checked = FormerHash.safeParse(former);
  const name = 'algorithm' in former ? String(former.algorithm) : 'hash';
  if (!checked.success) throw new Refusal(`its ${name} has a cost or a length that no server would pay at a login`);
  return { former: checked.data, digest };
}

/** Three bytes in four characters, the lowest first. */
function phpassBytes(encoded: string): Uint8Array {
  let bits = 0n;
  for (const character of [...encoded].reverse()) bits = (bits << 6n) | BigInt(ITOA64.indexOf(character));
  return Uint8Array.from({ length: 16 }, (_, at) => Number((bits >> BigInt(8 * at)) & 255n));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
