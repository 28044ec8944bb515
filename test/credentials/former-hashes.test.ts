import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { formerPassword } from '#server/cli/import/password-hashes.ts';
import { formerDigest } from '#server/credentials/former-digest.ts';
import { type FormerHash, isUnderFloor } from '#server/credentials/former-hash.ts';

/** Hashes that others have made: published ones, and those of programs of another kin (crypt(3) of libxcrypt, Python's hashlib). */
const VECTORS: { name: string; by: string; password: string; hash: string }[] = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'former-vectors.json'), 'utf8'),
);

function parsed(hash: string, peppered?: boolean) {
  const password = formerPassword(hash, peppered);
  if (password === undefined) throw new Error('there is no password');
  return password;
}

describe('a password is hashed as another system does', () => {
  test.each(VECTORS)('$name (by $by)', ({ password, hash }) => {
    const { former, digest } = parsed(hash);
    expect(Buffer.from(formerDigest(password, former))).toEqual(Buffer.from(digest));
    // The control: another one is not.
    expect(Buffer.from(formerDigest(`${password}!`, former))).not.toEqual(Buffer.from(digest));
  });

  test('with the pepper of Devise behind it', () => {
    const [{ password = '', hash = '' } = {}] = VECTORS.filter(({ name }) => name === 'bcrypt $2a$ of Devise');
    const { former, digest } = parsed(hash, true);
    expect(former).toMatchObject({ pepper: true });
    const [typed, pepper] = [password.slice(0, 7), password.slice(7)];
    expect(Buffer.from(formerDigest(typed, former, pepper))).toEqual(Buffer.from(digest));
    expect(Buffer.from(formerDigest(password, former, pepper))).not.toEqual(Buffer.from(digest));
  });

  test('of 72 bytes at most where it is bcrypt: what comes behind them counts no more', () => {
    const { former } = parsed(`$2b$04$${'a'.repeat(21)}u${'a'.repeat(31)}`);
    const digest = (password: string) => Buffer.from(formerDigest(password, former));
    expect(digest('x'.repeat(72))).toEqual(digest(`${'x'.repeat(72)} and more`));
    expect(digest('x'.repeat(71))).not.toEqual(digest('x'.repeat(72)));
  });
});

test('a password that nobody can type is none', () => {
  expect(formerPassword('!kIj2g0vTUmv')).toBeUndefined();
});

const SALT = '00112233445566778899aabbccddeeff';

describe('a hash is refused, and nothing of it is repeated,', () => {
  test.each([
    ['bcrypt of cost 15', `$2b$15$${'a'.repeat(22)}${'a'.repeat(31)}`],
    ['bcrypt of cost 31', `$2y$31$${'a'.repeat(22)}${'a'.repeat(31)}`],
    ['bcrypt of the kind that was wrong (2x)', `$2x$05$${'a'.repeat(22)}${'a'.repeat(31)}`],
    ['scrypt of 1 GiB', `scrypt$1048576$salt$8$1$${'a'.repeat(43)}=`],
    ['scrypt whose N is no power of two', `scrypt$1000$salt$8$1$${'a'.repeat(43)}=`],
    ['scrypt of many lanes', `scrypt$16384$salt$8$64$${'a'.repeat(43)}=`],
    ['PBKDF2 of three million iterations', `pbkdf2_sha256$3000000$salt$${'a'.repeat(43)}=`],
    ['PBKDF2 of as many as there are numbers', `pbkdf2_sha256$${'9'.repeat(400)}$salt$${'a'.repeat(43)}=`],
    ['argon2id of 1 GiB', `$argon2id$v=19$m=1048576,t=1,p=1$${'a'.repeat(22)}$${'a'.repeat(43)}`],
    ['argon2id of a hundred passes', `$argon2id$v=19$m=65536,t=100,p=1$${'a'.repeat(22)}$${'a'.repeat(43)}`],
    ['argon2id without memory', `$argon2id$v=19$m=0,t=1,p=1$${'a'.repeat(22)}$${'a'.repeat(43)}`],
    ['phpass of a thousand million rounds', `$P$S${'a'.repeat(8)}${'a'.repeat(22)}`],
    ['of Firebase with 2^30 rounds', `$fbscrypt$v=1,n=30,r=8,p=1,ss=,sk=${'a'.repeat(86)}==$salt$${'a'.repeat(86)}==`],
    ['of Firebase whose key is too short', `$fbscrypt$v=1,n=14,r=8,p=1,ss=,sk=aaaa$salt$${'a'.repeat(86)}==`],
    ['a longer salt than any', `pbkdf2_sha256$1000$${'s'.repeat(65)}$${'a'.repeat(43)}=`],
    ['MD5', '5f4dcc3b5aa765d61d8327deb882cf99'],
    ['SHA-1 of Django', 'sha1$salt$5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8'],
    ['a password that is not hashed at all', 'correct horse battery staple'],
  ])('%s', (_, hash) => {
    let said = '';
    try {
      formerPassword(hash);
    } catch (error) {
      said = String(error);
    }
    expect(said).toMatch(/cost|form|signer key/);
    expect(said).not.toMatch(/aaa|5f4dcc|5baa61|correct horse/);
  });
});

describe('what is kept under argon2id', () => {
  const scrypt = { algorithm: 'scrypt', salt: SALT, block_size: 8, parallelism: 1, length: 64 } as const;
  const argon2 = { algorithm: 'argon2id', salt: SALT, parallelism: 1, length: 32, version: 19 } as const;
  test.each<[string, FormerHash, boolean]>([
    ['bcrypt of cost 10', { algorithm: 'bcrypt', salt: SALT, cost: 10 }, false],
    ['bcrypt of cost 9', { algorithm: 'bcrypt', salt: SALT, cost: 9 }, true],
    ['phpass of any cost', { algorithm: 'phpass', salt: SALT, cost: 16 }, true],
    ['scrypt of 16 MiB', { ...scrypt, cost: 14 }, false],
    ['scrypt of 8 MiB', { ...scrypt, cost: 13 }, true],
    ['PBKDF2 as Keycloak has it', { algorithm: 'pbkdf2_sha512', salt: SALT, iterations: 210_000, length: 64 }, false],
    ['PBKDF2 as Keycloak had it', { algorithm: 'pbkdf2_sha256', salt: SALT, iterations: 27_500, length: 64 }, true],
    ['argon2id of 7 MiB and five passes', { ...argon2, memory_kib: 7168, iterations: 5 }, false],
    ['argon2id of 7 MiB and one pass', { ...argon2, memory_kib: 7168, iterations: 1 }, true],
  ])('%s: %o', (_, former, expected) => {
    expect(isUnderFloor(former)).toBe(expected);
  });
});
