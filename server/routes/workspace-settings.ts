import { z } from 'zod';
import { unlessStale } from '../database/conditional.ts';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { ifMatch, tagOf } from '../http/preconditions.ts';
import { OF_BODIES, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { emailDomain } from '../http/schemas.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;

const Settings = z.strictObject({
  longest_token_seconds: z
    .int()
    .min(HOUR)
    .max(3660 * DAY)
    .describe('How long personal access tokens and grants may live, those too that exist already'),
  longest_session_seconds: z
    .int()
    .min(300)
    .max(3660 * DAY)
    .nullable()
    .describe('How long ago people may have signed in; null: as long as their sessions last'),
  networks: z
    .array(z.union([z.cidrv4(), z.cidrv6()]))
    .min(1)
    .max(100)
    .nullable()
    .describe('The only networks that the workspace is entered from; yours is among them; null: any')
    .meta({ examples: [['192.0.2.0/24', '2001:db8::/32']] }),
  email_domains: z
    .array(emailDomain)
    .min(1)
    .max(100)
    .nullable()
    .describe('The only domains whose addresses are invited; null: any')
    .meta({ examples: [['acme.test']] }),
});

const WORKSPACE = 'Of the workspace that X-Rowseal-Workspace names, or that the credential is bound to.';
const REFUSALS = ['insufficient_scope', 'workspace_required'] as const;

/** The rules of a workspace: read, replaced. */
export const workspaceSettingsRoutes: Routes<{ gateway: Gateway }> = async (app, { gateway }) => {
  app.get(
    '/v1/workspace/settings',
    {
      schema: {
        operationId: 'getWorkspaceSettings',
        summary: 'See the rules of the workspace',
        description: WORKSPACE,
        tags: ['workspace'],
        security: BEARER,
        response: { 200: Settings, ...problemsOfBearers(...REFUSALS) },
      },
    },
    async (request, reply) => {
      const { version, ...settings } = await gateway.one<z.infer<typeof Settings> & { version: string }>(
        requireEntry(request),
        {
          name: 'workspace_settings',
          text: `select rowseal.version_of('workspace') as version,
                      extract(epoch from longest_token_lifetime)::int as longest_token_seconds,
                      extract(epoch from longest_session_age)::int as longest_session_seconds,
                      to_jsonb(networks) as networks, to_jsonb(email_domains) as email_domains
                 from rowseal.workspace_settings()`,
          values: [],
        },
      );
      reply.header('cache-control', 'no-store').header('etag', tagOf(version));
      return settings;
    },
  );

  app.put(
    '/v1/workspace/settings',
    {
      schema: {
        operationId: 'setWorkspaceSettings',
        summary: 'Replace the rules of the workspace',
        description: `${WORKSPACE} They hold at once, for every credential of every member. Rules that would shut you out are refused, and a session that loosens one has to have just proved who its person is.`,
        tags: ['workspace'],
        security: BEARER,
        body: Settings,
        response: {
          204: z.null(),
          ...problemsOfBearers(
            'precondition_failed',
            ...OF_BODIES,
            ...REFUSALS,
            'person_required',
            'insufficient_user_authentication',
            'shuts_you_out',
          ),
        },
      },
    },
    async (request, reply) => {
      const { longest_token_seconds, longest_session_seconds, networks, email_domains } = request.body;
      await gateway.query(
        requireEntry(request),
        unlessStale(
          {
            name: 'set_workspace_settings',
            text: `select rowseal.set_workspace_settings(
                        make_interval(secs => $1::float8), make_interval(secs => $2::float8), $3::text[]::cidr[], $4::text[])`,
            values: [longest_token_seconds, longest_session_seconds, networks, email_domains],
          },
          ifMatch(request, 'workspace'),
        ),
      );
      return reply.code(204).send(null);
    },
  );
};
