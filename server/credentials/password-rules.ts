import { dictionary } from '@zxcvbn-ts/language-common';
import { Problem } from '../http/problem.ts';
import { emailAddress } from '../http/schemas.ts';

const COMMON: ReadonlySet<string> = new Set(dictionary['passwords-common'].map((password) => password.toLowerCase()));
const SHORT_UNIT = 4;

/**
 * Refuses a new password that guessers try first: one of the most common, one of these or a few characters over and over, or the own address
 * (NIST SP 800-63B-4 section 3.1.1.2). Nothing is asked of its composition.
 *
 * @param password - as typed.
 * @param address - the user's own, where it is known.
 * @throws Problem password_too_common.
 */
export function requireUncommon(password: string, address?: string): void {
  const plain = password.normalize('NFC').toLowerCase();
  // The shortest text that the password repeats, if it repeats one.
  const unit = /^(.+?)\1+$/su.exec(plain)?.[1];
  const repeats = unit !== undefined && (unit.length <= SHORT_UNIT || COMMON.has(unit));
  if (repeats || COMMON.has(plain) || isAddress(plain, address)) throw new Problem('password_too_common');
}

/** In any of its spellings. */
function isAddress(text: string, address: string | undefined): boolean {
  return address !== undefined && (text === address || emailAddress.safeParse(text).data === address);
}
