import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import fp from 'fastify-plugin';
import { Problem, type ProblemCode, problemOf } from './errors.ts';
import { loggable } from './logging.ts';
import { wellKnownUrl } from './well-known.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Where those who lack a token learn how to get one (RFC 9728). */
    resourceMetadataUrl: string;
  }
}

/** Answers every error as an RFC 9457 problem document, and logs what was our fault without its data. */
export const problemAnswers = fp(async (app: FastifyInstance, { publicUrl }: { publicUrl: string }) => {
  app.decorate('resourceMetadataUrl', wellKnownUrl(publicUrl, 'oauth-protected-resource'));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOf(error);
    if (problem.code === 'internal') request.log.error({ error: loggable(error) }, 'request failed');
    return reply.send(describeProblem(reply, problem));
  });
  app.setNotFoundHandler((_request, reply) => reply.send(describeProblem(reply, new Problem('not_found'))));
});

/**
 * Turns a reply into the answer for a problem: its status and headers.
 *
 * @param reply - not yet sent.
 * @param problem - what to say.
 * @returns the body to send.
 */
export function describeProblem(reply: FastifyReply, problem: Problem): string {
  const challenge = CHALLENGES[problem.code] ?? (problem.status === 401 ? ['error="invalid_token"'] : undefined);
  if (challenge) reply.header('www-authenticate', `Bearer ${[...challenge, whereToGetOne(reply)].join(', ')}`);
  if (problem.retryAfter !== undefined) reply.header('retry-after', String(problem.retryAfter));
  reply.code(problem.status).header('cache-control', 'no-store').type('application/problem+json; charset=utf-8');
  return JSON.stringify(problem.document(reply.request.id));
}

/**
 * Answers what is no HTTP request, which no route and no hook gets to see.
 *
 * @param error - the parser's.
 * @param socket - to answer on, and to close.
 */
export function answerMalformedRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = new Problem(
    error.code === 'HPE_HEADER_OVERFLOW' ? 'payload_too_large' : 'invalid_input',
    'This is no HTTP request',
  );
  const body = JSON.stringify(problem.document(randomUUID()));
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** RFC 9728 section 5.1. */
const whereToGetOne = ({ server }: FastifyReply) => `resource_metadata="${server.resourceMetadataUrl}"`;

/** RFC 6750 section 3: no error code where no token was presented. */
const CHALLENGES: Partial<Record<ProblemCode, string[]>> = {
  authentication_required: [],
  invalid_credentials: [],
  insufficient_scope: ['error="insufficient_scope"'],
};
