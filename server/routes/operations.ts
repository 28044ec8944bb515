import { createHash } from 'node:crypto';
import etag from '@fastify/etag';
import { z } from 'zod';
import type { KeyStore } from '../credentials/key-store.ts';
import type { Readiness } from '../database/readiness.ts';
import { Problem } from '../http/problem.ts';
import { onlyProblems, problems } from '../http/problem-schemas.ts';
import type { Routes } from '../http/route-contract.ts';

const Fine = z.object({ status: z.literal('ok') });
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string(), alg: z.string() })) });
const fine = { status: 'ok' } as const;

/** Health, readiness, the public keys and the contract itself: what load balancers, verifiers of tokens and makers of clients ask for. */
export const operationsRoutes: Routes<{ readiness: Readiness; keys: KeyStore }> = async (app, { readiness, keys }) => {
  app.get(
    '/healthz',
    {
      config: { public: true, health: true },
      schema: {
        operationId: 'getHealth',
        summary: 'Ask whether the server is up',
        tags: ['operations'],
        response: { 200: Fine },
      },
    },
    async () => fine,
  );

  app.get(
    '/readyz',
    {
      config: { public: true, health: true },
      schema: {
        operationId: 'getReadiness',
        summary: 'Ask whether the server can do its work',
        description:
          'Calls a function as each role that the server logs in to its database as, at most once a second however many ask; a database that accepts ' +
          'no writes is not ready.',
        tags: ['operations'],
        response: { 200: Fine, ...onlyProblems('unavailable') },
      },
    },
    async () => {
      if (!(await readiness.ask())) throw new Problem('unavailable');
      return fine;
    },
  );

  await app.register(keySet, { keys });

  app.get('/v1/openapi.json', { config: { public: true }, schema: { hide: true } }, async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(await app.openapi()),
  );
};

/** The key set is public to every origin, and may be cached for less than a new key waits to sign (settings.signing_key_lead). */
const keySet: Routes<{ keys: KeyStore }> = async (app, { keys }) => {
  let published = publish(keys);
  keys.onChange(() => {
    published = publish(keys);
  });
  await app.register(etag);
  app.get(
    '/v1/jwks.json',
    {
      config: { public: true, cors: 'any' },
      schema: {
        operationId: 'getKeys',
        summary: 'Get the public keys of access tokens (RFC 7517)',
        tags: ['operations'],
        response: {
          200: {
            description: 'A JWK set',
            content: { 'application/jwk-set+json': { schema: KeySet } },
          },
          ...problems(),
        },
      },
    },
    async (_request, reply) =>
      reply
        .header('cache-control', 'public, max-age=300')
        .header('etag', published.tag)
        .type('application/jwk-set+json')
        .send(published.text as never),
  );
};

function publish(keys: KeyStore) {
  const text = JSON.stringify(keys.jwks());
  return { text, tag: `"${createHash('sha256').update(text).digest('base64url')}"` };
}
