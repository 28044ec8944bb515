import { z } from 'zod';
import { unlessStale } from '../database/conditional.ts';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { ifMatch, version } from '../http/preconditions.ts';
import { Problem } from '../http/problem.ts';
import { OF_BODIES, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { moment, nextPage, Page, pageOf, roleName, text } from '../http/schemas.ts';
import { roleRoutes } from './roles.ts';

const Member = z
  .object({
    id: z.uuid().describe('The id of the user'),
    email: z.string(),
    name: z.string().nullable(),
    role: z.string().describe('The first of their roles'),
    roles: z.array(z.string()).describe('All of them: what any of them grants, they may do'),
    joined_at: moment,
    version,
  })
  .meta({ id: 'Member' });

const WORKSPACE = 'In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.';
const REFUSALS = ['insufficient_scope', 'workspace_required'] as const;
const CHANGES = [...REFUSALS, 'person_required', 'not_found', 'last_owner'] as const;
const newRoles = z
  .strictObject({
    role: roleName.optional(),
    roles: z.array(roleName).min(1).max(20).optional().describe('Instead of role: several'),
  })
  .refine(({ role, roles }) => (role === undefined) !== (roles === undefined), 'must have either role or roles');
const member = z.object({ id: z.uuid().describe('The id of the user') });

/** Who belongs to a workspace, and as what. */
export const memberRoutes: Routes<{ gateway: Gateway }> = async (app, { gateway }) => {
  await app.register(roleRoutes, { gateway });
  app.get(
    '/v1/members',
    {
      schema: {
        operationId: 'listMembers',
        summary: 'List the members of the workspace',
        description: `${WORKSPACE} By their ids, a page at a time.`,
        tags: ['member'],
        security: BEARER,
        querystring: Page.extend({
          search: text
            .max(200)
            .optional()
            .describe('Only those whose address or name, or the last word of it, begins with this text'),
        }),
        response: { 200: z.object({ members: z.array(Member), next: nextPage }), ...problemsOfBearers(...REFUSALS) },
      },
    },
    async (request, reply) => {
      const { after, limit, search } = request.query;
      const rows = await gateway.many<{ member: Omit<z.infer<typeof Member>, 'version'>; version: string }>(
        requireEntry(request),
        {
          name: 'list_members',
          text: `select rowseal.version_of('member', member.id) as version, to_jsonb(member) as member from rowseal.list_members($1, $2, $3) as member`,
          values: [after ?? null, limit + 1, search ?? null],
        },
      );
      reply.header('cache-control', 'no-store');
      const { items, next } = pageOf(
        rows.map(({ member, version }) => ({ ...member, version })),
        limit,
      );
      return { members: items, next };
    },
  );

  app.get(
    '/v1/members/:id',
    {
      schema: {
        operationId: 'getMember',
        summary: 'See a member',
        description: WORKSPACE,
        tags: ['member'],
        security: BEARER,
        params: member,
        response: { 200: Member, ...problemsOfBearers(...REFUSALS, 'not_found') },
      },
    },
    async (request, reply) => {
      const [found] = await gateway.many<{ member: Omit<z.infer<typeof Member>, 'version'>; version: string }>(
        requireEntry(request),
        {
          name: 'find_member',
          text: `select rowseal.version_of('member', member.id) as version, to_jsonb(member) as member from rowseal.find_member($1) as member`,
          values: [request.params.id],
        },
      );
      if (!found) throw new Problem('not_found');
      reply.header('cache-control', 'no-store');
      return { ...found.member, version: found.version };
    },
  );

  app.patch(
    '/v1/members/:id',
    {
      schema: {
        operationId: 'changeMemberRole',
        summary: 'Give a member another role, or several',
        description: `${WORKSPACE} In place of all that they have. You need every scope of the old and of the new roles.`,
        tags: ['member'],
        security: BEARER,
        params: member,
        body: newRoles,
        response: {
          204: z.null(),
          ...problemsOfBearers('precondition_failed', ...OF_BODIES, ...CHANGES, 'insufficient_user_authentication'),
        },
      },
    },
    async (request, reply) => {
      await gateway.query(
        requireEntry(request),
        unlessStale(
          {
            name: 'set_member_roles',
            text: 'select rowseal.set_member_roles($1, $2)',
            values: [request.params.id, request.body.roles ?? [request.body.role]],
          },
          ifMatch(request, 'member', request.params.id),
        ),
      );
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/v1/members/:id',
    {
      schema: {
        operationId: 'removeMember',
        summary: 'Remove a member, or leave',
        description: `${WORKSPACE} Their personal access tokens for it, grants and sessions that are bound to it end at once.`,
        tags: ['member'],
        security: BEARER,
        params: member,
        response: { 204: z.null(), ...problemsOfBearers('precondition_failed', ...CHANGES) },
      },
    },
    async (request, reply) => {
      await gateway.query(
        requireEntry(request),
        unlessStale(
          {
            name: 'remove_member',
            text: 'select rowseal.remove_member($1)',
            values: [request.params.id],
          },
          ifMatch(request, 'member', request.params.id),
        ),
      );
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v1/members/:id/ownership',
    {
      schema: {
        operationId: 'transferOwnership',
        summary: 'Make another member an owner in your place',
        description: `${WORKSPACE} You become an admin in the same moment. A session has to have just proved who you are.`,
        tags: ['member'],
        security: BEARER,
        params: member,
        response: {
          204: z.null(),
          ...problemsOfBearers(...REFUSALS, 'person_required', 'not_found', 'insufficient_user_authentication'),
        },
      },
    },
    async (request, reply) => {
      await gateway.query(requireEntry(request), {
        name: 'transfer_ownership',
        text: 'select rowseal.transfer_ownership($1)',
        values: [request.params.id],
      });
      return reply.code(204).send(null);
    },
  );
};
