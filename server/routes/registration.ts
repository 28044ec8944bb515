import { z } from 'zod';
import { Account, createAccount } from '../credentials/account-actions.ts';
import type { PasswordRules } from '../credentials/password-rules.ts';
import type { Issuer } from '../database/issuer.ts';
import { callerOf } from '../http/client-address.ts';
import { type HumanGate, humanFields } from '../http/human-check.ts';
import { OF_BODIES, OF_THE_DATABASE, problems } from '../http/problem-schemas.ts';
import type { Routes } from '../http/route-contract.ts';

const Registration = z
  .strictObject({
    provider: z.literal('password').default('password'),
    ...Account.shape,
    human: humanFields,
  })
  .meta({ examples: [{ email: 'owner@acme.test', password: 'correct horse battery staple', name: 'Olga Owner' }] });

/** Registration with a password. */
export const registrationRoutes: Routes<{ issuer: Issuer; passwords: PasswordRules; humans: HumanGate }> = async (
  app,
  { issuer, passwords, humans },
) => {
  app.post(
    '/v1/auth/register',
    {
      config: { public: true, costly: true },
      schema: {
        operationId: 'register',
        summary: 'Create an account with a password',
        description:
          'The answer is the same whether the address was free or taken; the mail that follows tells its owner. A network that registers many accounts has to wait.',
        tags: ['account'],
        body: Registration,
        response: {
          202: z.object({ status: z.literal('accepted') }),
          ...problems(
            ...OF_BODIES,
            ...OF_THE_DATABASE,
            'password_too_common',
            'registration_closed',
            'not_human',
            'refused_by_application',
          ),
        },
      },
    },
    async (request, reply) => {
      const { email, human: fields } = request.body;
      await humans.require(request, { purpose: 'register', email, fields });
      await createAccount(issuer, passwords, request.body, callerOf(request));
      return reply.code(202).send({ status: 'accepted' as const });
    },
  );
};
