import { createRequire } from 'node:module';
import { z } from 'zod';
import { onceASecond } from '../database/once-a-second.ts';
import type { PasswordPolicy } from '../database/password-functions.ts';
import { Problem } from '../http/problem.ts';
import { emailAddress, parse, passwordOf } from '../http/schemas.ts';

const SHORT_UNIT = 4;
const require = createRequire(import.meta.url);
let common: ReadonlySet<string> | undefined;

/** The most common passwords. Read when the first one is chosen: a start would wait for it. */
function commonPasswords(): ReadonlySet<string> {
  if (common) return common;
  const { dictionary } = require('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common');
  common = new Set(dictionary['passwords-common'].map((password) => password.toLowerCase()));
  return common;
}

/** What passwords are held to that somebody chooses. Those that people have already stay as they are. */
export interface PasswordRules {
  /** How many characters they have at least. */
  leastLength(): Promise<number>;
  /**
   * Refuses a new password that is too short, or that guessers try first (NIST SP 800-63B-4 section 3.1.1.2). Nothing is asked of its composition.
   *
   * @param password - as typed.
   * @param address - the user's own, where it is known.
   * @throws Problem invalid_input, password_too_common.
   */
  require(password: string, address?: string): Promise<void>;
}

/**
 * What passwords of an installation are held to.
 *
 * @param policy - asks the database.
 * @param isBreached - whether a password is known from breaches.
 */
export function passwordRules(
  policy: () => Promise<PasswordPolicy>,
  isBreached: (password: string, rangeUrl: string | null) => Promise<boolean>,
): PasswordRules {
  const current = onceASecond(policy);
  return {
    leastLength: async () => (await current()).leastLength,
    require: async (password, address) => {
      const { leastLength, rangeUrl } = await current();
      parse(z.object({ password: passwordOf(leastLength) }), { password });
      requireUncommon(password, address);
      if (await isBreached(password, rangeUrl))
        throw new Problem('password_too_common', 'It is known from a data breach: choose another one');
    },
  };
}

/**
 * Refuses a new password that is one of the most common, one of these or a few characters over and over, or the own address.
 *
 * @param password - as typed.
 * @param address - the user's own, where it is known.
 * @throws Problem password_too_common.
 */
export function requireUncommon(password: string, address?: string): void {
  const plain = password.normalize('NFC').toLowerCase();
  // The shortest text that the password repeats, if it repeats one.
  const unit = /^(.+?)\1+$/su.exec(plain)?.[1];
  const known = commonPasswords();
  const repeats = unit !== undefined && (unit.length <= SHORT_UNIT || known.has(unit));
  if (repeats || known.has(plain) || isAddress(plain, address)) throw new Problem('password_too_common');
}

/** In any of its spellings. */
function isAddress(text: string, address: string | undefined): boolean {
  return address !== undefined && (text === address || emailAddress.safeParse(text).data === address);
}
