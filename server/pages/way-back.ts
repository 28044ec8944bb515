import type { FastifyReply, FastifyRequest } from 'fastify';

/** Keeps where somebody wanted to go while they add a factor that it asks for. It signs nobody in. */
const NAME = '__Host-Http-rowseal-way-back';
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;
const KEPT_SECONDS = 1800;
/** Pages of workspaces alone. */
const PLACE = /^\/workspaces\/[a-z0-9-]{1,36}$/;

/**
 * The page of the workspace that a request is about; undefined: of none.
 *
 * @param path - of the request.
 */
export function workspacePage(path: string): string | undefined {
  const page = path.split('/').slice(0, 3).join('/');
  return PLACE.test(page) ? page : undefined;
}

/**
 * Has the browser remember where to go afterwards.
 *
 * @param reply - not yet sent.
 * @param page - of {@link workspacePage}.
 */
export function keepWayBack(reply: FastifyReply, page: string): void {
  reply.setCookie(NAME, page, { ...ATTRIBUTES, maxAge: KEPT_SECONDS });
}

/**
 * Where somebody goes who has added a factor; the browser forgets it.
 *
 * @param request - that added it.
 * @param reply - not yet sent.
 * @param otherwise - where else.
 */
export function takeWayBack(request: FastifyRequest, reply: FastifyReply, otherwise: string): string {
  const page = request.cookies[NAME];
  if (page === undefined) return otherwise;
  reply.clearCookie(NAME, ATTRIBUTES);
  return PLACE.test(page) ? page : otherwise;
}
