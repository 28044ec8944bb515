import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { closeAfterFile } from '../support/closing.ts';
import { behindPooler, demoApp } from '../support/demo-app.ts';

const PAGE = path.resolve(import.meta.dirname, '../../docs/inside-an-application.md');

test('the examples of docs/inside-an-application.md run as they are written', async () => {
  const { app, db, token } = await demoApp({ graphql: false });
  const issuer = await app.listen({ port: 0, host: '127.0.0.1' });
  const examples = [...(await readFile(PAGE, 'utf8')).matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  const example = examples.join('\n');
  const file = path.join(import.meta.dirname, `example-${process.pid}.tmp.ts`);
  closeAfterFile(() => rm(file));
  await writeFile(
    file,
    `${example
      .replace('rowseal/pg', '#server/adapters/pg.ts')
      .replace('https://auth.example.com', 'http://localhost:4000')
      .replace("issuer: 'http", `keys: keysAt('${issuer}/v1/jwks.json'), issuer: 'http`)}
import { createRemoteJWKSet } from 'jose';
function keysAt(url: string) { return createRemoteJWKSet(new URL(url)); }
export const close = () => workspaces.close();`,
  );
  process.env['GATEWAY_URL'] = behindPooler(db.gatewayUrl);
  const { listNotes, startExport, close } = await import(file);
  const authorization = `Bearer ${await token('member@acme.test')}`;
  const answer: Response = await listNotes(new Request('http://localhost/notes', { headers: { authorization } }));
  expect(await answer.json()).toHaveLength(20);
  const started: Response = await startExport(new Request('http://localhost/export', { headers: { authorization } }));
  expect(await started.json()).toMatchObject({ scopes: expect.arrayContaining(['notes:read']) });
  const refused: Response = await startExport(new Request('http://localhost/export'));
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer ')]);
  await close();
});
