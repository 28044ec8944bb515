import { normalAddress } from '../../http/email-address.ts';
import type { FormerPassword } from './password-hashes.ts';

/** A user as an export has them. */
export interface ExportedUser {
  /** Their id there; left out: their address. */
  externalId?: string | undefined;
  email: string;
  /** Whether the export says that the address is theirs. */
  verified: boolean;
  name?: string | undefined;
  disabled: boolean;
  password?: FormerPassword | undefined;
  identities: Identity[];
  memberships: Membership[];
  /** The secret of their authenticator app. */
  totp?: Uint8Array | undefined;
}

/** Who somebody is at another provider: that of a name there, or of an id or an issuer here. */
export interface Identity {
  there?: string | undefined;
  provider?: string | undefined;
  issuer?: string | undefined;
  subject: string;
}

/** Of a workspace, by slug or id. */
export interface Membership {
  workspace: string;
  role: string;
}

/** Why a user is not imported, in words that repeat nothing of the export but names. */
export class Refusal extends Error {}

/** An object of an export. */
export type Fields = Readonly<Record<string, unknown>>;

const LONGEST_NAME = 200;
const LONGEST_ID = 320;

/** A text; undefined where there is none, or an empty one. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Yes or no, also as CSV has them. */
export function flag(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(true|t|1|yes)$/i.test(value));
}

/** A list of objects, which CSV has as JSON. */
export function objects(value: unknown): Fields[] {
  const list = typeof value === 'string' && value !== '' ? json(value) : value;
  if (list === undefined || list === null || list === '') return [];
  if (!Array.isArray(list)) throw new Refusal('a list is none');
  return list.map(fields);
}

/** A list of texts, which CSV has as JSON. */
export function strings(value: unknown): string[] {
  const list = typeof value === 'string' && value !== '' ? json(value) : value;
  if (!Array.isArray(list) || !list.every((one) => typeof one === 'string')) throw new Refusal('a list is none');
  return list;
}

/** An object, which CSV has as JSON; an empty one where there is none. */
export function fields(value: unknown): Fields {
  const given = typeof value === 'string' && value !== '' ? json(value) : value;
  if (given === undefined || given === null || given === '') return {};
  if (typeof given !== 'object' || Array.isArray(given)) throw new Refusal('an object is none');
  return given as Fields;
}

/**
 * The address of a user, as it is stored.
 *
 * @param value - as the export has it.
 * @throws Refusal where it is none.
 */
export function address(value: unknown): string {
  const given = text(value);
  if (given === undefined) throw new Refusal('there is no e-mail address');
  const normal = normalAddress(given.trim());
  if (normal === undefined) throw new Refusal('the e-mail address is none');
  return normal;
}

/** The name of a user: at most as long as one may be. */
export function nameOf(value: unknown): string | undefined {
  const cleaned = text(value)
    ?.replace(/\p{Cc}/gu, ' ')
    .trim();
  return cleaned ? [...cleaned].slice(0, LONGEST_NAME).join('') : undefined;
}

/** The id of a user there. */
export function idOf(value: unknown): string | undefined {
  const given = text(value);
  if (given !== undefined && given.length > LONGEST_ID) throw new Refusal('the id is too long');
  return given;
}

function json(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    throw new Refusal('a field is no JSON');
  }
}
