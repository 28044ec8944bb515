import { z } from 'zod';
import { declineInvitation } from '../credentials/account-actions.ts';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { unthrottled } from '../http/problem.ts';
import { OF_BODIES, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { moment, wholeToken } from '../http/schemas.ts';

const WORKSPACE = 'In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.';

/** Invitations that are open: mailed once more, declined. */
export const openInvitationRoutes: Routes<{ gateway: Gateway }> = async (app, { gateway }) => {
  app.post(
    '/v1/invitations/:id/resend',
    {
      schema: {
        operationId: 'resendInvitation',
        summary: 'Mail an open invitation once more',
        description: `${WORKSPACE} It begins anew, as yours, and the link that was mailed before is void. You need every scope of its role.`,
        tags: ['invitation'],
        security: BEARER,
        params: z.object({ id: z.uuid() }),
        response: {
          200: z.object({ expires_at: moment }),
          ...problemsOfBearers(
            'insufficient_scope',
            'workspace_required',
            'person_required',
            'insufficient_user_authentication',
            'not_found',
            'conflict',
            'address_not_allowed',
          ),
        },
      },
    },
    async (request) => {
      const outcome = await gateway.one<{ status: string; retry_after: number; expires_at: string }>(
        requireEntry(request),
        {
          name: 'resend_invitation',
          text: `select status, ceil(extract(epoch from retry_after))::int as retry_after, to_jsonb(expires_at) as expires_at
                   from rowseal.resend_invitation($1)`,
          values: [request.params.id],
        },
      );
      return { expires_at: unthrottled(outcome).expires_at };
    },
  );

  app.post(
    '/v1/invitations/decline',
    {
      schema: {
        operationId: 'declineInvitation',
        summary: 'Decline an invitation',
        description: 'For the user with the address that was invited. The link that was mailed is void from then on.',
        tags: ['invitation'],
        security: BEARER,
        body: z.strictObject({ token: wholeToken('rsi_').describe('From the link that was mailed') }),
        response: {
          204: z.null(),
          ...problemsOfBearers(...OF_BODIES, 'session_required', 'invalid_proof', 'invitation_for_another'),
        },
      },
    },
    async (request, reply) => {
      await declineInvitation(gateway, requireEntry(request), request.body.token);
      return reply.code(204).send(null);
    },
  );
};
