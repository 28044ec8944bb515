import { z } from 'zod';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { unthrottled } from '../http/problem.ts';
import { OF_BODIES, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { moment, nextPage, Page, pageOf } from '../http/schemas.ts';

const LONGEST_GRACE_SECONDS = 90 * 24 * 3_600;

const asked = {
  required_assurance: z
    .int()
    .min(2)
    .max(3)
    .nullable()
    .describe(
      'The level of assurance that sessions of members must have proved, and that members must be able to prove for every other credential of theirs: ' +
        '2, two factors; 3, a passkey; null: none',
    ),
  grace_seconds: z
    .int()
    .min(0)
    .max(LONGEST_GRACE_SECONDS)
    .describe('How long members have for it, from when they were told, or joined'),
};

const Policy = z.object({
  ...asked,
  proved: z.int().describe('The level that counts of the credential of this request'),
  due_at: moment
    .nullable()
    .describe(
      'From when on it does not enter, by the policy of the workspace or of the installation; null: it meets both',
    ),
});

const UnprovedMember = z
  .object({
    id: z.uuid().describe('The id of the user'),
    email: z.string(),
    name: z.string().nullable(),
    role: z.string(),
    provable: z.int().describe('The highest level of assurance that they can prove'),
    due_at: moment.describe('From when on they do not enter'),
    waived_until: moment.nullable().describe('Until when the workspace asks nothing of them; null: it was not waived'),
  })
  .meta({ id: 'UnprovedMember' });

const WORKSPACE = 'Of the workspace that X-Rowseal-Workspace names, or that the credential is bound to.';
const REFUSALS = ['workspace_required', 'person_required'] as const;
const OF_CHANGES = ['insufficient_scope', 'insufficient_user_authentication', 'assurance_unavailable'] as const;

/** How well members of a workspace have to prove who they are: asked, who lacks it, and who is excused. */
export const workspacePolicyRoutes: Routes<{ gateway: Gateway }> = async (app, { gateway }) => {
  app.get(
    '/v1/workspace/policy',
    {
      schema: {
        operationId: 'getWorkspacePolicy',
        summary: 'See how well members have to prove who they are',
        description: `${WORKSPACE} Every member may.`,
        tags: ['workspace'],
        security: BEARER,
        response: { 200: Policy, ...problemsOfBearers(...REFUSALS) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return gateway.one<z.infer<typeof Policy>>(requireEntry(request), {
        name: 'workspace_policy',
        text: `select required_assurance, extract(epoch from grace)::int as grace_seconds, proved, to_jsonb(due_at) as due_at
                 from rowseal.workspace_policy()`,
        values: [],
      });
    },
  );

  app.put(
    '/v1/workspace/policy',
    {
      schema: {
        operationId: 'setWorkspacePolicy',
        summary: 'Say how well members have to prove who they are',
        description: `${WORKSPACE} It holds at once for those whose grace period is over, for every credential; who lacks it is told by mail. You have to meet it yourself, and what was asked before; to ask for less, a session has to have just proved who its person is.`,
        tags: ['workspace'],
        security: BEARER,
        body: z.strictObject(asked),
        response: {
          204: z.null(),
          ...problemsOfBearers(...OF_BODIES, ...REFUSALS, ...OF_CHANGES, 'shuts_you_out', 'too_many_attempts'),
        },
      },
    },
    async (request, reply) => {
      const { required_assurance, grace_seconds } = request.body;
      const outcome = await gateway.one<{ status: string; retry_after?: number }>(requireEntry(request), {
        name: 'set_workspace_policy',
        text: `select status, ceil(extract(epoch from retry_after))::int as retry_after
                 from rowseal.set_workspace_policy($1, make_interval(secs => $2::float8))`,
        values: [required_assurance, grace_seconds],
      });
      unthrottled(outcome);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/v1/workspace/policy/members',
    {
      schema: {
        operationId: 'listUnprovedMembers',
        summary: 'List the members who lack the factor that is asked for',
        description: `${WORKSPACE} By their ids, a page at a time.`,
        tags: ['workspace'],
        security: BEARER,
        querystring: Page,
        response: {
          200: z.object({ members: z.array(UnprovedMember), next: nextPage }),
          ...problemsOfBearers('workspace_required', 'insufficient_scope'),
        },
      },
    },
    async (request, reply) => {
      const { after, limit } = request.query;
      const rows = await gateway.many<{ member: z.infer<typeof UnprovedMember> }>(requireEntry(request), {
        name: 'list_unproved_members',
        text: 'select to_jsonb(member) as member from rowseal.list_unproved_members($1, $2) as member',
        values: [after ?? null, limit + 1],
      });
      reply.header('cache-control', 'no-store');
      const { items, next } = pageOf(
        rows.map(({ member }) => member),
        limit,
      );
      return { members: items, next };
    },
  );

  app.post(
    '/v1/members/:id/waiver',
    {
      schema: {
        operationId: 'waivePolicy',
        summary: 'Ask nothing of a member for a day that the policy of the workspace asks for',
        description: `${WORKSPACE} They are told by mail, and their account stays as it is. What the installation asks of everybody is not waived.`,
        tags: ['member'],
        security: BEARER,
        params: z.object({ id: z.uuid().describe('The id of the user') }),
        response: {
          200: z.object({ ends_at: moment }),
          ...problemsOfBearers(...REFUSALS, ...OF_CHANGES, 'not_found', 'shuts_you_out', 'another_person_required'),
        },
      },
    },
    async (request) =>
      gateway.one<{ ends_at: string }>(requireEntry(request), {
        name: 'waive_policy',
        text: 'select to_jsonb(ends_at) as ends_at from rowseal.waive_policy($1) as ends_at',
        values: [request.params.id],
      }),
  );
};
