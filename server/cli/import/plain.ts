import { formerPassword } from './password-hashes.ts';
import {
  address,
  type ExportedUser,
  type Fields,
  flag,
  type Identity,
  idOf,
  type Membership,
  nameOf,
  objects,
  Refusal,
  text,
} from './user.ts';

/**
 * A user in a form of our own, of JSON Lines or CSV.
 *
 * @param record - a line of it.
 * @param options - peppered: a pepper stood behind each password (Devise).
 * @throws Refusal where it cannot be imported.
 */
export function plainUser(record: Fields, { peppered }: { peppered: boolean }): ExportedUser {
  const hash = text(record['password_hash']);
  return {
    externalId: idOf(record['id']),
    email: address(record['email']),
    verified: flag(record['email_verified']),
    name: nameOf(record['name']),
    disabled: flag(record['disabled']),
    password: hash === undefined ? undefined : formerPassword(hash, peppered),
    identities: objects(record['identities']).map(identity),
    memberships: memberships(record),
    totp: totpSecret(record['totp']),
  };
}

function identity({ provider, issuer, subject }: Fields): Identity {
  const who = text(subject);
  if (who === undefined || (text(provider) ?? text(issuer)) === undefined)
    throw new Refusal('an identity has a provider or an issuer, and a subject');
  return { provider: text(provider), issuer: text(issuer), subject: who };
}

/**
 * The memberships of a user, as any form may have them: `memberships`, a list of objects.
 *
 * @param record - a line.
 * @throws Refusal where one lacks something.
 */
export function memberships(record: Fields): Membership[] {
  const all = objects(record['memberships']).map(({ workspace, role }) => {
    const [where, what] = [text(workspace), text(role)];
    if (where === undefined || what === undefined) throw new Refusal('a membership has a workspace and a role');
    return { workspace: where, role: what };
  });
  if (new Set(all.map(({ workspace }) => workspace)).size < all.length)
    throw new Refusal('it names a workspace twice: a membership has one role');
  return all;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const LEAST_SECRET_BYTES = 10;

/**
 * The secret of an authenticator app: in base32, or an otpauth:// address (SHA-1, six digits, 30 seconds).
 *
 * @param value - as it was exported; undefined or empty: there is none.
 * @throws Refusal where it is of another kind.
 */
export function totpSecret(value: unknown): Uint8Array | undefined {
  const given = text(value);
  if (given === undefined) return undefined;
  if (!given.startsWith('otpauth:')) return base32(given);
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const settings = Object.fromEntries(url?.searchParams ?? []);
  requireUsualTotp(settings['digits'] ?? '6', settings['period'] ?? '30', settings['algorithm'] ?? 'SHA1');
  return base32(settings['secret'] ?? '');
}

/** @throws Refusal where an authenticator app is none that we know: SHA-1, six digits, 30 seconds. */
export function requireUsualTotp(digits: unknown, period: unknown, algorithm: unknown): void {
  const usual = String(digits) === '6' && String(period) === '30' && /^(Hmac)?SHA-?1$/i.test(String(algorithm));
  if (!usual) throw new Refusal('its authenticator app is of another kind than SHA-1, six digits, 30 seconds');
}

function base32(given: string): Uint8Array {
  const digits = [...given.toUpperCase().replace(/[\s-]|=+$/g, '')].map((digit) => BASE32.indexOf(digit));
  if (digits.includes(-1)) throw new Refusal('the secret of its authenticator app is no base32');
  const bits = digits.map((digit) => digit.toString(2).padStart(5, '0')).join('');
  const bytes = Uint8Array.from((bits.match(/[01]{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  if (bytes.length < LEAST_SECRET_BYTES) throw new Refusal('the secret of its authenticator app is too short');
  return bytes;
}
