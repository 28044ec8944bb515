import { z } from 'zod';
import { type SecondFactors, typedTotpCode } from '../credentials/second-factors.ts';
import type { Entry, Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { Problem } from '../http/problem.ts';
import { OF_BODIES, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { moment } from '../http/schemas.ts';
import { requireSession } from './session-entry.ts';

const Added = { id: z.uuid(), added_at: moment, last_used_at: moment.nullable() };

const Factors = z
  .object({
    assurance: z
      .int()
      .min(0)
      .max(3)
      .describe('The level that this session has proved: 1, one factor; 2, two; 3, two that cannot be phished'),
    factors: z.array(
      z.discriminatedUnion('kind', [
        z.object({
          ...Added,
          kind: z.literal('totp').describe('An authenticator app'),
          off: z.boolean().describe('After 100 wrong codes in a row: remove it, and set it up anew'),
        }),
        z.object({
          ...Added,
          kind: z.literal('passkey'),
          name: z.string(),
          verifies_user: z.boolean().describe('Signs in by itself; else beside a password'),
          synced: z.boolean().describe('To other devices, as it said last'),
        }),
      ]),
    ),
    recovery_codes: z.int().min(0).describe('How many are left'),
    recovery: z
      .object({ requested_at: moment, ready_at: moment })
      .nullable()
      .describe('Somebody who says that all factors are lost has asked by email to have them removed'),
  })
  .meta({ id: 'Factors' });

const RecoveryCodes = z.object({
  recovery_codes: z.array(z.string()).describe('Each works once, in place of a factor. Shown this once.'),
});

const Id = z.object({ id: z.uuid() });
/** Who changes how they sign in has just proved as much as they can. */
const OF_CHANGES = ['session_required', 'insufficient_user_authentication'] as const;
const FRESH = 'Needs all that you can prove, of the last minutes (`POST /v1/auth/step-up`).';

/** The caller's second factors. */
export const factorRoutes: Routes<{ gateway: Gateway; factors: SecondFactors }> = async (app, { gateway, factors }) => {
  app.get(
    '/v1/auth/factors',
    {
      schema: {
        operationId: 'listFactors',
        summary: 'List your second factors',
        tags: ['account'],
        security: BEARER,
        response: { 200: Factors, ...problemsOfBearers('session_required') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return (await listed(requireEntry(request))).factors;
    },
  );

  app.post(
    '/v1/auth/factors/totp',
    {
      schema: {
        operationId: 'beginTotp',
        summary: 'Begin to set up an authenticator app',
        description: `It proves nothing until its first code was right, within a quarter of an hour. ${FRESH}`,
        tags: ['account'],
        security: BEARER,
        response: {
          201: z.object({
            id: z.uuid(),
            secret: z.string().describe('To type in: base32'),
            uri: z.string().describe('To show as a QR code (otpauth:)'),
          }),
          ...problemsOfBearers(...OF_CHANGES, 'address_not_verified', 'conflict'),
        },
      },
    },
    async (request, reply) => {
      const entry = await requireSession(gateway, requireEntry(request));
      const { address } = await listed(entry);
      const begun = await factors.beginTotp(entry, address);
      return reply.code(201).header('cache-control', 'no-store').send(begun);
    },
  );

  app.post(
    '/v1/auth/factors/totp/:id/confirm',
    {
      schema: {
        operationId: 'confirmTotp',
        summary: 'Make an authenticator app your second factor',
        description: `From then on every login asks for a code of it. The first factor brings recovery codes. ${FRESH}`,
        tags: ['account'],
        security: BEARER,
        params: Id,
        body: z.strictObject({ code: typedTotpCode }),
        response: {
          200: RecoveryCodes.partial(),
          ...problemsOfBearers(...OF_BODIES, ...OF_CHANGES, 'invalid_credentials', 'not_found'),
        },
      },
    },
    async (request, reply) => {
      const entry = await requireSession(gateway, requireEntry(request));
      const codes = await factors.confirmTotp(entry, request.params.id, request.body.code);
      reply.header('cache-control', 'no-store');
      return codes ? { recovery_codes: codes } : {};
    },
  );

  app.post(
    '/v1/auth/factors/recovery-codes',
    {
      schema: {
        operationId: 'renewRecoveryCodes',
        summary: 'Get new recovery codes',
        description: `The former ones stop working. ${FRESH}`,
        tags: ['account'],
        security: BEARER,
        response: { 200: RecoveryCodes, ...problemsOfBearers(...OF_CHANGES, 'conflict') },
      },
    },
    async (request, reply) => {
      const codes = await factors.renewRecoveryCodes(await requireSession(gateway, requireEntry(request)));
      if (!codes) throw new Problem('conflict', 'You have no second factor that recovery codes could replace');
      reply.header('cache-control', 'no-store');
      return { recovery_codes: codes };
    },
  );

  app.delete(
    '/v1/auth/factors/:id',
    {
      schema: {
        operationId: 'removeFactor',
        summary: 'Remove a second factor',
        description: `The recovery codes go with the last one. ${FRESH}`,
        tags: ['account'],
        security: BEARER,
        params: Id,
        response: { 204: z.null(), ...problemsOfBearers(...OF_CHANGES, 'not_found') },
      },
    },
    async (request, reply) => {
      const entry = await requireSession(gateway, requireEntry(request));
      if (!(await factors.remove(entry, request.params.id))) throw new Problem('not_found');
      return reply.code(204).send(null);
    },
  );

  async function listed(entry: Entry) {
    return gateway.one<{ factors: z.infer<typeof Factors>; address: string }>(entry, {
      name: 'list_factors',
      text: `select rowseal.list_factors() as factors, rowseal.me(null, 1) -> 'user' ->> 'email' as address`,
      values: [],
    });
  }
};
