import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { contentSecurityPolicy } from '../server/http/content-security-policy.ts';

const OWN = path.join(import.meta.dirname, 'page');
const CLIENT = path.join(import.meta.dirname, '../client');

/** What is served below /demo: the page, and rowseal/client as it is in this checkout. */
const FILES: Record<string, { file: string; type: string }> = {
  '/demo': { file: path.join(OWN, 'index.html'), type: 'text/html; charset=utf-8' },
  '/demo/style.css': { file: path.join(OWN, 'style.css'), type: 'text/css; charset=utf-8' },
  '/demo/app.js': { file: path.join(OWN, 'app.js'), type: 'text/javascript; charset=utf-8' },
  ...Object.fromEntries(
    readdirSync(CLIENT).map((name) => [
      `/demo/client/${name}`,
      { file: path.join(CLIENT, name), type: 'text/javascript; charset=utf-8' },
    ]),
  ),
};

/** A page may load its own script and style, and ask this server. */
const POLICY = contentSecurityPolicy({
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'connect-src': ["'self'"],
});

/** The demo's page, at /demo: signs in, switches workspaces, invites, and shows what is refused. */
export async function demoPage(app: FastifyInstance): Promise<void> {
  for (const [url, { file, type }] of Object.entries(FILES)) {
    app.get(
      url,
      { config: { public: true, contentSecurityPolicy: POLICY }, schema: { hide: true } },
      async (_, reply) => {
        const text = await readFile(file, 'utf8');
        return reply.type(type).send(file.endsWith('.ts') ? stripTypeScriptTypes(text) : text);
      },
    );
  }
}
