import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AccessTokens } from '../claims.ts';
import { Problem } from '../errors.ts';
import type { ProviderRegistry } from '../idp/registry.ts';
import type { Issuer } from '../issuer.ts';
import { deriveKey } from '../passwords.ts';
import { emailAddress, newPassword, parse, scopeList, text, workspaceName } from '../validation.ts';

const Registration = z.strictObject({
  provider: z.literal('password').default('password'),
  email: emailAddress,
  password: newPassword,
  name: text.pipe(z.string().trim().min(1).max(200)).optional(),
});

const Login = z.looseObject({
  provider: z.string().max(40),
  workspace: workspaceName.optional(),
  scope: scopeList.optional(),
});

/** Registration and login. */
export async function authRoutes(
  app: FastifyInstance,
  { issuer, tokens, providers }: { issuer: Issuer; tokens: AccessTokens; providers: ProviderRegistry },
): Promise<void> {
  app.post('/v1/auth/register', { config: { public: true } }, async (request, reply) => {
    const { email, password, name } = parse(Registration, request.body);
    const parameters = await issuer.passwordPolicy();
    const key = await deriveKey(password, parameters);
    const status = await issuer.registerWithPassword({ address: email, name, key, ...parameters });
    if (status === 'closed') throw new Problem('registration_closed');
    // The same answer whether the address was free or taken: an account's existence is nobody's business.
    return reply.code(202).send({ status: 'accepted' });
  });

  app.post('/v1/auth/token', { config: { public: true } }, async (request, reply) => {
    const { provider: id, workspace, scope, ...rest } = parse(Login, request.body);
    const provider = providers.get(id);
    if (!provider) throw new Problem('invalid_input', 'provider: there is no such identity provider');
    const identity = await provider.complete(parse(provider.input, rest));
    const outcome = await issuer.logIn({
      provider: identity.provider,
      subject: identity.subject,
      proof: identity.proof,
      workspace,
      scope,
      ip: request.ip,
      userAgent: request.headers['user-agent']?.slice(0, 500),
    });
    if (outcome.status === 'throttled') {
      throw new Problem('too_many_attempts', undefined, outcome.retryAfter);
    }
    if (outcome.status !== 'ok')
      throw new Problem(outcome.status === 'denied' ? 'invalid_credentials' : outcome.status);
    const { claims } = outcome;
    return reply.header('cache-control', 'no-store').send({
      access_token: await tokens.sign(claims),
      token_type: 'Bearer',
      expires_in: claims.exp - Math.floor(Date.now() / 1000),
      ...(claims.scope === null ? {} : { scope: claims.scope }),
    });
  });
}
