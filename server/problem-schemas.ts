import { z } from 'zod';
import { PROBLEMS, type ProblemCode } from './errors.ts';

/** What every route can answer with, whatever it does. */
const ALWAYS: readonly ProblemCode[] = ['too_many_attempts', 'timeout', 'unavailable', 'overloaded', 'internal'];

/** What a route that needs a bearer token can answer with, before it does anything. */
const AUTHENTICATED: readonly ProblemCode[] = [
  'authentication_required',
  'invalid_token',
  'session_ended',
  'not_a_member',
  'workspace_mismatch',
  'network_not_allowed',
  'invalid_input',
];

/** The responses of a route that are errors, by HTTP status. */
export type ProblemResponses = Record<number, { description: string; content: Record<string, { schema: z.ZodType }> }>;

/**
 * The errors that a public route answers with, for its `schema.response`.
 *
 * @param codes - its own; those that every route has are added.
 */
export function problems(...codes: ProblemCode[]): ProblemResponses {
  const byStatus = Map.groupBy(new Set([...codes, ...ALWAYS]), (code) => PROBLEMS[code][0]);
  return Object.fromEntries(
    [...byStatus].map(([status, here]) => [
      status,
      {
        description: here.map((code) => `${code}: ${PROBLEMS[code][1]}`).join('; '),
        content: { 'application/problem+json': { schema: problemSchema(status, here) } },
      },
    ]),
  );
}

/**
 * The errors that a route for bearers of a token answers with, for its `schema.response`.
 *
 * @param codes - its own; those of authentication, and those that every route has, are added.
 */
export function problemsOfBearers(...codes: ProblemCode[]): ProblemResponses {
  return problems(...AUTHENTICATED, ...codes);
}

function problemSchema(status: number, codes: ProblemCode[]): z.ZodType {
  return z.object({
    type: z.string().describe('urn:rowseal:problem: and the code'),
    title: z.string(),
    status: z.literal(status),
    code: z.enum(codes),
    detail: z.string().optional(),
    instance: z.string().describe('Names this occurrence in the server’s log'),
  });
}
