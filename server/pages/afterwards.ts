import type { FastifyRequest } from 'fastify';
import { pendingInvitation } from './invitation.ts';

/**
 * Where people go after they signed in, if no application waits.
 *
 * @param request - that signed them in.
 */
export function afterwards(request: FastifyRequest): string {
  return pendingInvitation(request) === undefined ? '/account' : '/accept-invitation';
}
