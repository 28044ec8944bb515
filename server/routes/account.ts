import { z } from 'zod';
import { ExportRequest, ExportToken, fetchExport, requestExport } from '../credentials/data-export.ts';
import {
  AccountDeletion,
  AddressChange,
  changeAddress,
  changeName,
  deleteAccount,
  NameChange,
  resendVerification,
} from '../credentials/own-account.ts';
import type { Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { requireEntry } from '../http/authentication.ts';
import { type HumanGate, humanFields } from '../http/human-check.ts';
import { OF_BODIES, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { moment } from '../http/schemas.ts';

/** What people do with their own account. */
export const accountRoutes: Routes<{ gateway: Gateway; issuer: Issuer; humans: HumanGate }> = async (
  app,
  { gateway, issuer, humans },
) => {
  app.patch(
    '/v1/me',
    {
      schema: {
        operationId: 'changeName',
        summary: 'Change your name',
        tags: ['account'],
        security: BEARER,
        body: NameChange.meta({ examples: [{ name: 'Ada Lovelace' }] }),
        response: { 204: z.null(), ...problemsOfBearers(...OF_BODIES, 'session_required') },
      },
    },
    async (request, reply) => {
      await changeName(gateway, requireEntry(request), request.body);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v1/me/email/verification',
    {
      schema: {
        operationId: 'resendVerification',
        summary: 'Have the mail that confirms your email address sent again',
        tags: ['account'],
        security: BEARER,
        body: z
          .strictObject({ human: humanFields })
          .default({})
          .meta({ examples: [{}] }),
        response: {
          202: z.object({
            status: z.enum(['accepted', 'already_verified']).describe('accepted: what was mailed before is void'),
          }),
          ...problemsOfBearers(...OF_BODIES, 'session_required', 'not_human'),
        },
      },
    },
    async (request, reply) => {
      await humans.require(request, { purpose: 'verify_email', fields: request.body.human });
      const status = await resendVerification(gateway, requireEntry(request));
      return reply.code(202).send({ status });
    },
  );

  app.put(
    '/v1/me/email',
    {
      config: { costly: true },
      schema: {
        operationId: 'changeEmail',
        summary: 'Change your email address',
        description:
          'A link is mailed to the new address, and until it is confirmed nothing changes. The answer is the same, and takes as long, whether or not the address has an account. ' +
          'The former address is told, and can undo the change for some days.',
        tags: ['account'],
        security: BEARER,
        body: AddressChange.meta({
          examples: [{ email: 'ada@example.com', current_password: 'correct horse battery staple' }],
        }),
        response: {
          202: z.object({ status: z.literal('accepted') }),
          ...problemsOfBearers(
            ...OF_BODIES,
            'session_required',
            'invalid_credentials',
            'insufficient_user_authentication',
            'conflict',
          ),
        },
      },
    },
    async (request, reply) => {
      await changeAddress(gateway, requireEntry(request), request.body);
      return reply.code(202).send({ status: 'accepted' as const });
    },
  );

  app.post(
    '/v1/me/deletion',
    {
      schema: {
        operationId: 'deleteAccount',
        summary: 'Have your account deleted',
        description:
          'Every session, token and grant ends at once. Until it is erased you can restore it, by the link that is mailed or by signing in. ' +
          'The only owner of a workspace makes somebody else an owner first, or deletes the workspace; `detail` names them.',
        tags: ['account'],
        security: BEARER,
        body: AccountDeletion.meta({ examples: [{ current_password: 'correct horse battery staple' }] }),
        response: {
          202: z.object({ erase_at: moment.describe('When it is erased, unless you restore it') }),
          ...problemsOfBearers(
            ...OF_BODIES,
            'session_required',
            'invalid_credentials',
            'insufficient_user_authentication',
            'last_owner',
            'refused_by_application',
          ),
        },
      },
    },
    async (request, reply) => {
      const erase_at = await deleteAccount(gateway, requireEntry(request), request.body);
      return reply.code(202).send({ erase_at });
    },
  );

  app.post(
    '/v1/me/export',
    {
      schema: {
        operationId: 'requestExport',
        summary: 'Ask for everything that is kept about you',
        description: 'Gives a token that fetches it, once, in this session, within some minutes.',
        tags: ['account'],
        security: BEARER,
        body: ExportRequest.meta({ examples: [{ current_password: 'correct horse battery staple' }] }),
        response: {
          201: z.object({ token: z.string().meta({ format: 'password' }), expires_at: moment }),
          ...problemsOfBearers(
            ...OF_BODIES,
            'session_required',
            'invalid_credentials',
            'insufficient_user_authentication',
          ),
        },
      },
    },
    async (request, reply) => {
      const { token, expiresAt } = await requestExport({ gateway, issuer }, requireEntry(request), request.body);
      reply.header('cache-control', 'no-store');
      return reply.code(201).send({ token, expires_at: expiresAt.toISOString() });
    },
  );

  app.post(
    '/v1/me/export/download',
    {
      schema: {
        operationId: 'fetchExport',
        summary: 'Fetch everything that is kept about you',
        description:
          'What Rowseal keeps, and for each workspace the rows of applications that refer to you and that you see. Addresses of others are masked.',
        tags: ['account'],
        security: BEARER,
        body: ExportToken.strict(),
        response: {
          200: z.looseObject({ workspaces: z.array(z.looseObject({ id: z.uuid(), slug: z.string() })) }),
          ...problemsOfBearers(...OF_BODIES, 'session_required', 'invalid_proof'),
        },
      },
    },
    async (request, reply) => {
      const data = await fetchExport(gateway, requireEntry(request), request.body.token);
      return reply
        .header('cache-control', 'no-store')
        .header('content-disposition', 'attachment; filename="account.json"')
        .send(data);
    },
  );
};
