import { z } from 'zod';
import type { Webhooks } from '../credentials/webhooks.ts';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { requireClaims } from '../http/claims.ts';
import { idempotencyKey } from '../http/idempotency.ts';
import { OF_BODIES, OF_KEYS, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { eventKinds, moment, webhookUrl } from '../http/schemas.ts';

const Shown = z
  .object({ id: z.uuid(), secret: z.string().describe('Verifies signatures. Shown this once') })
  .meta({ id: 'NewWebhookSecret' });

const WORKSPACE = 'In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.';
const NEEDS =
  'You need `webhooks:write` and `audit:read`, an unrestricted session, meet what the workspace asks of members (no time of grace counts), and have just confirmed who you are.';
const REFUSALS = [
  'insufficient_scope',
  'workspace_required',
  'session_required',
  'insufficient_user_authentication',
] as const;

/** What hands out the secret of a webhook. */
export const webhookSecretRoutes: Routes<{ gateway: Gateway; webhooks: Webhooks }> = async (
  app,
  { gateway, webhooks },
) => {
  app.post(
    '/v1/webhooks',
    {
      schema: {
        operationId: 'createWebhook',
        summary: 'Create a webhook',
        description: `${WORKSPACE} Events that happen from then on are sent there, signed as Standard Webhooks says, with IDs only. ${NEEDS}`,
        tags: ['webhook'],
        security: BEARER,
        body: z.strictObject({ url: webhookUrl, kinds: eventKinds.optional().describe('Absent: all') }),
        response: {
          201: Shown,
          ...problemsOfBearers(...OF_BODIES, ...OF_KEYS, ...REFUSALS, 'too_many_webhooks'),
        },
      },
    },
    async (request, reply) => {
      const entry = await requireClaims(gateway, requireEntry(request), 'webhooks:write');
      const made = await webhooks.create(entry, request.body, idempotencyKey(request));
      return reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );

  app.post(
    '/v1/webhooks/:id/secret',
    {
      schema: {
        operationId: 'rotateWebhookSecret',
        summary: 'Create another secret of a webhook',
        description: `${WORKSPACE} Until \`former_ends_at\` (a day by default; a time in the past: not at all) each event is signed by both, so that the receiver can change from one to the other. ${NEEDS}`,
        tags: ['webhook'],
        security: BEARER,
        params: z.object({ id: z.uuid().describe('The id of the webhook') }),
        body: z.strictObject({ former_ends_at: moment.optional().describe('Within thirty days') }),
        response: {
          201: Shown,
          ...problemsOfBearers(...OF_BODIES, ...OF_KEYS, ...REFUSALS, 'lifetime_not_allowed', 'not_found'),
        },
      },
    },
    async (request, reply) => {
      const entry = await requireClaims(gateway, requireEntry(request), 'webhooks:write');
      const { id } = request.params;
      const made = await webhooks.rotate(entry, id, request.body.former_ends_at, idempotencyKey(request));
      return reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );
};
