import { z } from 'zod';
import { acceptInvitationLink } from '../credentials/invitation-links.ts';
import type { Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { requireEntry } from '../http/authentication.ts';
import { requireClaims } from '../http/claims.ts';
import { idempotencyKey } from '../http/idempotency.ts';
import { OF_BODIES, OF_KEYS, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { emailDomain, moment, nextPage, Page, pageOf, roleName, wholeToken } from '../http/schemas.ts';

const uses = z.int().min(1).max(10_000);

const Link = z
  .object({
    id: z.uuid(),
    role: z.string(),
    email_domain: z.string().nullable().describe('The only domain whose addresses it admits; null: any'),
    max_uses: uses.describe('How many people may join by it'),
    uses: z.int().describe('How many have'),
    created_by: z.uuid().describe('The id of a user'),
    created_at: moment,
    expires_at: moment,
  })
  .meta({ id: 'InvitationLink' });

const NewLink = z.strictObject({
  role: roleName.describe('One of the workspace, with no scope that you lack, and without `owners:write`'),
  max_uses: uses.describe('How many people may join by it').meta({ examples: [25] }),
  expires_at: moment.describe('Within 30 days'),
  email_domain: emailDomain.optional().describe('The only domain whose addresses it admits; absent: any'),
});

const Shown = z
  .object({ id: z.uuid(), token: z.string().describe('Shown this once; goes into `/accept-invitation?token=`') })
  .meta({ id: 'NewInvitationLink' });

const WORKSPACE = 'In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.';
const REFUSALS = ['insufficient_scope', 'workspace_required'] as const;

/** Links by which several people join a workspace: made, listed, revoked, accepted. */
export const invitationLinkRoutes: Routes<{ gateway: Gateway; issuer: Issuer }> = async (app, { gateway, issuer }) => {
  app.post(
    '/v1/invitation-links',
    {
      schema: {
        operationId: 'createInvitationLink',
        summary: 'Create a link by which several people can join the workspace',
        description: `${WORKSPACE} People with the link, and a verified address that it allows, join with it, while you may invite people as its role.`,
        tags: ['invitation'],
        security: BEARER,
        body: NewLink,
        response: {
          201: Shown,
          ...problemsOfBearers(
            ...OF_BODIES,
            ...OF_KEYS,
            ...REFUSALS,
            'session_required',
            'not_found',
            'address_not_allowed',
            'lifetime_not_allowed',
            'too_many_links',
          ),
        },
      },
    },
    async (request, reply) => {
      const { role, max_uses, expires_at, email_domain } = request.body;
      const entry = await requireClaims(gateway, requireEntry(request), 'members:write');
      const made = await issuer.createInvitationLink(
        entry,
        { role, maxUses: max_uses, expiresAt: expires_at, emailDomain: email_domain },
        idempotencyKey(request),
      );
      return reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );

  app.get(
    '/v1/invitation-links',
    {
      schema: {
        operationId: 'listInvitationLinks',
        summary: 'List invitation links that were not revoked',
        description: `${WORKSPACE} The oldest first, a page at a time. Who joined by which is in the events.`,
        tags: ['invitation'],
        security: BEARER,
        querystring: Page,
        response: { 200: z.object({ links: z.array(Link), next: nextPage }), ...problemsOfBearers(...REFUSALS) },
      },
    },
    async (request, reply) => {
      const { after, limit } = request.query;
      const rows = await gateway.many<{ link: z.infer<typeof Link> }>(requireEntry(request), {
        name: 'list_invitation_links',
        text: 'select to_jsonb(link) as link from rowseal.list_invitation_links($1, $2) as link',
        values: [after ?? null, limit + 1],
      });
      reply.header('cache-control', 'no-store');
      const { items, next } = pageOf(
        rows.map(({ link }) => link),
        limit,
      );
      return { links: items, next };
    },
  );

  app.delete(
    '/v1/invitation-links/:id',
    {
      schema: {
        operationId: 'revokeInvitationLink',
        summary: 'Revoke an invitation link',
        description: `${WORKSPACE} Who joined by it stays.`,
        tags: ['invitation'],
        security: BEARER,
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null(), ...problemsOfBearers(...REFUSALS, 'person_required', 'not_found') },
      },
    },
    async (request, reply) => {
      await gateway.query(requireEntry(request), {
        name: 'revoke_invitation_link',
        text: 'select rowseal.revoke_invitation_link($1)',
        values: [request.params.id],
      });
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v1/invitation-links/accept',
    {
      schema: {
        operationId: 'acceptInvitationLink',
        summary: 'Join a workspace by an invitation link',
        description:
          'For a user who has verified an address that the link and the workspace allow, and was never a member.',
        tags: ['invitation'],
        security: BEARER,
        body: z.strictObject({ token: wholeToken('rsj_').describe('From the link') }),
        response: {
          200: z.object({ workspace_id: z.uuid(), role: z.string() }),
          ...problemsOfBearers(
            ...OF_BODIES,
            'session_required',
            'invalid_proof',
            'address_not_verified',
            'address_not_allowed',
            'former_member',
            'conflict',
          ),
        },
      },
    },
    async (request) => acceptInvitationLink(gateway, requireEntry(request), request.body.token),
  );
};
