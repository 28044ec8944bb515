import { z } from 'zod';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { OF_BODIES, problemsOfBearers } from '../http/problem-schemas.ts';
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
            'session_required',
            'workspace_creation_closed',
            'address_not_verified',
            'too_many_workspaces',
            'slug_taken',
          ),
        },
      },
    },
    async (request, reply) => {
      const { slug, name } = request.body;
      const created = unthrottled(
        await gateway.one<Created>(requireEntry(request), {
          name: 'create_workspace',
          text: `select status, id, ceil(extract(epoch from retry_after))::int as retry_after
                   from rowseal.create_workspace($1, $2)`,
          values: [slug, name],
        }),
      );
      if (created.status === 'slug_taken') throw new Problem('slug_taken');
      return reply.code(201).send({ id: created.id, slug, name });
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
          ...problemsOfBearers(...OF_BODIES, 'insufficient_scope', 'workspace_required', 'slug_taken'),
        },
      },
    },
    async (request, reply) => {
      const { name, slug } = request.body;
      const { status } = unthrottled(
        await gateway.one<Changed>(requireEntry(request), {
          name: 'change_workspace',
          text: `select status, ceil(extract(epoch from retry_after))::int as retry_after
                   from rowseal.change_workspace($1, $2)`,
          values: [name ?? null, slug ?? null],
        }),
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
          'The one that X-Rowseal-Workspace names. From now on nobody enters it; until it is erased an owner can restore it.',
        tags: ['workspace'],
        security: BEARER,
        response: {
          200: z.object({ erase_at: moment.describe('When it is erased, unless somebody restores it') }),
          ...problemsOfBearers('insufficient_scope', 'workspace_required', 'session_required'),
        },
      },
    },
    async (request) =>
      gateway.one<{ erase_at: string }>(requireEntry(request), {
        name: 'delete_workspace',
        text: 'select to_jsonb(erase_at) as erase_at from rowseal.delete_workspace() as erase_at',
        values: [],
      }),
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
