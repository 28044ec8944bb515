import Fastify from 'fastify';
import { pageRequest, rowsealFastify, rowsealPages } from 'rowseal/fastify';
import { pageToken } from 'rowseal/pg';
import { listNotes } from './lib/notes.js';
import { openedWorkspaces, publicUrl, rowseal } from './lib/rowseal.js';

export const app = Fastify();
const { withWorkspace, problemResponse, close } = await openedWorkspaces();
await app.register(rowsealFastify, { rowseal });
app.addHook('onRequest', rowsealPages(rowseal));
app.addHook('onClose', close);

app.get('/', (_request, reply) => reply.redirect('/workspaces/acme'));

app.get('/workspaces/:slug', async (request, reply) => {
  const token = pageToken(pageRequest(request), publicUrl);
  const notes = await withWorkspace(token, request.params.slug, listNotes);
  const list = notes.map(({ title }) => `<li>${escaped(title)}</li>`).join('');
  return show(reply, request.params.slug, `<ul>${list}</ul>`);
});

app.setErrorHandler(async (error, request, reply) => {
  const refusal = problemResponse(error);
  if (!refusal) return reply.send(error);
  const { title } = await refusal.json();
  const page = /insufficient_user_authentication/.test(refusal.headers.get('www-authenticate')) ? 'step-up' : 'sign-in';
  const link = `<a href="/auth/${page}?return_to=${encodeURIComponent(request.url)}">Sign in</a>`;
  return show(reply.code(refusal.status), title, refusal.status === 401 ? link : '');
});

function show(reply, heading, html) {
  const page = `<!doctype html><html lang="en"><title>Notes</title><h1>${escaped(heading)}</h1>${html}</html>`;
  return reply.type('text/html').header('content-security-policy', "default-src 'none'").send(page);
}
const escaped = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

const url = await app.listen({ port: Number(process.env.PORT ?? 3000), host: process.env.HOST ?? 'localhost' });
console.log(`Listening at ${url}; people sign in at ${publicUrl}`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => app.close());
