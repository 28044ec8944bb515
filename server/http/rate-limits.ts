import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { addressOf } from './client-address.ts';
import { Problem } from './problem.ts';

const ADDRESSES = 20_000;

/**
 * Limits the requests of one address, before anything is done for them: a first fence around this process, far outside of the throttles that
 * SQL keeps for logins and guesses. An IPv6 address stands for its /64. Requests that present or make credentials are held to a tenth.
 */
export const rateLimits = fp(async (app: FastifyInstance, { perMinute }: { perMinute: number }) => {
  if (perMinute === 0) return;
  await app.register(rateLimit, { global: false });
  const common = { timeWindow: 60_000, cache: ADDRESSES, keyGenerator: networkOf };
  const limiter = (max: number) => app.createRateLimit({ ...common, max });
  const everything = limiter(perMinute);
  const credentials = limiter(Math.ceil(perMinute / 10));

  app.addHook('onRequest', async (request) => {
    const { url, config } = request.routeOptions;
    if (config.health) return;
    await spend(everything, request);
    const presentsCredentials = config.public || url?.startsWith('/v1/auth/');
    if (request.method === 'POST' && presentsCredentials) await spend(credentials, request);
  });
});

type Limiter = ReturnType<FastifyInstance['createRateLimit']>;

async function spend(limiter: Limiter, request: FastifyRequest): Promise<void> {
  const state = await limiter(request);
  if (!state.isAllowed && state.isExceeded) throw new Problem('too_many_attempts', undefined, state.ttlInSeconds);
}

function networkOf(request: FastifyRequest): string {
  return normalizeIP(addressOf(request), 64);
}
