import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { EmailCodeDigests } from '../database/email-code-functions.ts';
import { type MasterKeys, masterKeyId, ofEach } from './master-keys.ts';
import { digestOf } from './token-format.ts';
import { wrapping } from './wrapping.ts';

/** Crockford's: no letter that looks like a digit, or like another letter. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

const SECRET_BYTES = 32;
/** Of the secret: which master key. 28 random bytes are left. */
const MARK_BYTES = 4;

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
   * @throws UnreadableSecret when it was encrypted under another master key, or for another address.
   */
  open(address: string, jwe: string): Promise<string>;
}

const Wrapped = z.object({ address: z.string(), code: z.string() });
const REFUSALS = {
  sealed: 'a code for a mail was encrypted under another ROWSEAL_MASTER_KEY',
  moved: 'a code for a mail belongs to another address',
};

/**
 * The codes of an installation that are mailed. Their digests are made under a key too: who asks for a code has the secret that goes with it, and would
 * find the code in a stolen database by trying.
 *
 * While the master key is being replaced, the first bytes of the secret say under which key: the code may be typed at another server.
 *
 * @param masterKey - of the installation.
 */
export function emailCodes(masterKey: MasterKeys): EmailCodes {
  const wrapped = wrapping(masterKey, 'email-code');
  const keys = ofEach(masterKey, (key) => ({
    mark: Buffer.from(masterKeyId(key), 'base64url').subarray(0, MARK_BYTES),
    digest: new Uint8Array(hkdfSync('sha256', key, '', 'rowseal email-code digest', 32)),
  }));
  const [current] = keys;
  const keyOf = (secret: Uint8Array) => keys.find(({ mark }) => mark.equals(secret.subarray(0, MARK_BYTES))) ?? current;
  const digests = (secret: Uint8Array, code: string) => ({
    browser: digestOf(secret),
    code: createHmac('sha256', keyOf(secret).digest).update(secret).update(code).digest(),
  });
  return {
    make: async (address) => {
      // 256 is a multiple of 32: every letter is as likely as any other.
      const code = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
      const secret = Buffer.concat([current.mark, randomBytes(SECRET_BYTES - MARK_BYTES)]);
      return { secret, digests: digests(secret, code), jwe: await wrapped.wrap({ address, code }) };
    },
    digests,
    open: async (address, jwe) => {
      const { code } = await wrapped.open(jwe, Wrapped, REFUSALS, (mailed) => mailed.address === address);
      return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
    },
  };
}
