import { z } from 'zod';
import { mailPasswordReset, NewPassword, setNewPassword, verifyAddress } from '../credentials/account-actions.ts';
import type { Issuer } from '../database/issuer.ts';
import { addressOf } from '../http/client-address.ts';
import { keepDeviceTokens } from '../http/device-cookie.ts';
import { OF_BODIES, OF_THE_DATABASE, problems } from '../http/problem-schemas.ts';
import type { Routes } from '../http/route-contract.ts';
import { emailAddress, transportOf, wholeToken } from '../http/schemas.ts';

const ADDRESS = emailAddress.meta({ examples: ['owner@acme.test'] });
const Proof = wholeToken('rsv_').describe('From the link that was mailed');
const DeviceToken = z.string().describe('To be kept on this device, and sent with its next login');
const OF_PROOFS = [...OF_BODIES, ...OF_THE_DATABASE, 'invalid_proof'] as const;

/** What is proved by mail: that one may set a password, and that an address is one's own. */
export const emailTokenRoutes: Routes<{ issuer: Issuer }> = async (app, { issuer }) => {
  app.post(
    '/v1/auth/password/forgot',
    {
      config: { public: true, costly: true },
      schema: {
        operationId: 'requestPasswordReset',
        summary: 'Have a proof mailed that resets a password',
        description: 'The answer is the same, and takes as long, whether anybody has the address.',
        tags: ['account'],
        body: z.strictObject({ email: ADDRESS }),
        response: {
          202: z.object({ status: z.literal('accepted') }),
          ...problems(...OF_BODIES, ...OF_THE_DATABASE),
        },
      },
    },
    async (request, reply) => {
      await mailPasswordReset(issuer, request.body.email, addressOf(request));
      return reply.code(202).send({ status: 'accepted' as const });
    },
  );

  app.post(
    '/v1/auth/password/reset',
    {
      config: { public: true, cookie: true },
      schema: {
        operationId: 'resetPassword',
        summary: 'Set a new password with a mailed proof',
        description:
          'Once. Ends every session of the user, what applications were granted, open invitations and, unless kept, personal access tokens; and verifies the address. ' +
          'This device is known to the account from then on, so that nobody’s guesses hold up its next login.',
        tags: ['account'],
        body: NewPassword.extend({ transport: transportOf('the device token') }).strict(),
        response: {
          200: z.object({ device_token: DeviceToken }).describe('Where the transport is body'),
          204: z.null(),
          ...problems(...OF_PROOFS, 'password_too_common', 'origin_not_allowed'),
        },
      },
    },
    async (request, reply) => {
      const { transport, ...fields } = request.body;
      const token = await setNewPassword(issuer, fields, addressOf(request));
      request.limits?.accept();
      if (transport === 'body' && token !== undefined) return reply.code(200).send({ device_token: token });
      keepDeviceTokens(request, reply, token);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v1/auth/email/verify',
    {
      config: { public: true },
      schema: {
        operationId: 'verifyEmail',
        summary: 'Verify an e-mail address with a mailed proof',
        description: 'Once; when it is sent again, it was.',
        tags: ['account'],
        body: z.strictObject({ token: Proof }),
        response: { 204: z.null(), ...problems(...OF_PROOFS) },
      },
    },
    async (request, reply) => {
      await verifyAddress(issuer, request.body.token, addressOf(request));
      request.limits?.accept();
      return reply.code(204).send(null);
    },
  );
};
