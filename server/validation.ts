import { z } from 'zod';
import { Problem } from './errors.ts';
import { isWholeToken, type TokenPrefix } from './tokens.ts';

/** Text that PostgreSQL can store: no NUL, no half of a surrogate pair. */
export const text = z
  .string()
  .refine((value) => !value.includes('\0') && value.isWellFormed(), 'holds characters that cannot be stored');

/** An e-mail address, in lower case. */
export const emailAddress = text
  .pipe(z.email())
  .pipe(z.string().max(320))
  .transform((value) => value.toLowerCase());

/** A password as somebody types it at a login: anything up to 1,024 characters. */
export const typedPassword = z.string().min(1).max(1024);

/** A password that somebody chooses: 15 characters or more (NIST SP 800-63B-4 for a single factor). */
export const newPassword = z
  .string()
  .refine((value) => [...value].length >= 15, 'must have 15 characters or more')
  .pipe(typedPassword);

/** The id or slug of a workspace. */
export const workspaceName = z.union([z.uuid(), z.string().regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/)]);

/** A space-separated list of scopes (RFC 6749 section 3.3). */
export const scopeList = z
  .string()
  .max(4096)
  .regex(/^[a-z][a-z0-9_.-]{0,39}:[a-z][a-z0-9_.-]{0,39}( [a-z][a-z0-9_.-]{0,39}:[a-z][a-z0-9_.-]{0,39})*$/);

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
    .max(200)
    .refine((value) => isWholeToken(prefix, value), 'is not a whole token')
    .meta({ description: `${prefix}…`, format: 'password' });

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
