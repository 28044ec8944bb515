import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { EmailCodes } from '../credentials/email-codes.ts';
import type { Issuer } from '../database/issuer.ts';
import { callerOf } from '../http/client-address.ts';
import { askedForCodeOf, keepAskedForCode } from '../http/email-code-cookie.ts';
import { type HumanGate, humanFields } from '../http/human-check.ts';
import { Problem } from '../http/problem.ts';
import { OF_BODIES, OF_THE_DATABASE, problems } from '../http/problem-schemas.ts';
import type { Routes } from '../http/route-contract.ts';
import { emailAddress, transportOf } from '../http/schemas.ts';
import { askEmailCode } from '../idp/email-code.ts';

/** Ties a mailed code to the client that asked for it, where no cookie does. */
export const codeSecret = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .optional()
  .describe('Of the answer to the request for the code, where its transport was `body`');

/**
 * The secret of the client that asked for a code.
 *
 * @param request - may bring it as a cookie.
 * @param given - in the body.
 * @throws Problem invalid_proof where there is none: no code was asked for here.
 */
export function codeBrowser(request: FastifyRequest, given: string | undefined): Uint8Array {
  const secret = given === undefined ? askedForCodeOf(request)?.secret : Buffer.from(given, 'base64url');
  if (secret === undefined) throw new Problem('invalid_proof');
  return secret;
}

const Asked = z.strictObject({
  email: emailAddress.meta({ examples: ['owner@acme.test'] }),
  purpose: z
    .enum(['sign_in', 'step_up'])
    .default('sign_in')
    .describe('What the code is for: a new session, or a step-up in one that there is'),
  transport: transportOf('the secret that ties the code to this client'),
  human: humanFields,
});

/** Asking for a code by mail. */
export const emailCodeRoutes: Routes<{ issuer: Issuer; emailCodes: EmailCodes; humans: HumanGate }> = async (
  app,
  { issuer, emailCodes, humans },
) => {
  app.post(
    '/v1/auth/email-codes',
    {
      config: { public: true, cookie: true, costly: true },
      schema: {
        operationId: 'askEmailCode',
        summary: 'Ask for a code by email',
        description:
          'Eight characters, for ten minutes, in this browser alone, once; five wrong ones end it. The answer is the same, and takes as long, whether or not the address has an account. ' +
          'It proves one factor, and is off unless this installation allows it.',
        tags: ['session'],
        body: Asked,
        response: {
          202: z.object({
            status: z.literal('accepted'),
            browser_secret: z.string().optional().describe('Where the transport is body: send it with the code'),
          }),
          ...problems(...OF_BODIES, ...OF_THE_DATABASE, 'email_codes_off', 'not_human', 'origin_not_allowed'),
        },
      },
    },
    async (request, reply) => {
      const { email, purpose, transport, human: fields } = request.body;
      await humans.require(request, { purpose: 'email_code', email, fields });
      const secret = await askEmailCode(issuer, emailCodes, { purpose, address: email }, callerOf(request));
      reply.code(202).header('cache-control', 'no-store');
      if (transport === 'body')
        return { status: 'accepted' as const, browser_secret: Buffer.from(secret).toString('base64url') };
      keepAskedForCode(reply, { secret, requestId: undefined });
      return { status: 'accepted' as const };
    },
  );
};
