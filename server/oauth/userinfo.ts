import { z } from 'zod';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';

/** /v1/oauth/userinfo (OpenID Connect Core section 5.3). */
export const userinfo: Routes<{ gateway: Gateway }> = async (app, { gateway }) => {
  for (const method of ['GET', 'POST'] as const) {
    app.route({
      method,
      url: '/v1/oauth/userinfo',
      schema: {
        operationId: method === 'GET' ? 'getUserinfo' : 'postUserinfo',
        summary: 'Claims of the user whom a grant speaks for',
        tags: ['oauth'],
        security: BEARER,
        response: { 200: z.looseObject({ sub: z.uuid() }), ...problemsOfBearers('insufficient_scope') },
      },
      handler: async (request, reply) => {
        const { rows } = await gateway.query(requireEntry(request), {
          name: 'userinfo',
          text: 'select rowseal.userinfo() as claims',
          values: [],
        });
        reply.header('cache-control', 'no-store');
        return rows[0].claims;
      },
    });
  }
};
