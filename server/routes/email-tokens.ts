import { z } from 'zod';
import { mailPasswordReset, NewPassword, setNewPassword, verifyAddress } from '../credentials/account-actions.ts';
import type { Issuer } from '../database/issuer.ts';
import { callerOf } from '../http/client-address.ts';
import { keepDeviceTokens } from '../http/device-cookie.ts';
import { OF_BODIES, OF_THE_DATABASE, problems } from '../http/problem-schemas.ts';
import type { Routes } from '../http/route-contract.ts';
import { emailAddress, transportOf, wholeToken } from '../http/schemas.ts';

const ADDRESS = emailAddress.meta({ examples: ['owner@acme.test'] });
const Proof = wholeToken('rsv_').describe('From the link that was mailed');
const DeviceToken = z.string().describe('Keep it on this device, and send it with the next login');
const OF_PROOFS = [...OF_BODIES, ...OF_THE_DATABASE, 'invalid_proof'] as const;

/** What is proved by mail: that one may set a password, and that an address is one's own. */
export const emailTokenRoutes: Routes<{ issuer: Issuer }> = async (app, { issuer }) => {
  app.post(
    '/v1/auth/password/forgot',
    {
      config: { public: true, costly: true },
      schema: {
        operationId: 'requestPasswordReset',
        summary: 'Request a password reset by email',
        description: 'The answer is the same, and takes as long, whether or not the address has an account.',
        tags: ['account'],
        body: z.strictObject({ email: ADDRESS }),
        response: {
          202: z.object({ status: z.literal('accepted') }),
          ...problems(...OF_BODIES, ...OF_THE_DATABASE),
        },
      },
    },
    async (request, reply) => {
      await mailPasswordReset(issuer, request.body.email, callerOf(request));
      return reply.code(202).send({ status: 'accepted' as const });
    },
  );

  app.post(
    '/v1/auth/password/reset',
    {
      config: { public: true, cookie: true },
      schema: {
        operationId: 'resetPassword',
        summary: 'Set a new password with a mailed reset token',
        description:
          'Works once. Ends every session of the user, the grants of applications, open invitations and, unless kept, personal access tokens; and verifies the address. ' +
          'The account knows this device from then on, so that other people’s wrong guesses do not delay its next login.',
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
      const token = await setNewPassword(issuer, fields, callerOf(request));
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
        summary: 'Verify an email address with a mailed token',
        description: 'Works once. A token that was used already is answered in the same way.',
        tags: ['account'],
        body: z.strictObject({ token: Proof }),
        response: { 204: z.null(), ...problems(...OF_PROOFS) },
      },
    },
    async (request, reply) => {
      await verifyAddress(issuer, request.body.token, callerOf(request));
      request.limits?.accept();
      return reply.code(204).send(null);
    },
  );
};
