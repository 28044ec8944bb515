// Notes over Express: node --import … server.ts, with DATABASE_URL and ROWSEAL_MASTER_KEY (openssl rand -base64 32).
import express, { type NextFunction, type Request, type Response } from 'express';
import { createRowseal } from 'rowseal';
import { rowsealExpress } from 'rowseal/express';
import { bearerToken, openWorkspaces } from 'rowseal/pg';

export const rowseal = createRowseal({
  databaseUrl: process.env['DATABASE_URL'],
  masterKey: process.env['ROWSEAL_MASTER_KEY'],
  publicUrl: process.env['PUBLIC_URL'] ?? 'http://localhost:3000/auth',
});
const workspaces = openWorkspaces(await rowseal.connection());

const app = express();
app.use(rowsealExpress(rowseal)); // before express.json(): Rowseal reads its bodies itself
app.use(express.json());

app.get('/workspaces/:slug/notes', async (request, response) => {
  const token = bearerToken(request.headers.authorization);
  const { rows } = await workspaces.withWorkspace(token, request.params.slug, (tx) =>
    tx.query('select id, title from app.notes order by created_at desc limit 20'),
  );
  response.json(rows);
});

app.use(async (error: unknown, _request: Request, response: Response, next: NextFunction) => {
  const refusal = workspaces.problemResponse(error);
  if (!refusal) return next(error);
  response
    .status(refusal.status)
    .set(Object.fromEntries(refusal.headers))
    .send(await refusal.text());
});

export const server = app.listen(Number(process.env['PORT'] ?? 3000));
export const close = () => Promise.all([server.close(), workspaces.close(), rowseal.close()]);
