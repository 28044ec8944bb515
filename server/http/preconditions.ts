import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Precondition } from '../database/conditional.ts';
import { parse } from './schemas.ts';

const TAGS = /^\s*(?:,\s*)*(?:(?:W\/)?"[\x21\x23-\x7e]*"\s*(?:,\s*)*){1,100}$/;
const STRONG = /(W\/)?"([\x21\x23-\x7e]*)"/g;

/** `*`, or entity tags; weak ones never match (RFC 9110 section 13.1.1). */
const IfMatch = z
  .string()
  .max(10_000)
  .refine((sent) => sent.trim() === '*' || TAGS.test(sent), 'must be * or a list of entity tags');

/** The member of a thing in a list that says its version. */
export const version = z.string().describe('Its version: in quotes, the `If-Match` of a request that changes it');

/**
 * The ETag of a version.
 *
 * @param known - as rowseal.version_of answers.
 */
export function tagOf(known: string): string {
  return `"${known}"`;
}

/**
 * What If-Match asks of something that a request is to change.
 *
 * @param request - of a route that answers `precondition_failed`.
 * @param kind - what is changed, as rowseal.version_of has it.
 * @param id - which one; left out: the workspace entered.
 * @returns undefined where it asks for nothing but that there be one.
 * @throws Problem invalid_input.
 */
export function ifMatch(request: FastifyRequest, kind: Precondition['kind'], id?: string): Precondition | undefined {
  const sent = request.headers['if-match'];
  if (sent === undefined) return undefined;
  const tags = parse(z.object({ 'if-match': IfMatch }), { 'if-match': sent })['if-match'];
  if (tags.trim() === '*') return undefined;
  const versions = [...tags.matchAll(STRONG)].flatMap(([, weak, tag]) => (weak || tag === undefined ? [] : [tag]));
  return { kind, versions, ...(id === undefined ? {} : { id }) };
}
