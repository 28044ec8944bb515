// Notes over Fastify, with DATABASE_URL and ROWSEAL_MASTER_KEY (openssl rand -base64 32).
import Fastify from 'fastify';
import { createRowseal } from 'rowseal';
import { rowsealFastify } from 'rowseal/fastify';
import { bearerToken, openWorkspaces } from 'rowseal/pg';

export const rowseal = createRowseal({
  databaseUrl: process.env['DATABASE_URL'],
  masterKey: process.env['ROWSEAL_MASTER_KEY'],
  publicUrl: process.env['PUBLIC_URL'] ?? 'http://localhost:3000/auth',
});
const workspaces = openWorkspaces(await rowseal.connection());

const app = Fastify();
await app.register(rowsealFastify, { rowseal });

app.get<{ Params: { slug: string } }>('/workspaces/:slug/notes', async (request) => {
  const token = bearerToken(request.headers.authorization);
  const { rows } = await workspaces.withWorkspace(token, request.params.slug, (tx) =>
    tx.query('select id, title from app.notes order by created_at desc limit 20'),
  );
  return rows;
});

app.setErrorHandler((error, _request, reply) => {
  reply.send(workspaces.problemResponse(error) ?? error);
});

await app.listen({ port: Number(process.env['PORT'] ?? 3000) });
export const { server } = app;
export const close = () => Promise.all([app.close(), workspaces.close()]);
