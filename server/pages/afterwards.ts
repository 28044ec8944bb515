import type { FastifyReply, FastifyRequest } from 'fastify';
import { pendingInvitation } from './invitation.ts';
import type { Returns } from './return-to.ts';

/**
 * Sends people on after they signed in, if no authorization request waits: to their invitation, back to an application, or to their account.
 *
 * @param returns - the way back.
 * @param request - that signed them in.
 * @param reply - not yet sent.
 */
export function goAfterwards(returns: Returns, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (pendingInvitation(request) !== undefined) return reply.redirect('/accept-invitation', 303);
  return returns.take(request, reply) ?? reply.redirect('/account', 303);
}
