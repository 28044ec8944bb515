import { z } from 'zod';
import { mailPasswordReset, NewPassword, setNewPassword, verifyAddress } from '../credentials/account-actions.ts';
import { AddressRestoration, confirmAddress, restoreAccount, restoreAddress } from '../credentials/own-account.ts';
import type { PasswordRules } from '../credentials/password-rules.ts';
import type { Issuer } from '../database/issuer.ts';
import { callerOf } from '../http/client-address.ts';
import { keepDeviceTokens } from '../http/device-cookie.ts';
import { type HumanGate, humanFields } from '../http/human-check.ts';
import { OF_BODIES, OF_THE_DATABASE, problems } from '../http/problem-schemas.ts';
import type { Routes } from '../http/route-contract.ts';
import { emailAddress, transportOf, wholeToken } from '../http/schemas.ts';

const ADDRESS = emailAddress.meta({ examples: ['owner@acme.test'] });
const Proof = wholeToken('rsv_').describe('From the link that was mailed');
const DeviceToken = z.string().describe('Keep it on this device, and send it with the next login');
const OF_PROOFS = [...OF_BODIES, ...OF_THE_DATABASE, 'invalid_proof'] as const;

/** What is proved by mail: that one may set a password, and that an address is one's own. */
export const emailTokenRoutes: Routes<{ issuer: Issuer; passwords: PasswordRules; humans: HumanGate }> = async (
  app,
  { issuer, passwords, humans },
) => {
  app.post(
    '/v1/auth/password/forgot',
    {
      config: { public: true, costly: true },
      schema: {
        operationId: 'requestPasswordReset',
        summary: 'Request a password reset by email',
        description: 'The answer is the same, and takes as long, whether or not the address has an account.',
        tags: ['account'],
        body: z.strictObject({ email: ADDRESS, human: humanFields }),
        response: {
          202: z.object({ status: z.literal('accepted') }),
          ...problems(...OF_BODIES, ...OF_THE_DATABASE, 'not_human'),
        },
      },
    },
    async (request, reply) => {
      const { email, human: fields } = request.body;
      await humans.require(request, { purpose: 'reset_password', email, fields });
      await mailPasswordReset(issuer, email, callerOf(request));
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
      const token = await setNewPassword(issuer, passwords, fields, callerOf(request));
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

  app.post(
    '/v1/auth/email/confirm',
    {
      config: { public: true },
      schema: {
        operationId: 'confirmEmail',
        summary: 'Confirm a new email address with a mailed token',
        description: 'Works once. Signing in with a password takes the new address from then on.',
        tags: ['account'],
        body: z.strictObject({ token: Proof }),
        response: { 204: z.null(), ...problems(...OF_PROOFS) },
      },
    },
    async (request, reply) => {
      await confirmAddress(issuer, request.body.token, callerOf(request));
      request.limits?.accept();
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v1/auth/email/restore',
    {
      config: { public: true, cookie: true },
      schema: {
        operationId: 'restoreEmail',
        summary: 'Undo a change of the email address with a mailed token',
        description:
          'The token was mailed to the former address. Works once, and undoes later changes too. Sets a new password, and ends every session of the user, the grants of applications, open invitations and personal access tokens.',
        tags: ['account'],
        body: AddressRestoration.extend({ transport: transportOf('the device token') }).strict(),
        response: {
          200: z.object({ device_token: DeviceToken }).describe('Where the transport is body'),
          204: z.null(),
          ...problems(...OF_PROOFS, 'password_too_common', 'origin_not_allowed'),
        },
      },
    },
    async (request, reply) => {
      const { transport, ...fields } = request.body;
      const token = await restoreAddress(issuer, passwords, fields, callerOf(request));
      request.limits?.accept();
      if (transport === 'body' && token !== undefined) return reply.code(200).send({ device_token: token });
      keepDeviceTokens(request, reply, token);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v1/auth/account/restore',
    {
      config: { public: true },
      schema: {
        operationId: 'restoreAccount',
        summary: 'Restore an account that was deleted, with a mailed token',
        description: 'Until it is erased. Its sessions and tokens stay ended: sign in.',
        tags: ['account'],
        body: z.strictObject({ token: Proof }),
        response: { 204: z.null(), ...problems(...OF_PROOFS) },
      },
    },
    async (request, reply) => {
      await restoreAccount(issuer, request.body.token, callerOf(request));
      request.limits?.accept();
      return reply.code(204).send(null);
    },
  );
};
