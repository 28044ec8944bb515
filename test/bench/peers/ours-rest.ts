import type { FastifyInstance } from 'fastify';
import { createLocalJWKSet } from 'jose';
import { openWorkspaces } from '../../../server/adapters/pg.ts';
import { openGateway } from '../../../server/database/gateway.ts';
import { requireEntry } from '../../../server/http/authentication.ts';
import { authenticatedApp, NEWEST, named } from '../variants/base.ts';
import type { PeerSettings } from './settings.ts';

const WHO = 'select rowseal.user_id() as user, rowseal.workspace_id() as workspace';

/** Routes of an application: over the product's authentication and gateway, and by withWorkspace. */
export async function build(settings: PeerSettings): Promise<FastifyInstance> {
  const databaseUrl = named(settings.gatewayUrl, 'bench ours-rest');
  const app = await authenticatedApp({ ...settings, gatewayUrl: databaseUrl });
  const gateway = openGateway(databaseUrl);
  const workspaces = openWorkspaces({
    databaseUrl,
    issuer: settings.publicUrl,
    keys: createLocalJWKSet(settings.jwks),
  });
  const text = NEWEST('app.notes');
  app.get('/notes', (request) => gateway.many(requireEntry(request), { name: 'newest', text, values: [] }));
  app.get('/who', (request) => gateway.one(requireEntry(request), { name: 'who', text: WHO, values: [] }));
  app.get('/with-workspace', { config: { public: true } }, async ({ headers }) => {
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    return workspaces.withWorkspace(token, undefined, async (tx) => (await tx.query(text)).rows);
  });
  return app;
}
