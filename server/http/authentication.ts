import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { z } from 'zod';
import type { AccessTokens } from '../credentials/access-tokens.ts';
import { bearerToken, presentedEntry } from '../credentials/presented-entry.ts';
import { type Entry, type Gateway, isTokenEntry } from '../database/gateway.ts';
import { addressOf } from './client-address.ts';
import { Problem } from './problem.ts';
import { parse, workspaceName } from './schemas.ts';
import { tokenAdmission } from './token-admission.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** On whose behalf the request runs; null on a public route. */
    entry: Entry | null;
    /** Who is signed in in the browser that asks for a page; null where nobody is, or nobody asked. */
    pageEntry: Entry | null;
  }
  interface FastifyContextConfig {
    /** Serves callers without an access token. Every other route refuses them before it reads the body. */
    public?: boolean;
    /** Takes the access token in the form of a POST too (RFC 6750 section 2.2). */
    bearerInForm?: boolean;
  }
}

/**
 * Requires an access token or a personal access token on every route that does not say `config: { public: true }`, before anything is read of
 * the body. An access token is authentic by its signature, and whether it still holds is the database's to say with the first statement. A personal
 * access token is authentic if the database says so, which is asked at once: nobody can make up one that gets any further.
 */
export const authentication = fp(async (app: FastifyInstance, { tokens, gateway }: AuthenticationOptions) => {
  const { admit } = tokenAdmission(gateway);
  app.decorateRequest('entry', null);
  app.decorateRequest('pageEntry', null);
  app.addHook('onRequest', (request, _reply, done) => {
    const { public: open, bearerInForm } = request.routeOptions.config;
    if (request.is404 || open) return done();
    const { authorization, 'content-type': type } = request.headers;
    if (bearerInForm && authorization === undefined && type?.startsWith('application/x-www-form-urlencoded'))
      return done();
    enter(request, authorization).then(() => done(), done);
  });
  app.addHook('preValidation', async (request) => {
    if (!request.routeOptions.config.bearerInForm) return;
    const token = Form.safeParse(request.body).data?.access_token;
    if (token !== undefined && request.entry) throw new Problem('invalid_input', 'The token was sent in two ways');
    if (!request.entry) await enter(request, token === undefined ? undefined : `Bearer ${token}`);
  });

  async function enter(request: FastifyRequest, authorization: string | undefined): Promise<void> {
    const entry = await entryOf(request, authorization, tokens).catch((error) => {
      throw request.limits?.refusal ?? error;
    });
    request.entry = entry;
    if (!isTokenEntry(entry)) return;
    await admit(entry);
    // How the request's own statements fare is told by an entry of its own.
    request.entry = { ...entry };
  }
});

interface AuthenticationOptions {
  tokens: AccessTokens;
  gateway: Gateway;
}

/**
 * The entry of a request that has passed authentication.
 *
 * @param request - on a route that is not public.
 * @throws Problem authentication_required on a public route.
 */
export function requireEntry(request: FastifyRequest): Entry {
  if (!request.entry) throw new Problem('authentication_required');
  return request.entry;
}

const Form = z.looseObject({ access_token: z.string() });

async function entryOf(
  request: FastifyRequest,
  authorization: string | undefined,
  tokens: AccessTokens,
): Promise<Entry> {
  const token = bearerToken(authorization);
  const named = request.headers['x-rowseal-workspace'];
  const wanted = named === undefined ? undefined : parse(workspaceName, named);
  return presentedEntry(token, { wanted, ip: addressOf(request), request_id: request.id }, tokens.verify);
}
