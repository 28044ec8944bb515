import { z } from 'zod';
import { type Gateway, isTokenEntry } from '../database/gateway.ts';
import type { OAuthFunctions } from '../database/oauth-functions.ts';
import { requireEntry } from '../http/authentication.ts';
import { readForms } from '../http/form-bodies.ts';
import { problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { parameter } from './parameters.ts';
import { FORM } from './schemas.ts';

const Form = z
  .looseObject({ access_token: parameter.describe('Instead of the Authorization header (RFC 6750 section 2.2)') })
  .nullish();
const Claims = z.looseObject({ sub: z.uuid() });
const URL_OF_USERINFO = '/v1/oauth/userinfo';

/** /v1/oauth/userinfo (OpenID Connect Core section 5.3). */
export const userinfo: Routes<{ gateway: Gateway; oauth: OAuthFunctions }> = async (app, { gateway, oauth }) => {
  const described = {
    summary: 'Get claims about the user of a grant',
    tags: ['oauth'],
    security: BEARER,
  };

  async function claimsFor(request: Parameters<typeof requireEntry>[0]): Promise<z.infer<typeof Claims>> {
    const entry = requireEntry(request);
    const isInWorkspace = isTokenEntry(entry) || (entry.workspace ?? entry.wanted) !== undefined;
    const told = isInWorkspace ? null : await oauth.userinfo(entry);
    if (told) return told;
    const { claims } = await gateway.one<{ claims: z.infer<typeof Claims> }>(entry, {
      name: 'userinfo',
      text: 'select rowseal.userinfo() as claims',
      values: [],
    });
    return claims;
  }

  app.get(
    URL_OF_USERINFO,
    {
      config: { cors: 'any' },
      schema: {
        operationId: 'getUserinfo',
        ...described,
        response: { 200: Claims, ...problemsOfBearers('insufficient_scope') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return claimsFor(request);
    },
  );

  await app.register(async (scope: typeof app) => {
    await readForms(scope);
    scope.post(
      URL_OF_USERINFO,
      {
        config: { cors: 'any', bearerInForm: true, asks: true },
        schema: {
          operationId: 'postUserinfo',
          ...described,
          consumes: [FORM],
          body: Form,
          response: {
            200: Claims,
            ...problemsOfBearers('insufficient_scope', 'payload_too_large', 'unsupported_media_type'),
          },
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store');
        return claimsFor(request);
      },
    );
  });
};
