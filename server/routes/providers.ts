import { z } from 'zod';
import { OF_THE_DATABASE, problems } from '../http/problem-schemas.ts';
import type { Routes } from '../http/route-contract.ts';
import type { ProviderRegistry } from '../idp/registry.ts';

/** A provider, and what a person does there first. */
const WayIn = z.discriminatedUnion('kind', [
  z.object({
    id: z.string(),
    name: z.string(),
    kind: z.literal('form').describe('Fill in the fields, and send them to /v1/auth/token'),
    fields: z.array(z.object({ name: z.string(), type: z.string(), autocomplete: z.string() })),
  }),
  z.object({
    id: z.string(),
    name: z.string(),
    kind: z.literal('redirect').describe('Open the page in the browser'),
    start: z.string().meta({ format: 'uri-reference' }),
  }),
]);

/** The ways to log in. */
export const providerRoutes: Routes<{ providers: ProviderRegistry }> = async (app, { providers }) => {
  const { password } = providers;

  app.get(
    '/v1/auth/providers',
    {
      config: { public: true },
      schema: {
        operationId: 'listProviders',
        summary: 'List the ways to sign in',
        tags: ['session'],
        response: {
          200: z.object({ providers: z.array(WayIn) }),
          ...problems(...OF_THE_DATABASE),
        },
      },
    },
    async () => ({
      providers: [
        { id: password.id, name: password.name, ...(await password.start()) },
        ...(await providers.redirects()).map(({ id, name }) => ({
          id,
          name,
          kind: 'redirect' as const,
          start: `/v1/auth/providers/${id}/start`,
        })),
      ],
    }),
  );
};
