import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 160 bits, as RFC 4226 section 4 recommends. */
const SECRET_BYTES = 20;
const DIGITS = 6;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** One step for what is typed late (RFC 6238 section 5.2), one for clocks that are ahead. */
const TOLERATED = [0, -1, 1];

/** The secret of an authenticator app that is about to be set up. */
export function newTotpSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

/**
 * The code of a step of time (RFC 6238: SHA-1, six digits, 30 seconds).
 *
 * @param secret - of the authenticator app.
 * @param step - since 1970.
 */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const truncated = mac.readUInt32BE(mac.readUInt8(mac.length - 1) & 15) & 0x7fffffff;
  return String(truncated % 10 ** DIGITS).padStart(DIGITS, '0');
}

/**
 * The step of time whose code somebody typed; undefined: it is none of now, nor of the step before or after.
 *
 * @param secret - of the authenticator app.
 * @param code - as it was typed.
 * @param now - the step of time that the database says it is.
 */
export function stepOfCode(secret: Uint8Array, code: string, now: number): number | undefined {
  const typed = Buffer.from(code);
  const steps = TOLERATED.map((offset) => now + offset);
  return steps.find((step) => {
    const right = Buffer.from(totpCode(secret, step));
    return right.length === typed.length && timingSafeEqual(right, typed);
  });
}

/**
 * Bytes as RFC 4648 section 6 writes them, without padding.
 *
 * @param bytes - as many as a multiple of five, or any.
 */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/**
 * What an authenticator app reads from a QR code (Key URI format).
 *
 * @param secret - of the app.
 * @param issuer - this installation, as its people know it.
 * @param account - whose it is.
 */
export function totpUri(secret: Uint8Array, issuer: string, account: string): string {
  const label = [issuer, account].map(encodeURIComponent).join(':');
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}
