import { z } from 'zod';
import { askFactorRecovery, endFactorRecovery, recoverFactors } from '../credentials/factor-recovery.ts';
import type { Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { requireEntry } from '../http/authentication.ts';
import { callerOf } from '../http/client-address.ts';
import { type HumanGate, humanFields } from '../http/human-check.ts';
import { OF_BODIES, OF_THE_DATABASE, problems, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { emailAddress, moment, wholeToken } from '../http/schemas.ts';

const Recovery = z
  .object({
    status: z
      .enum(['waiting', 'recovered'])
      .describe('recovered: the factors are removed, and every session has ended'),
    ready_at: moment.optional().describe('From when on the same link removes the factors; where the status is waiting'),
  })
  .meta({ id: 'FactorRecovery' });

/** For somebody who has lost every factor and recovery code. */
export const factorRecoveryRoutes: Routes<{ gateway: Gateway; issuer: Issuer; humans: HumanGate }> = async (
  app,
  { gateway, issuer, humans },
) => {
  app.post(
    '/v1/auth/recovery/request',
    {
      config: { public: true, costly: true },
      schema: {
        operationId: 'requestFactorRecovery',
        summary: 'Ask for a link that removes lost factors',
        description:
          'The answer is the same, and takes as long, whether or not the address has an account with factors.',
        tags: ['account'],
        body: z.strictObject({ email: emailAddress.meta({ examples: ['owner@acme.test'] }), human: humanFields }),
        response: {
          202: z.object({ status: z.literal('accepted') }),
          ...problems(...OF_BODIES, ...OF_THE_DATABASE, 'not_human'),
        },
      },
    },
    async (request, reply) => {
      const { email, human: fields } = request.body;
      await humans.require(request, { purpose: 'recover_factors', email, fields });
      await askFactorRecovery(issuer, email, callerOf(request));
      return reply.code(202).send({ status: 'accepted' as const });
    },
  );

  app.post(
    '/v1/auth/recovery',
    {
      config: { public: true },
      schema: {
        operationId: 'recoverFactors',
        summary: 'Remove lost factors, after a wait',
        description:
          'Takes the mailed token: first it begins a wait of 72 hours, unless this installation says otherwise, of which every address of the person and their sessions are told, and which any use of a factor ends. ' +
          'After that the same token removes all factors, and ends every session, grant and token. The password stays.',
        tags: ['account'],
        body: z.strictObject({ token: wholeToken('rsv_').describe('From the link that was mailed') }),
        response: { 200: Recovery, ...problems(...OF_BODIES, ...OF_THE_DATABASE, 'invalid_proof') },
      },
    },
    async (request) => {
      const outcome = await recoverFactors(issuer, request.body.token, callerOf(request));
      request.limits?.accept();
      return outcome.status === 'waiting'
        ? { status: outcome.status, ready_at: outcome.readyAt.toISOString() }
        : { status: outcome.status };
    },
  );

  app.delete(
    '/v1/auth/recovery',
    {
      schema: {
        operationId: 'endFactorRecovery',
        summary: 'Stop the removal of your factors',
        tags: ['account'],
        security: BEARER,
        response: { 204: z.null(), ...problemsOfBearers('session_required', 'not_found') },
      },
    },
    async (request, reply) => {
      await endFactorRecovery(gateway, requireEntry(request));
      return reply.code(204).send(null);
    },
  );
};
