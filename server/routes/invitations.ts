import { z } from 'zod';
import { acceptInvitation } from '../credentials/account-actions.ts';
import type { Gateway } from '../database/gateway.ts';
import { once } from '../database/idempotency.ts';
import { requireEntry } from '../http/authentication.ts';
import { normalAddress } from '../http/email-address.ts';
import { idempotencyKey, madeOnce } from '../http/idempotency.ts';
import { unthrottled } from '../http/problem.ts';
import { OF_BODIES, OF_KEYS, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { emailAddress, moment, nextPage, Page, pageOf, roleName, text, wholeToken } from '../http/schemas.ts';
import { openInvitationRoutes } from './open-invitations.ts';

const Invitation = z
  .object({
    id: z.uuid(),
    email: z.string(),
    role: z.string(),
    invited_by: z.uuid().describe('The id of a user'),
    created_at: moment,
    expires_at: moment,
    parent_id: z
      .uuid()
      .nullable()
      .describe(
        'The limited session, grant or token that created it, and revokes it when it ends; null: created by its inviter directly',
      ),
  })
  .meta({ id: 'Invitation' });

const NewInvitation = z.strictObject({
  email: emailAddress.meta({ examples: ['ada@acme.test'] }),
  role: roleName,
});

const NewInvitations = z.strictObject({
  emails: z
    .array(text.max(320).overwrite((typed) => normalAddress(typed) ?? typed))
    .min(1)
    .max(100)
    .meta({ examples: [['ada@acme.test', 'ben@acme.test']] }),
  role: roleName,
});

const Answer = z
  .object({
    email: z.string(),
    status: z.enum(['invited', 'invalid', 'already_member', 'address_not_allowed', 'insufficient_scope', 'throttled']),
    id: z.uuid().nullable().describe('The invitation'),
    expires_at: moment.nullable(),
    retry_after: z.int().nullable().describe('Seconds to wait, where it is throttled'),
  })
  .meta({ id: 'InvitationAnswer' });

interface Open {
  id: string;
  expires_at: string;
}

interface Invited {
  status: 'invited' | 'throttled';
  retry_after: number;
  id: string;
  expires_at: string;
}

const WORKSPACE = 'In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.';
const REFUSALS = ['insufficient_scope', 'workspace_required'] as const;

/** Invitations into a workspace: made, listed, taken back, accepted. */
export const invitationRoutes: Routes<{ gateway: Gateway }> = async (app, { gateway }) => {
  await app.register(openInvitationRoutes, { gateway });
  app.post(
    '/v1/invitations',
    {
      schema: {
        operationId: 'inviteMember',
        summary: 'Invite an address into the workspace',
        description: `${WORKSPACE} An earlier open invitation of the same address is void.`,
        tags: ['invitation'],
        security: BEARER,
        body: NewInvitation,
        response: {
          201: z.object({ id: z.uuid(), expires_at: moment }),
          ...problemsOfBearers(
            ...OF_BODIES,
            ...OF_KEYS,
            ...REFUSALS,
            'person_required',
            'insufficient_user_authentication',
            'not_found',
            'conflict',
            'address_not_allowed',
          ),
        },
      },
    },
    async (request, reply) => {
      const { email, role } = request.body;
      const entry = requireEntry(request);
      const statement = {
        name: 'invite_member',
        text: `select status, ceil(extract(epoch from retry_after))::int as retry_after, id, to_jsonb(expires_at) as expires_at
                 from rowseal.invite_member($1, $2)`,
        values: [email, role],
      };
      const invitation = await madeOnce(
        async () => {
          const { id, expires_at } = unthrottled(
            await gateway.one<Invited>(entry, once(statement, idempotencyKey(request))),
          );
          return { id, expires_at };
        },
        async (id) => {
          const text = 'select id, to_jsonb(expires_at) as expires_at from rowseal.made_invitation($1)';
          const rows = await gateway.many<Open>(entry, { name: 'made_invitation', text, values: [id] });
          return rows[0];
        },
      );
      return reply.code(201).send(invitation);
    },
  );

  app.post(
    '/v1/invitations/bulk',
    {
      schema: {
        operationId: 'inviteMembers',
        summary: 'Invite up to a hundred addresses into the workspace',
        description: `${WORKSPACE} Each address has an answer of its own, once, in the order of the addresses.`,
        tags: ['invitation'],
        security: BEARER,
        body: NewInvitations,
        response: {
          200: z.object({ invitations: z.array(Answer) }),
          ...problemsOfBearers(
            ...OF_BODIES,
            ...OF_KEYS,
            ...REFUSALS,
            'person_required',
            'insufficient_user_authentication',
            'not_found',
          ),
        },
      },
    },
    async (request) => {
      const { emails, role } = request.body;
      const statement = {
        name: 'invite_members',
        text: `select address as email, status, id, to_jsonb(expires_at) as expires_at,
                      ceil(extract(epoch from retry_after))::int as retry_after
                 from rowseal.invite_members($1, $2)`,
        values: [emails, role],
      };
      const invitations = await gateway.many<z.infer<typeof Answer>>(
        requireEntry(request),
        once(statement, idempotencyKey(request)),
      );
      return { invitations };
    },
  );

  app.get(
    '/v1/invitations',
    {
      schema: {
        operationId: 'listInvitations',
        summary: 'List open invitations',
        description: `${WORKSPACE} The oldest first, a page at a time.`,
        tags: ['invitation'],
        security: BEARER,
        querystring: Page,
        response: {
          200: z.object({ invitations: z.array(Invitation), next: nextPage }),
          ...problemsOfBearers(...REFUSALS),
        },
      },
    },
    async (request, reply) => {
      const { after, limit } = request.query;
      const rows = await gateway.many<{ invitation: z.infer<typeof Invitation> }>(requireEntry(request), {
        name: 'list_invitations',
        text: 'select to_jsonb(invitation) as invitation from rowseal.list_invitations($1, $2) as invitation',
        values: [after ?? null, limit + 1],
      });
      reply.header('cache-control', 'no-store');
      const { items, next } = pageOf(
        rows.map(({ invitation }) => invitation),
        limit,
      );
      return { invitations: items, next };
    },
  );

  app.delete(
    '/v1/invitations/:id',
    {
      schema: {
        operationId: 'revokeInvitation',
        summary: 'Revoke an open invitation',
        description: WORKSPACE,
        tags: ['invitation'],
        security: BEARER,
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null(), ...problemsOfBearers(...REFUSALS, 'person_required', 'not_found') },
      },
    },
    async (request, reply) => {
      await gateway.query(requireEntry(request), {
        name: 'revoke_invitation',
        text: 'select rowseal.revoke_invitation($1)',
        values: [request.params.id],
      });
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v1/invitations/accept',
    {
      schema: {
        operationId: 'acceptInvitation',
        summary: 'Accept an invitation',
        description: 'Works once, for the user with the address that was invited.',
        tags: ['invitation'],
        security: BEARER,
        body: z.strictObject({ token: wholeToken('rsi_').describe('From the link that was mailed') }),
        response: {
          200: z.object({ workspace_id: z.uuid(), role: z.string() }),
          ...problemsOfBearers(
            ...OF_BODIES,
            'session_required',
            'invalid_proof',
            'invitation_for_another',
            'conflict',
            'refused_by_application',
          ),
        },
      },
    },
    async (request) => acceptInvitation(gateway, requireEntry(request), request.body.token),
  );
};
