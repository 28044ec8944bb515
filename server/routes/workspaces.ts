import { z } from 'zod';
import { unlessStale } from '../database/conditional.ts';
import type { Gateway } from '../database/gateway.ts';
import { once } from '../database/idempotency.ts';
import { requireEntry } from '../http/authentication.ts';
import { idempotencyKey, madeOnce } from '../http/idempotency.ts';
import { ifMatch } from '../http/preconditions.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { OF_BODIES, OF_KEYS, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { moment, nameOf, slug } from '../http/schemas.ts';

const name = nameOf(200).meta({ examples: ['Acme'] });

const NewWorkspace = z.strictObject({
  slug: slug.describe('Its name in URLs and headers').meta({ examples: ['acme'] }),
  name,
});

const Changes = z
  .strictObject({
    name: name.optional(),
    slug: slug.describe('The former one goes on for 30 days, and is never given to another workspace').optional(),
  })
  .refine((changes) => Object.keys(changes).length > 0, 'must name something to change');

interface Changed {
  status: 'changed' | 'slug_taken' | 'throttled';
  retry_after: number;
}

interface Named {
  id: string;
  slug: string;
  name: string;
}

interface Created {
  status: 'created' | 'slug_taken' | 'throttled';
  id: string;
  retry_after: number;
}

/** Workspaces: created, changed, deleted, restored. */
export const workspaceRoutes: Routes<{ gateway: Gateway }> = async (app, { gateway }) => {
  app.post(
    '/v1/workspaces',
    {
      schema: {
        operationId: 'createWorkspace',
        summary: 'Create a workspace',
        description: 'You become its first member, and its owner.',
        tags: ['workspace'],
        security: BEARER,
        body: NewWorkspace,
        response: {
          201: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }),
          ...problemsOfBearers(
            ...OF_BODIES,
            ...OF_KEYS,
            'session_required',
            'workspace_creation_closed',
            'address_not_verified',
            'too_many_workspaces',
            'slug_taken',
            'refused_by_application',
          ),
        },
      },
    },
    async (request, reply) => {
      const { slug, name } = request.body;
      const entry = requireEntry(request);
      const statement = {
        name: 'create_workspace',
        text: `select status, id, ceil(extract(epoch from retry_after))::int as retry_after
                 from rowseal.create_workspace($1, $2)`,
        values: [slug, name],
      };
      const workspace = await madeOnce(
        async () => {
          const created = unthrottled(await gateway.one<Created>(entry, once(statement, idempotencyKey(request))));
          if (created.status === 'slug_taken') throw new Problem('slug_taken');
          return { id: created.id, slug, name };
        },
        async (id) => {
          const text = 'select id, slug, name from rowseal.made_workspace($1)';
          const rows = await gateway.many<Named>(entry, { name: 'made_workspace', text, values: [id] });
          return rows[0];
        },
      );
      return reply.code(201).send(workspace);
    },
  );

  app.patch(
    '/v1/workspace',
    {
      schema: {
        operationId: 'changeWorkspace',
        summary: 'Give the workspace another name or slug',
        description: 'The one that X-Rowseal-Workspace names, or that the credential is bound to.',
        tags: ['workspace'],
        security: BEARER,
        body: Changes,
        response: {
          204: z.null(),
          ...problemsOfBearers(
            'precondition_failed',
            ...OF_BODIES,
            'insufficient_scope',
            'workspace_required',
            'person_required',
            'slug_taken',
          ),
        },
      },
    },
    async (request, reply) => {
      const { name, slug } = request.body;
      const { status } = unthrottled(
        await gateway.one<Changed>(
          requireEntry(request),
          unlessStale(
            {
              name: 'change_workspace',
              text: `select status, ceil(extract(epoch from retry_after))::int as retry_after
                   from rowseal.change_workspace($1, $2)`,
              values: [name ?? null, slug ?? null],
            },
            ifMatch(request, 'workspace'),
          ),
        ),
      );
      if (status === 'slug_taken') throw new Problem('slug_taken');
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/v1/workspace',
    {
      schema: {
        operationId: 'deleteWorkspace',
        summary: 'Have the workspace deleted',
        description:
          'The one that X-Rowseal-Workspace names, by somebody who has just proved who they are. From now on nobody enters it; until it is erased an owner can restore it.',
        tags: ['workspace'],
        security: BEARER,
        response: {
          200: z.object({ erase_at: moment.describe('When it is erased, unless somebody restores it') }),
          ...problemsOfBearers(
            'precondition_failed',
            'insufficient_scope',
            'workspace_required',
            'session_required',
            'insufficient_user_authentication',
            'refused_by_application',
          ),
        },
      },
    },
    async (request) =>
      gateway.one<{ erase_at: string }>(
        requireEntry(request),
        unlessStale(
          {
            name: 'delete_workspace',
            text: 'select to_jsonb(erase_at) as erase_at from rowseal.delete_workspace() as erase_at',
            values: [],
          },
          ifMatch(request, 'workspace'),
        ),
      ),
  );

  app.post(
    '/v1/workspaces/:id/restore',
    {
      schema: {
        operationId: 'restoreWorkspace',
        summary: 'Restore a workspace that was deleted',
        description: 'As one of its owners. `GET /v1/me` lists it, with the time when it is erased.',
        tags: ['workspace'],
        security: BEARER,
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null(), ...problemsOfBearers('session_required', 'not_found') },
      },
    },
    async (request, reply) => {
      await gateway.query(requireEntry(request), {
        name: 'restore_workspace',
        text: 'select rowseal.restore_workspace($1)',
        values: [request.params.id],
      });
      return reply.code(204).send(null);
    },
  );
};
