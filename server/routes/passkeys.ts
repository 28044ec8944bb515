import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CreationOptions, MadePasskey, RequestOptions } from '../credentials/passkey-schemas.ts';
import type { Passkeys } from '../credentials/passkeys.ts';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { callerOf } from '../http/client-address.ts';
import { keepPasskeyBrowser } from '../http/passkey-cookie.ts';
import { Problem } from '../http/problem.ts';
import { OF_BODIES, OF_THE_DATABASE, problems, problemsOfBearers } from '../http/problem-schemas.ts';
import { refreshTokenOf } from '../http/refresh-cookie.ts';
import { BEARER, REFRESH_COOKIE, type Routes } from '../http/route-contract.ts';
import { nameOf, transportOf, wholeToken } from '../http/schemas.ts';
import { askingBrowser, browserSecret } from './passkey-body.ts';
import { requireSession } from './session-entry.ts';
import { refreshTokenInBody } from './token-response.ts';

const Transport = transportOf('the secret that ties the answer to this client');
const Secret = z.string().optional().describe('Where the transport is body: send it back with the answer');

const Asked = z
  .discriminatedUnion('purpose', [
    z.strictObject({ purpose: z.literal('sign_in'), transport: Transport }),
    z.strictObject({
      purpose: z.literal('second_factor'),
      challenge: wholeToken('rsl_').describe('Of the problem second_factor_required'),
      transport: Transport,
    }),
    z.strictObject({
      purpose: z.literal('step_up'),
      refresh_token: refreshTokenInBody,
      verify: z
        .boolean()
        .optional()
        .describe('Whether the authenticator has to verify its user; left out: where you have a passkey that does'),
      transport: Transport,
    }),
  ])
  .meta({ examples: [{ purpose: 'sign_in' }] });

const name = nameOf(100).describe('How you tell it apart');
/** Who changes how they sign in has just proved as much as they can. */
const OF_CHANGES = ['session_required', 'insufficient_user_authentication', 'conflict'] as const;
const FRESH = 'Needs all that you can prove, of the last minutes (`POST /v1/auth/step-up`).';

/** Passkeys: asking for one, and the caller's own. */
export const passkeyRoutes: Routes<{ gateway: Gateway; passkeys: Passkeys }> = async (app, { gateway, passkeys }) => {
  app.post(
    '/v1/auth/passkeys/options',
    {
      config: { public: true, cookie: true },
      schema: {
        operationId: 'askPasskey',
        summary: 'Ask for a passkey',
        description:
          'What `navigator.credentials.get` takes, for ten minutes, in this browser, for this purpose, and once. To sign in, everybody gets the same answer.',
        tags: ['session'],
        security: REFRESH_COOKIE,
        body: Asked,
        response: {
          200: z.object({ options: RequestOptions, browser_secret: Secret }),
          ...problems(
            ...OF_BODIES,
            ...OF_THE_DATABASE,
            'invalid_proof',
            'invalid_token',
            'conflict',
            'origin_not_allowed',
          ),
        },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const { browser, shown } = browserFor(body.transport, request, reply);
      const options = await passkeys.ask(ownerOf(request, body), browser, callerOf(request));
      reply.header('cache-control', 'no-store');
      return { options, ...shown };
    },
  );

  app.post(
    '/v1/auth/factors/passkeys',
    {
      config: { cookie: true },
      schema: {
        operationId: 'beginPasskey',
        summary: 'Begin to add a passkey',
        description: `What \`navigator.credentials.create\` takes, for ten minutes, in this browser. ${FRESH}`,
        tags: ['account'],
        security: BEARER,
        body: z.strictObject({ transport: Transport }).meta({ examples: [{}] }),
        response: {
          201: z.object({ options: CreationOptions, browser_secret: Secret }),
          ...problemsOfBearers(...OF_BODIES, ...OF_CHANGES, 'address_not_verified', 'origin_not_allowed'),
        },
      },
    },
    async (request, reply) => {
      const entry = await requireSession(gateway, requireEntry(request));
      const { browser, shown } = browserFor(request.body.transport, request, reply);
      const options = await passkeys.begin(entry, browser);
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ options, ...shown });
    },
  );

  app.post(
    '/v1/auth/factors/passkeys/confirm',
    {
      config: { cookie: true },
      schema: {
        operationId: 'confirmPasskey',
        summary: 'Add the passkey that a browser has made',
        description: `From then on it signs you in, or every login with a password asks for it. The first factor brings recovery codes. ${FRESH}`,
        tags: ['account'],
        security: BEARER,
        body: z.strictObject({ passkey: MadePasskey, name, browser_secret: browserSecret }),
        response: {
          201: z.object({
            id: z.uuid(),
            recovery_codes: z
              .array(z.string())
              .optional()
              .describe('Each works once, in place of a factor. Shown this once.'),
          }),
          ...problemsOfBearers(...OF_BODIES, ...OF_CHANGES, 'invalid_proof', 'origin_not_allowed'),
        },
      },
    },
    async (request, reply) => {
      const entry = await requireSession(gateway, requireEntry(request));
      const { passkey, name: called, browser_secret } = request.body;
      const added = await passkeys.confirm(entry, passkey, called, askingBrowser(request, browser_secret));
      const { id, recoveryCodes } = added;
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ id, ...(recoveryCodes ? { recovery_codes: recoveryCodes } : {}) });
    },
  );

  app.patch(
    '/v1/auth/factors/passkeys/:id',
    {
      schema: {
        operationId: 'renamePasskey',
        summary: 'Name a passkey',
        tags: ['account'],
        security: BEARER,
        params: z.object({ id: z.uuid() }),
        body: z.strictObject({ name }).meta({ examples: [{ name: 'Key on my keyring' }] }),
        response: { 204: z.null(), ...problemsOfBearers(...OF_BODIES, 'session_required', 'not_found') },
      },
    },
    async (request, reply) => {
      const entry = await requireSession(gateway, requireEntry(request));
      if (!(await passkeys.rename(entry, request.params.id, request.body.name))) throw new Problem('not_found');
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/.well-known/webauthn',
    {
      config: { public: true, cors: 'any' },
      schema: {
        operationId: 'getRelatedOrigins',
        summary: 'Other origins that passkeys may be used from',
        description: 'For browsers (WebAuthn Level 3, section 5.11).',
        tags: ['operations'],
        response: {
          200: z.object({ origins: z.array(z.string()) }),
          ...problems(...OF_THE_DATABASE, 'not_found'),
        },
      },
    },
    async () => {
      const origins = await passkeys.relatedOrigins();
      if (origins.length === 0) throw new Problem('not_found');
      return { origins };
    },
  );
};

function browserFor(transport: 'cookie' | 'body', request: FastifyRequest, reply: FastifyReply) {
  if (transport === 'cookie') return { browser: keepPasskeyBrowser(request, reply), shown: {} };
  const browser = randomBytes(32);
  return { browser, shown: { browser_secret: browser.toString('base64url') } };
}

function ownerOf(request: FastifyRequest, body: z.infer<typeof Asked>) {
  if (body.purpose === 'sign_in') return { kind: body.purpose } as const;
  if (body.purpose === 'second_factor') return { kind: body.purpose, challenge: body.challenge } as const;
  const refreshToken = body.refresh_token ?? refreshTokenOf(request);
  if (refreshToken === undefined) throw new Problem('invalid_token');
  return { kind: body.purpose, refreshToken, verify: body.verify } as const;
}
