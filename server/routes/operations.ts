import etag from '@fastify/etag';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../errors.ts';
import type { Gateway } from '../gateway.ts';
import type { Issuer } from '../issuer.ts';
import type { KeyStore } from '../keys.ts';

/** Health, readiness and the public keys: what load balancers and verifiers of tokens ask for. */
export async function operationsRoutes(
  app: FastifyInstance,
  { gateway, issuer, keys }: { gateway: Gateway; issuer: Issuer; keys: KeyStore },
): Promise<void> {
  app.get('/healthz', { config: { public: true } }, async () => ({ status: 'ok' }));

  app.get('/readyz', { config: { public: true } }, async () => {
    try {
      await Promise.all([gateway.ready(), issuer.ready()]);
    } catch {
      throw new Problem('unavailable');
    }
    return { status: 'ok' };
  });

  await app.register(keySet, { keys });
}

/** The key set is public to every origin, and may be cached for less than a new key waits to sign (settings.signing_key_lead). */
async function keySet(app: FastifyInstance, { keys }: { keys: KeyStore }): Promise<void> {
  await app.register(etag);
  app.get('/v1/jwks.json', { config: { public: true } }, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=300')
      .header('access-control-allow-origin', '*')
      .type('application/jwk-set+json')
      .send(JSON.stringify(keys.jwks())),
  );
}
