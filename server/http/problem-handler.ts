import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { UnreadableSecret } from '../credentials/wrapping.ts';
import type { Language } from '../messages/languages.ts';
import { loggable } from '../observability/logging.ts';
import { challengeFor } from './challenge.ts';
import { Problem, problemOf, STATUS_CODES } from './problem.ts';
import { type Headers, headersOfAnswer } from './security-headers.ts';
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
    logFault(request, error, problem);
    return reply.send(describeProblem(reply, problem));
  });
});

/**
 * Logs what only an operator can put right.
 *
 * @param request - that failed.
 * @param error - as it was thrown.
 * @param problem - that it is answered with.
 */
export function logFault(request: FastifyRequest, error: unknown, problem: Problem): void {
  if (problem.code !== 'internal' && !(problem instanceof UnreadableSecret)) return;
  request.log.error({ error: loggable(error) }, 'request failed');
}

/**
 * Turns a reply into the answer for a problem: its status and headers.
 *
 * @param reply - not yet sent.
 * @param problem - what to say.
 * @returns the body to send.
 */
export function describeProblem(reply: FastifyReply, problem: Problem): string {
  const challenge = challengeFor(problem, reply.server.resourceMetadataUrl);
  if (challenge) reply.header('www-authenticate', challenge);
  if (problem.retryAfter !== undefined) reply.header('retry-after', String(problem.retryAfter));
  reply.code(problem.status).header('cache-control', 'no-store').type('application/problem+json; charset=utf-8');
  const { id } = reply.request;
  // What Fastify cannot route has none.
  const language: Language | undefined = reply.request.language;
  reply.header('content-language', language?.tag ?? 'en');
  return JSON.stringify(problem.document(id, language));
}

/**
 * Answers a request whose path cannot be routed, which no route and no hook gets to see.
 *
 * @param headers - of every answer.
 */
export function unroutableRequests(headers: Headers) {
  return (error: FastifyError, { id }: FastifyRequest, reply: FastifyReply): void => {
    const problem =
      error.code === 'FST_ERR_BAD_URL'
        ? new Problem('invalid_input', 'The path is not well-formed')
        : new Problem('not_found');
    reply.headers(headersOfAnswer(headers, id)).send(describeProblem(reply, problem));
  };
}

/**
 * Answers requests that are not HTTP, which no route or hook sees.
 *
 * @param headers - of every answer.
 * @returns takes the parser's error, and the socket to answer on and to close.
 */
export function malformedRequests(headers: Headers) {
  return function (this: FastifyInstance, error: Error & { code?: string }, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const problem = MALFORMED[error.code ?? ''] ?? new Problem('invalid_input', 'This is not an HTTP request');
    const reqId = randomUUID();
    const body = JSON.stringify(problem.document(reqId));
    const { remoteAddress: ip } = socket;
    this.log.info({ reqId, status: problem.status, reason: error.code, ip }, 'no request');
    const lines = Object.entries({
      ...headersOfAnswer(headers, reqId),
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`);
  };
}

const MALFORMED: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: new Problem('payload_too_large', 'The headers are too large'),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem('request_timeout'),
};
