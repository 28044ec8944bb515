import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import helmet from 'helmet';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The Content-Security-Policy of a page, made with {@link contentSecurityPolicy}. Every other route answers data, and data may do nothing. */
    contentSecurityPolicy?: string;
  }
}

/** Directives of a Content-Security-Policy, by name. */
export type PolicyDirectives = Readonly<Record<string, readonly string[]>>;

const DATA: PolicyDirectives = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

/**
 * Spells the policy of a page: nothing at all but what it names.
 *
 * @param directives - what the page needs.
 */
export function contentSecurityPolicy(directives: PolicyDirectives): string {
  return Object.entries({ ...DATA, ...directives })
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}

/** Headers by name. */
export type Headers = Readonly<Record<string, string>>;

/**
 * The security headers of every answer.
 *
 * @param publicUrl - only where it is https may browsers be told to insist on that.
 */
export function securityHeaders(publicUrl: string): Headers {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  // They depend on no request, and helmet would put them together anew for each.
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives: DATA },
    strictTransportSecurity: publicUrl.startsWith('https:') && { maxAge: 31_536_000, includeSubDomains: true },
    xFrameOptions: { action: 'deny' },
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xPoweredBy: false,
    xXssProtection: false,
  })(request, response, () => {});
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}

/** Puts the security headers on every answer that a route or a hook gives. */
export const secureAnswers = fp(async (app: FastifyInstance, { headers }: { headers: Headers }) => {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    const { contentSecurityPolicy: own } = request.routeOptions.config;
    if (own !== undefined) reply.header('content-security-policy', own);
  });
});
