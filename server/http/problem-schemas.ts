import { z } from 'zod';
import { grouped } from '../database/grouped.ts';
import { neededAuthentication } from './needed-authentication.ts';
import { PROBLEMS, Problem, type ProblemCode, titleOf } from './problem.ts';

/** What a route that takes a body answers before it looks at what the body says, and where it says nothing that can be taken. */
export const OF_BODIES = ['invalid_input', 'payload_too_large', 'unsupported_media_type'] as const;

/** What a route that needs the database answers where that does not do its part. */
export const OF_THE_DATABASE = ['timeout', 'unavailable', 'overloaded', 'outcome_unknown', 'internal'] as const;

/** What a route for bearers answers before it does anything. */
export const OF_BEARERS = [
  'invalid_input',
  'authentication_required',
  'invalid_token',
  'session_ended',
  'session_too_old',
  'assurance_required',
  'second_factor_missing',
  'not_a_member',
  'workspace_mismatch',
  'network_not_allowed',
  'workspace_deleted',
] as const;

/** What a route that takes an Idempotency-Key answers to one that was used. */
export const OF_KEYS = ['already_done', 'idempotency_key_reused'] as const;

/**
 * What every route but those of health answers before it does anything: to too many requests of one address, when everybody waits, and while the
 * database may have lost commits.
 */
const OF_ALL = ['too_many_attempts', 'overloaded', 'recovery_needed'] as const;

/** The response of a route with one HTTP status. */
interface ProblemResponse {
  description: string;
  content: Record<string, { schema: z.ZodType }>;
}

/** The responses of a route that are errors, by HTTP status. */
export type ProblemResponses = Record<number, ProblemResponse>;

/** Which problems a response is for. */
const CODES = new WeakMap<object, readonly ProblemCode[]>();

/** Consumers take a document with members that they do not know (RFC 9457 section 3.2). */
const ProblemDocument = z
  .looseObject({
    type: z.string().describe('urn:rowseal:problem: and the code').meta({ format: 'uri' }),
    title: z.string(),
    status: z.int().min(400).max(599).describe('The HTTP status'),
    code: z.enum(Object.keys(PROBLEMS) as ProblemCode[]).describe('Which problem: branch on this'),
    detail: z.string().optional().describe('What is wrong with this request'),
    instance: z.string().describe('Identifies this occurrence in the log of the server').meta({ format: 'uri' }),
    ...neededAuthentication,
    id: z.uuid().optional().describe('Where the code is already_done: what was made'),
    sqlstate: z
      .string()
      .optional()
      .describe('Where the code is refused_by_application: what the application has raised'),
    challenge: z.string().optional().describe('Where the code is second_factor_required: continues the login'),
    factors: z.array(z.string()).optional().describe('What it can be continued with: passkey, totp, recovery_code'),
  })
  .meta({ id: 'Problem', description: 'A problem document (RFC 9457)' });

/**
 * The errors that a route answers with, for its `schema.response`: every one that a client can meet, and none that cannot be.
 *
 * @param codes - the route's own, and of the groups above; those that every route has are added.
 */
export function problems(...codes: ProblemCode[]): ProblemResponses {
  return onlyProblems(...OF_ALL, ...codes);
}

/**
 * The errors of a route with `config.health`, which is never limited.
 *
 * @param codes - of all sources.
 */
export function onlyProblems(...codes: ProblemCode[]): ProblemResponses {
  const byStatus = grouped(new Set(codes), (code) => PROBLEMS[code]);
  return Object.fromEntries([...byStatus].map(([status, here]) => [status, problemResponse(status, here)]));
}

/**
 * The 503 of a route that changes something, from that of any other: in maintenance mode nothing is changed.
 *
 * @param response - for 503, of a route's schema.
 * @returns undefined: the route does without the database.
 */
export function refusedInMaintenance(response: unknown): ProblemResponse | undefined {
  const codes = typeof response === 'object' && response !== null ? CODES.get(response) : undefined;
  return codes?.includes('unavailable') ? problemResponse(503, [...codes, 'maintenance']) : undefined;
}

function problemResponse(status: number, codes: ProblemCode[]): ProblemResponse {
  const response = {
    description: codes.map((code) => `- \`${code}\`: ${titleOf(code)}`).join('\n'),
    content: { 'application/problem+json': { schema: problemSchema(status, codes) } },
  };
  CODES.set(response, codes);
  return response;
}

/**
 * The errors that a route for bearers of a token answers with, for its `schema.response`.
 *
 * @param codes - its own; those of authentication and of the database are added.
 */
export function problemsOfBearers(...codes: ProblemCode[]): ProblemResponses {
  return problems(...OF_BEARERS, ...OF_THE_DATABASE, ...codes);
}

/**
 * A response that people read, for a route's `schema.response`.
 *
 * @param description - what it says.
 */
export const page = (description: string) => ({ description, content: { 'text/html': { schema: z.string() } } });

/** What every route that people open may answer. */
export const PAGES_OF_TROUBLE = {
  429: page('Too many requests'),
  500: page('Something went wrong on our side'),
  503: page('The database or another server cannot be reached, or the server is overloaded'),
};

function problemSchema(status: number, codes: ProblemCode[]): z.ZodType {
  const [first] = codes;
  return z
    .intersection(ProblemDocument, z.looseObject({ status: z.literal(status), code: z.enum(codes) }))
    .meta({ examples: first ? [new Problem(first).document('01a20bd8-1955-4daa-94a0-197ff9c52136')] : [] });
}
