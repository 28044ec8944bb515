import type { FastifyInstance } from 'fastify';
import { openGateway } from '#server/database/gateway.ts';
import { requireEntry } from '#server/http/authentication.ts';
import type { ServerSettings } from '#test/bench/installation.ts';
import { authenticatedApp, NEWEST, named } from './base.ts';

/** A route of one's own over the product's authentication and gateway. */
export async function build(settings: ServerSettings): Promise<FastifyInstance> {
  const app = await authenticatedApp(settings);
  const gateway = openGateway(named(settings.gatewayUrl, 'bench rest'));
  const text = NEWEST('app.notes');
  app.get('/notes', async (request) => {
    const { rows } = await gateway.query(requireEntry(request), { name: 'newest', text, values: [] });
    return rows;
  });
  return app;
}
