import '#server/graphql/graphile-environment.ts';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/fastify/v5';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { requireEntry } from '#server/http/authentication.ts';
import type { ServerSettings } from '#test/bench/installation.ts';
import { authenticatedApp, named, POOL_SIZE } from './base.ts';

/**
 * PostGraphile as it comes, over the same Fastify and the same check of tokens. Its claims are plain settings, and nobody asks the database
 * whether they still hold.
 */
export async function build(settings: ServerSettings): Promise<FastifyInstance> {
  const app = await authenticatedApp(settings);
  const pool = new pg.Pool({ connectionString: named(settings.stockUrl, 'bench stock'), max: POOL_SIZE });
  const instance = postgraphile({
    extends: [PostGraphileAmberPreset],
    pgServices: [makePgService({ pool, schemas: ['app_stock'] })],
    grafast: {
      context: ({ fastifyv5 }) => {
        if (!fastifyv5) return {};
        const { sub, workspace } = requireEntry(fastifyv5.request);
        return { pgSettings: { 'app.user_id': sub, 'app.workspace_id': workspace } };
      },
      explain: false,
    },
    grafserv: {
      graphqlPath: '/graphql',
      graphiql: false,
      graphiqlOnGraphQLGET: false,
      graphqlOverGET: false,
      websockets: false,
      watch: false,
      maxRequestLength: 100_000,
    },
  });
  await instance.createServ(grafserv).addTo(app);
  return app;
}
