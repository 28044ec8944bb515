import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import formbody from '@fastify/formbody';
import Fastify from 'fastify';
import { closeAfterFile } from './closing.ts';

/** What GitHub says of somebody. */
export interface GithubPerson {
  id: number;
  login: string;
  name: string | null;
  emails: { email: string; primary: boolean; verified: boolean }[];
}

/**
 * What GitHub does for a login, by its documentation: OAuth with PKCE, errors with status 200, and the two pages of its API; stopped after the
 * test file.
 *
 * @param client - what it knows of us.
 */
export async function startGithub(client: { id: string; secret: string }) {
  const server = Fastify();
  await server.register(formbody);
  let person: GithubPerson = { id: 0, login: 'nobody', name: null, emails: [] };
  const challenges = new Map<string, string>();

  server.get<{ Querystring: Record<string, string> }>('/login/oauth/authorize', async ({ query }, reply) => {
    const code = crypto.randomUUID();
    challenges.set(code, query['code_challenge'] ?? '');
    const back = new URL(query['redirect_uri'] ?? '');
    back.search = new URLSearchParams({ code, state: query['state'] ?? '' }).toString();
    return reply.redirect(back.href);
  });
  server.post<{ Body: Record<string, string> }>('/login/oauth/access_token', async ({ body }) => {
    const challenge = challenges.get(body['code'] ?? '');
    challenges.delete(body['code'] ?? '');
    const proven =
      createHash('sha256')
        .update(body['code_verifier'] ?? '')
        .digest('base64url') === challenge;
    if (body['client_id'] !== client.id || body['client_secret'] !== client.secret || !proven)
      return { error: 'bad_verification_code', error_description: 'The code passed is incorrect or expired.' };
    return { access_token: 'gho_of_the_test', scope: 'read:user,user:email', token_type: 'bearer' };
  });
  server.addHook('onRequest', async (request, reply) => {
    const isApi = request.url.startsWith('/api/');
    if (isApi && request.headers.authorization !== 'Bearer gho_of_the_test') await reply.code(401).send({});
  });
  server.get('/api/v3/user', async () => ({ id: person.id, login: person.login, name: person.name }));
  server.get('/api/v3/user/emails', async () => person.emails);

  await server.listen({ port: 0, host: '127.0.0.1' });
  closeAfterFile(() => server.close());
  return {
    url: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    /** What a browser does there: comes back as somebody. Returns where to. */
    visit: async (url: string, visitor: GithubPerson): Promise<string> => {
      person = visitor;
      return (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
    },
  };
}
