import { z } from 'zod';
import { isWholeToken, TOKEN_PATTERNS, type TokenPrefix } from '../credentials/token-format.ts';
import { domainName, normalAddress } from './email-address.ts';
import { Problem } from './problem.ts';

/**
 * What PostgreSQL can store: no NUL, no half of a surrogate pair.
 *
 * @param value - any text.
 */
export const isStorable = (value: string) => !value.includes('\0') && value.isWellFormed();

/** A text that can be stored, of a length that the caller limits. */
export const text = z.string().refine(isStorable, 'holds characters that cannot be stored');

/**
 * How many characters a text has, as Unicode counts them.
 *
 * @param value - the text.
 */
export const lengthOf = (value: string): number => [...value].length;

/** A text of a number of characters: Unicode's, as JSON Schema counts them. */
const textOf = (minLength: number, maxLength: number, trimmed: z.ZodString = z.string()) =>
  trimmed
    .refine(
      (value) => lengthOf(value) >= minLength && lengthOf(value) <= maxLength,
      `must have ${minLength} to ${maxLength} characters`,
    )
    .meta({ minLength, maxLength });

/**
 * A name that people read: one that can be stored, without spaces around it.
 *
 * @param maxLength - characters at most.
 */
export const nameOf = (maxLength: number) => textOf(1, maxLength, text.trim());

/** An e-mail address, as {@link normalAddress} has it. */
export const emailAddress = z
  .string()
  .max(320)
  .overwrite((typed) => normalAddress(typed) ?? typed)
  .refine((address) => normalAddress(address) === address, 'must be an e-mail address')
  .meta({ format: 'email' });

/** A domain of e-mail addresses, as {@link domainName} has it. */
export const emailDomain = z
  .string()
  .max(253)
  .overwrite((typed) => domainName(typed) ?? typed)
  .refine((name) => domainName(name) === name, 'must be a domain')
  .meta({ examples: ['acme.test'] });

/** A password as somebody types it at a login: anything up to 1,024 characters. */
export const typedPassword = textOf(1, 1024).meta({ format: 'password' });

/**
 * A password that somebody chooses.
 *
 * @param leastLength - in characters.
 */
export const passwordOf = (leastLength: number) => textOf(leastLength, 1024).meta({ format: 'password' });

/** A password that somebody chooses, as any installation may accept one; `rowseal_private.password_rules` says its length (NIST SP 800-63B-4 section 3.1.1.2). */
export const newPassword = passwordOf(8).describe(
  'At least 15 characters; 8 where the installation asks everybody for a second factor, without a grace period',
);

/** The name of a workspace in URLs and headers. */
export const slug = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/);

/** The id or slug of a workspace. */
export const workspaceName = z.union([z.uuid(), slug]).meta({ examples: ['acme'] });

/** The name of a role. */
export const roleName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/)
  .describe('One of the workspace, with no scope that you lack')
  .meta({ examples: ['member'] });

/** A space-separated list of scopes (RFC 6749 section 3.3). */
export const scopeList = z
  .string()
  .max(4096)
  .regex(/^[a-z][a-z0-9_.-]{0,39}:[a-z][a-z0-9_.-]{0,39}( [a-z][a-z0-9_.-]{0,39}:[a-z][a-z0-9_.-]{0,39})*$/)
  .meta({ examples: ['notes:read notes:write'] });

/** Some scopes, each once. */
export const scopes = z
  .array(z.string().regex(/^[a-z][a-z0-9_.-]{0,39}:[a-z][a-z0-9_.-]{0,39}$/))
  .max(1000)
  .refine((given) => new Set(given).size === given.length, 'must name each scope once');

/** Where events are sent: an https URL, as the URL Standard writes it, without a name, a password or a fragment. */
export const webhookUrl = z
  .string()
  .max(1000)
  .overwrite((typed) => (URL.canParse(typed) ? new URL(typed).href : typed))
  .refine((url) => {
    if (!URL.canParse(url) || url.length > 1000) return false;
    const { protocol, username, password, hash } = new URL(url);
    return protocol === 'https:' && username === '' && password === '' && hash === '';
  }, 'must be an https URL without a name, a password or a fragment')
  .meta({ format: 'uri', examples: ['https://example.com/rowseal'] });

/** Some kinds of events, each once. */
export const eventKinds = z
  .array(z.string().regex(/^[a-z_]{1,63}$/))
  .min(1)
  .max(100)
  .meta({ examples: [['member_added', 'member_removed']] });

/** The only networks that a credential serves. */
export const networks = z
  .array(z.union([z.cidrv4(), z.cidrv6()]))
  .min(1)
  .max(100)
  .meta({ examples: [['192.0.2.0/24', '2001:db8::/32']] });

/**
 * How a secret that a client is to keep travels.
 *
 * @param secret - what it is called.
 */
export const transportOf = (secret: string) =>
  z
    .enum(['cookie', 'body'])
    .default('cookie')
    .describe(`How ${secret} travels: as a cookie that no script can read, or for native clients in the body`);

/** A moment as the database writes it in JSON (RFC 3339). */
export const moment = z.iso.datetime({ offset: true });

/**
 * A token of one kind that is whole: what is not is refused before any query.
 *
 * @param prefix - the kind.
 */
export const wholeToken = (prefix: TokenPrefix) =>
  z
    .string()
    .regex(TOKEN_PATTERNS[prefix])
    .refine((value) => isWholeToken(prefix, value), 'is not a complete token')
    .meta({ format: 'password' });

/**
 * Parses a value or answers 400.
 *
 * @param schema - what it must be.
 * @param value - a body, a query or a header.
 * @throws Problem invalid_input that names each field at fault, and never a value.
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value, { reportInput: false });
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw new Problem('invalid_input', faults.join('; ').slice(0, 1000));
}

/** A parameter that is kept as it came if it comes several times: its reader decides what that means. */
export const Repeatable = z.union([z.string(), z.array(z.string()).max(20)]);

/** The query of a list that comes in pages. */
export const Page = z.strictObject({
  after: z.uuid().optional().describe('The `next` of the previous page; absent: the first page'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('At most how many'),
});

/** What a page says of the one after it. */
export const nextPage = z.uuid().nullable().describe('The `after` of the next page; null: this is the last page');

/**
 * A page, of rows that were asked for with one more than it may hold.
 *
 * @param rows - as found.
 * @param limit - how many the page may hold.
 */
export function pageOf<T extends { id: string }>(rows: T[], limit: number): { items: T[]; next: string | null } {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
