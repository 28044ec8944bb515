import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { fromNodeHeaders } from 'better-auth/node';
import { organization } from 'better-auth/plugins';
import Fastify, { type FastifyInstance } from 'fastify';
import pg from 'pg';
import { named, POOL_SIZE } from '../variants/base.ts';
import type { PeerSettings } from './settings.ts';

const NOTES = `select title, created_at as "createdAt" from better_auth.notes
  where organization_slug = $1 order by created_at desc limit 20`;

/**
 * better-auth over Fastify, as its documentation mounts it, with organizations and keys of API. What differs from its defaults: no limit of rates, since
 * all load comes from one address and ten uses a day are no load, and no telemetry.
 */
export async function build(settings: PeerSettings): Promise<FastifyInstance> {
  const pool = new pg.Pool({
    connectionString: named(settings.betterUrl, 'bench better-auth'),
    max: POOL_SIZE,
    idleTimeoutMillis: 0,
  });
  const options = {
    baseURL: 'http://127.0.0.1',
    secret: 'a secret of the bench, and of nothing else',
    database: pool,
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'error' },
    plugins: [organization(), apiKey({ rateLimit: { enabled: false } })],
  };
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  const auth = betterAuth(options);

  const app = Fastify({ logger: { level: 'warn' } });
  app.get('/notes', async (request, reply) => {
    const session = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
    if (!session?.session.activeOrganizationId) return reply.code(401).send();
    const { rows } = await pool.query({ name: 'newest', text: NOTES, values: [session.session.activeOrganizationId] });
    return rows;
  });
  app.get('/who', async (request, reply) => {
    const { valid, key } = await auth.api.verifyApiKey({ body: { key: String(request.headers['x-api-key']) } });
    return valid ? { user: key?.referenceId, workspace: key?.metadata } : reply.code(401).send();
  });
  // For the bench alone: people with a session and a key each.
  app.post<{ Body: { slugs: string[] } }>('/bench', async ({ body }) => {
    const people = [];
    for (const slug of body.slugs) people.push(await personIn(slug));
    return people;
  });

  async function personIn(slug: string): Promise<{ cookie: string; key: string }> {
    const account = { email: `${slug}@bench.test`, password: 'correct horse battery staple', name: slug };
    const { headers } = await auth.api.signUpEmail({ body: account, returnHeaders: true });
    const cookie = headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const asPerson = new Headers({ cookie });
    const made = await auth.api.createOrganization({ body: { name: slug, slug }, headers: asPerson });
    await pool.query('update better_auth.notes set organization_slug = $1 where organization_slug = $2', [
      made?.id,
      slug,
    ]);
    await auth.api.setActiveOrganization({ body: { organizationId: made?.id }, headers: asPerson });
    const { key } = await auth.api.createApiKey({ body: { name: slug }, headers: asPerson });
    return { cookie, key };
  }
  return app;
}
