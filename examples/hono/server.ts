// Notes over Hono, with DATABASE_URL and ROWSEAL_MASTER_KEY (openssl rand -base64 32).
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createRowseal } from 'rowseal';
import { rowsealHono } from 'rowseal/hono';
import { bearerToken, openWorkspaces } from 'rowseal/pg';

export const rowseal = createRowseal({
  databaseUrl: process.env['DATABASE_URL'],
  masterKey: process.env['ROWSEAL_MASTER_KEY'],
  publicUrl: process.env['PUBLIC_URL'] ?? 'http://localhost:3000/auth',
});
const workspaces = openWorkspaces(await rowseal.connection());

const app = new Hono();
app.use(rowsealHono(rowseal));

app.get('/workspaces/:slug/notes', async (context) => {
  const token = bearerToken(context.req.header('authorization'));
  const { rows } = await workspaces.withWorkspace(token, context.req.param('slug'), (tx) =>
    tx.query('select id, title from app.notes order by created_at desc limit 20'),
  );
  return context.json(rows);
});

app.onError((error) => {
  const refusal = workspaces.problemResponse(error);
  if (!refusal) throw error;
  return refusal;
});

export const server = serve({ fetch: app.fetch, port: Number(process.env['PORT'] ?? 3000) });
export const close = () => Promise.all([server.close(), workspaces.close(), rowseal.close()]);
