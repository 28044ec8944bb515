import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pages } from './render.ts';

/** Keeps the page of an application that somebody goes back to. It signs nobody in. */
const NAME = '__Host-Http-rowseal-return-to';
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;
const KEPT_SECONDS = 1800;
const LONGEST = 2000;

/** The way back to an application that has sent somebody here with `?return_to=…`. */
export interface Returns {
  /** Has the browser remember what the query names; where it names nothing that may be gone back to, as it was. Whether it does. */
  keep(request: FastifyRequest, reply: FastifyReply): boolean;
  /** Has the browser forget it. */
  forget(request: FastifyRequest, reply: FastifyReply): void;
  /** Goes back, once; undefined: nobody is to. */
  take(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined;
}

/**
 * Opens the way back.
 *
 * @param pages - shows the page in between, where the application has another origin.
 * @param origins - which there may be ways back to; ours is the first.
 */
export function openReturns(pages: Pages, origins: readonly string[]): Returns {
  const [own = ''] = origins;
  const asked = ({ query }: FastifyRequest) => returnAddress(Reflect.get(Object(query), 'return_to'), origins);
  const forget: Returns['forget'] = (request, reply) => {
    if (request.cookies[NAME] !== undefined) reply.clearCookie(NAME, ATTRIBUTES);
  };
  return {
    keep: (request, reply) => {
      const address = asked(request);
      if (address !== undefined) reply.setCookie(NAME, address, { ...ATTRIBUTES, maxAge: KEPT_SECONDS });
      return address !== undefined;
    },
    forget,
    take: (request, reply) => {
      const address = asked(request) ?? returnAddress(request.cookies[NAME], origins);
      forget(request, reply);
      if (address === undefined) return undefined;
      // A form that leads to another origin in the end is stopped by the form-action of its page: this is a navigation of our own.
      return new URL(address).origin === own
        ? reply.redirect(address, 303)
        : pages.show(reply, 'moving-on', { url: address });
    },
  };
}

/**
 * Where an application is gone back to; undefined: nowhere, or to an origin that is none of ours.
 *
 * @param given - an address, or a path on our own host.
 * @param origins - the list; ours is the first.
 */
export function returnAddress(given: unknown, origins: readonly string[]): string | undefined {
  if (typeof given !== 'string' || given.length > LONGEST || !URL.canParse(given, origins[0])) return undefined;
  const { protocol, origin, username, password, href } = new URL(given, origins[0]);
  // blob: has the origin of what made it.
  const isPage = (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
  return isPage && href.length <= LONGEST && origins.includes(origin) ? href : undefined;
}
