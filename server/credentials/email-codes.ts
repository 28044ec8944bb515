import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { EmailCodeDigests } from '../database/email-code-functions.ts';
import { digestOf } from './token-format.ts';
import { wrapping } from './wrapping.ts';

/** Crockford's: no letter that looks like a digit, or like another letter. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** A code as people type it: in capitals or not, with a hyphen or blanks, and with letters that look like its digits. */
export const typedEmailCode = z
  .string()
  .max(40)
  .transform((typed) => typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1'))
  .pipe(z.string().regex(/^[0-9A-HJKMNP-TV-Z]{8}$/))
  .meta({ examples: ['7KQ4-M2XB'] });

/** A code that is to be mailed, for one browser. */
export interface NewEmailCode {
  /** For the browser, and kept nowhere else: 32 bytes. */
  secret: Uint8Array;
  digests: EmailCodeDigests;
  /** The code, encrypted for the worker, which mails it to this address. */
  jwe: string;
}

/** Makes codes that are mailed, and tells what the database is told of them. */
export interface EmailCodes {
  /**
   * A new code.
   *
   * @param address - to mail it to.
   */
  make(address: string): Promise<NewEmailCode>;
  /**
   * What the database is told of a code that somebody typed.
   *
   * @param secret - of the browser.
   * @param code - as {@link typedEmailCode} read it.
   */
  digests(secret: Uint8Array, code: string): EmailCodeDigests;
  /**
   * The code, as it is mailed.
   *
   * @param address - of the mail.
   * @param jwe - as {@link make} made it.
   * @throws Error when it was encrypted under another master key, or for another address.
   */
  open(address: string, jwe: string): Promise<string>;
}

const Wrapped = z.object({ address: z.string(), code: z.string() });

/**
 * The codes of an installation that are mailed. Their digests are made under a key too: who asks for a code has the secret that goes with it, and would
 * find the code in a stolen database by trying.
 *
 * @param masterKey - 32 bytes or more; the database never sees it.
 */
export function emailCodes(masterKey: Uint8Array): EmailCodes {
  const wrapped = wrapping(masterKey, 'email-code');
  const digestKey = new Uint8Array(hkdfSync('sha256', masterKey, '', 'rowseal email-code digest', 32));
  const digests = (secret: Uint8Array, code: string) => ({
    browser: digestOf(secret),
    code: createHmac('sha256', digestKey).update(secret).update(code).digest(),
  });
  return {
    make: async (address) => {
      // 256 is a multiple of 32: every letter is as likely as any other.
      const code = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
      const secret = randomBytes(32);
      return { secret, digests: digests(secret, code), jwe: await wrapped.wrap({ address, code }) };
    },
    digests,
    open: async (address, jwe) => {
      const said = 'a code for a mail was encrypted under another ROWSEAL_MASTER_KEY';
      const { address: owner, code } = Wrapped.parse(await wrapped.open(jwe, said));
      if (owner !== address) throw new Error('a code for a mail belongs to another address');
      return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
    },
  };
}
