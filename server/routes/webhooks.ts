import { z } from 'zod';
import type { Webhooks } from '../credentials/webhooks.ts';
import { unlessStale } from '../database/conditional.ts';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { ifMatch, version } from '../http/preconditions.ts';
import { OF_BODIES, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { eventKinds, moment, nextPage, Page, pageOf, webhookUrl } from '../http/schemas.ts';
import { webhookSecretRoutes } from './webhook-secrets.ts';

const Webhook = z
  .object({
    id: z.uuid(),
    url: z.string(),
    kinds: z.array(z.string()).nullable().describe('The only kinds of events that are sent; null: all'),
    enabled: z.boolean(),
    disabled_at: moment.nullable(),
    disabled_because: z
      .enum(['asked', 'gone', 'failing', 'behind', 'recovered'])
      .nullable()
      .describe('asked: somebody disabled it; gone: it answered 410; failing: it accepted nothing for three days'),
    failing_since: moment.nullable().describe('The first failure since it last accepted an event'),
    former_secret_ends_at: moment.nullable().describe('Until when the former secret signs too'),
    created_at: moment,
    created_by: z.uuid().nullable(),
    version,
  })
  .meta({ id: 'Webhook' });

const Delivery = z
  .object({
    id: z.uuid(),
    webhook_id: z.uuid(),
    event_id: z.uuid().describe('The header `webhook-id`'),
    kind: z.string(),
    state: z.enum(['waiting', 'delivered', 'failed', 'dropped']),
    tries: z.int(),
    status: z.int().nullable().describe('What the last attempt was answered'),
    error: z.enum(['address_refused', 'unreachable', 'timed_out', 'unreadable_secret']).nullable(),
    created_at: moment,
    tried_at: moment.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });

const Changes = z
  .strictObject({
    url: webhookUrl.optional(),
    kinds: eventKinds.nullable().optional().describe('null: all'),
    enabled: z.boolean().optional().describe('False: nothing more is sent, and what waits is dropped'),
  })
  .refine((changes) => Object.keys(changes).length > 0, 'must name something to change');

const WORKSPACE = 'In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.';
const REFUSALS = ['insufficient_scope', 'workspace_required'] as const;
const OF_MAKERS = ['session_required'] as const;
const webhook = z.object({ id: z.uuid().describe('The id of the webhook') });

/** Where a workspace has its events sent. */
export const webhookRoutes: Routes<{ gateway: Gateway; webhooks: Webhooks }> = async (app, { gateway, webhooks }) => {
  await app.register(webhookSecretRoutes, { gateway, webhooks });
  app.get(
    '/v1/webhooks',
    {
      schema: {
        operationId: 'listWebhooks',
        summary: 'List the webhooks of the workspace',
        description: `${WORKSPACE} You need \`webhooks:read\`.`,
        tags: ['webhook'],
        security: BEARER,
        querystring: Page,
        response: { 200: z.object({ webhooks: z.array(Webhook), next: nextPage }), ...problemsOfBearers(...REFUSALS) },
      },
    },
    async (request, reply) => {
      const { after, limit } = request.query;
      const rows = await gateway.many<{ webhook: Omit<z.infer<typeof Webhook>, 'version'>; version: string }>(
        requireEntry(request),
        {
          name: 'list_webhooks',
          text: `select rowseal.version_of('webhook', webhook.id) as version, to_jsonb(webhook) as webhook from rowseal.list_webhooks($1, $2) as webhook`,
          values: [after ?? null, limit + 1],
        },
      );
      reply.header('cache-control', 'no-store');
      const { items, next } = pageOf(
        rows.map(({ webhook, version }) => ({ ...webhook, version })),
        limit,
      );
      return { webhooks: items, next };
    },
  );

  app.get(
    '/v1/webhooks/:id/deliveries',
    {
      schema: {
        operationId: 'listWebhookDeliveries',
        summary: 'List the deliveries to a webhook',
        description: `${WORKSPACE} The latest first, for fourteen days. None where there is no such webhook.`,
        tags: ['webhook'],
        security: BEARER,
        params: webhook,
        querystring: Page,
        response: {
          200: z.object({ deliveries: z.array(Delivery), next: nextPage }),
          ...problemsOfBearers(...REFUSALS),
        },
      },
    },
    async (request, reply) => {
      const { after, limit } = request.query;
      const rows = await gateway.many<{ delivery: z.infer<typeof Delivery> }>(requireEntry(request), {
        name: 'list_webhook_deliveries',
        text: 'select to_jsonb(delivery) as delivery from rowseal.list_webhook_deliveries($1, $2, $3) as delivery',
        values: [request.params.id, after ?? null, limit + 1],
      });
      reply.header('cache-control', 'no-store');
      const { items, next } = pageOf(
        rows.map(({ delivery }) => delivery),
        limit,
      );
      return { deliveries: items, next };
    },
  );

  app.post(
    '/v1/webhooks/:id/test',
    {
      schema: {
        operationId: 'testWebhook',
        summary: 'Send a test to a webhook',
        description: `${WORKSPACE} It is sent once, as an event of the kind \`webhook_test\`, disabled or not; the deliveries say what was answered.`,
        tags: ['webhook'],
        security: BEARER,
        params: webhook,
        response: {
          202: z.object({ delivery_id: z.uuid() }),
          ...problemsOfBearers(...REFUSALS, ...OF_MAKERS, 'not_found'),
        },
      },
    },
    async (request, reply) => {
      const sent = await gateway.one<{ delivery_id: string }>(requireEntry(request), {
        name: 'test_webhook',
        text: 'select rowseal.test_webhook($1) as delivery_id',
        values: [request.params.id],
      });
      return reply.code(202).send(sent);
    },
  );

  app.patch(
    '/v1/webhooks/:id',
    {
      schema: {
        operationId: 'changeWebhook',
        summary: 'Change the URL or the events of a webhook, disable or enable it',
        description: `${WORKSPACE} For all but disabling you need what creating one needs. One that is enabled is sent what happens from then on.`,
        tags: ['webhook'],
        security: BEARER,
        params: webhook,
        body: Changes,
        response: {
          204: z.null(),
          ...problemsOfBearers(
            'precondition_failed',
            ...OF_BODIES,
            ...REFUSALS,
            ...OF_MAKERS,
            'insufficient_user_authentication',
            'not_found',
          ),
        },
      },
    },
    async (request, reply) => {
      const { url, kinds, enabled } = request.body;
      await gateway.query(
        requireEntry(request),
        unlessStale(
          {
            name: 'change_webhook',
            text: 'select rowseal.change_webhook($1, $2, $3, $4)',
            values: [request.params.id, url ?? null, kinds === null ? [] : (kinds ?? null), enabled ?? null],
          },
          ifMatch(request, 'webhook', request.params.id),
        ),
      );
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/v1/webhooks/:id',
    {
      schema: {
        operationId: 'removeWebhook',
        summary: 'Remove a webhook',
        description: WORKSPACE,
        tags: ['webhook'],
        security: BEARER,
        params: webhook,
        response: {
          204: z.null(),
          ...problemsOfBearers('precondition_failed', ...REFUSALS, ...OF_MAKERS, 'not_found'),
        },
      },
    },
    async (request, reply) => {
      await gateway.query(
        requireEntry(request),
        unlessStale(
          { name: 'remove_webhook', text: 'select rowseal.remove_webhook($1)', values: [request.params.id] },
          ifMatch(request, 'webhook', request.params.id),
        ),
      );
      return reply.code(204).send(null);
    },
  );
};
