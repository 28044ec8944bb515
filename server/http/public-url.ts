import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { z } from 'zod';
import { isLoopback } from './loopback-hosts.ts';

/** A path that every parser, proxy and cookie store takes for the same: no escapes, no empty and no dot segments. */
const PLAIN_PATH = /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)*$/;

/** A public URL, as an operator configures it; a slash at its end is taken off. */
export const publicUrl = z
  .string()
  .refine((text) => faultOf(text) === undefined, { error: ({ input }) => faultOf(String(input)) })
  .transform((url) => url.replace(/\/$/, ''));

/**
 * Ends the start of a server for production that has no public URL, or one over which browsers keep no session.
 *
 * @param configured - the public URL.
 * @throws Error that says what to do.
 */
export function requireServiceable(configured: string | undefined): void {
  if (configured === undefined)
    throw new Error('ROWSEAL_PUBLIC_URL is missing: with NODE_ENV=production it must say where this installation is');
  if (!keepsCookies(configured))
    throw new Error('ROWSEAL_PUBLIC_URL must be https: over http, browsers keep a session on localhost only');
}

/** What to do about a URL that cannot be the public one, as the end of a sentence that its name begins; undefined: nothing. */
function faultOf(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be a URL such as https://auth.example.com';
  const { protocol, username, password, origin, pathname } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must begin with https:// or http://';
  if (/[?#]/.test(text) || username !== '' || password !== '') return 'must not have a user, a query or a fragment';
  const path = pathname.replace(/\/$/, '');
  if (!PLAIN_PATH.test(path)) return 'must have a path of letters, digits and . _ ~ - between slashes, or none';
  // Clients compare it letter by letter (RFC 8414 section 3.3).
  return text.replace(/\/$/, '') === `${origin}${path}` ? undefined : `must be written ${origin}${path}`;
}

/**
 * Whether browsers keep the cookies of pages there: those are Secure, which browsers take over https, and from this machine.
 *
 * @param publicUrl - a URL.
 */
export function keepsCookies(publicUrl: string): boolean {
  const { protocol, host } = new URL(publicUrl);
  return protocol === 'https:' || isLoopback(host);
}

/**
 * The path of the public URL, which is before that of every page; empty: it has none.
 *
 * @param publicUrl - without a slash at the end.
 */
export function basePathOf(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/$/, '');
}

/**
 * Takes the path of the public URL off a request's, once, where it is there: a proxy may have taken it off already, and probes know nothing of it.
 *
 * @param base - as of {@link basePathOf}.
 * @returns Fastify's rewriteUrl.
 */
export function withoutBase(base: string) {
  return ({ url = '/' }: { url?: string | undefined }): string => {
    if (base === '' || !url.startsWith(base)) return url;
    const rest = url.slice(base.length);
    if (rest === '' || rest.startsWith('?')) return `/${rest}`;
    return rest.startsWith('/') ? rest : url;
  };
}

/**
 * Puts the path of the public URL before the addresses of our own that answers send browsers to.
 *
 * @throws Error at the start, where a path of our own could be taken for one under it.
 */
export const basePath = fp(async (app: FastifyInstance, { base }: { base: string }) => {
  if (base === '') return;
  let hidden: string | undefined;
  app.addHook('onRoute', ({ url }) => {
    if (url === base || url.startsWith(`${base}/`)) hidden ??= url;
  });
  app.addHook('onReady', async () => {
    if (hidden !== undefined)
      throw new Error(`ROWSEAL_PUBLIC_URL must have another path than ${base}: ${hidden} is a path of Rowseal's own`);
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    const location = reply.getHeader('location');
    if (typeof location === 'string' && isOwn(location)) reply.header('location', `${base}${location}`);
    return payload;
  });
});

/**
 * Puts the path of the public URL before the addresses of our own in a page that was written as if there were none.
 *
 * @param base - as of {@link basePathOf}.
 * @param page - HTML, in which whatever is not of ours is escaped.
 */
export function underBase(base: string, page: string): string {
  return base === '' ? page : page.replaceAll(/( (?:href|action)="| content="0;url=)(?=\/(?!\/))/g, `$1${base}`);
}

/** A path on our host, and no address of another one (//host). */
function isOwn(location: string): boolean {
  return /^\/(?![/\\])/.test(location);
}
