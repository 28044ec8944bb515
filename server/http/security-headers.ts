import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { atOnce } from './at-once.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The Content-Security-Policy of a page, made with {@link contentSecurityPolicy}. Every other route answers data, and data may do nothing. */
    contentSecurityPolicy?: string;
  }
}

/** Headers by name. */
export type Headers = Readonly<Record<string, string>>;

/** What browsers may do with any answer: OWASP's Secure Headers, and nothing for browsers that are no longer used. */
const ALWAYS: Headers = {
  'content-security-policy': contentSecurityPolicy({}),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const HTTPS_ONLY: Headers = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' };

/**
 * The security headers of every answer.
 *
 * @param publicUrl - only where it is https may browsers be told to insist on that (RFC 6797).
 */
export function securityHeaders(publicUrl: string): Headers {
  return publicUrl.startsWith('https:') ? { ...ALWAYS, ...HTTPS_ONLY } : ALWAYS;
}

/**
 * All headers of an answer that has no more to say.
 *
 * @param headers - {@link securityHeaders}.
 * @param requestId - what logs, audit events and problems call the request.
 */
export function headersOfAnswer(headers: Headers, requestId: string): Headers {
  return { ...headers, 'x-request-id': requestId };
}

/** Puts the security headers, and what the log calls the request, on every answer that a route or a hook gives. */
export const secureAnswers = fp(async (app: FastifyInstance, { headers }: { headers: Headers }) => {
  app.addHook(
    'onRequest',
    atOnce((request, reply) => {
      reply.headers(headers).header('x-request-id', request.id);
      const { contentSecurityPolicy: own } = request.routeOptions.config;
      if (own !== undefined) reply.header('content-security-policy', own);
    }),
  );
});
