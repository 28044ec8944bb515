import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { oauthServer } from '#test/support/oauth-server.ts';
import { freePort } from '#test/support/rowseal-process.ts';

const SUITE = path.resolve(import.meta.dirname, '../../node_modules/@modelcontextprotocol/conformance/dist/index.js');
const { db, issuer, send, browser, person } = await oauthServer();

/** Runs the suite to its end, and plays the person whom it asks to open an address in a browser. */
async function conform(args: string[], person: (address: string) => Promise<unknown>) {
  const run = spawn(process.execPath, [SUITE, 'authorization', '--url', issuer, ...args]);
  let output = '';
  let visit: Promise<unknown> | undefined;
  for (const stream of [run.stdout, run.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      const address = /^http\S+\/authorize\?\S+$/m.exec(output)?.[0];
      if (address !== undefined && output.includes('Waiting')) visit ??= person(address);
    });
  }
  const code = await new Promise<number | null>((resolve) => run.once('close', resolve));
  await visit;
  return { code, output };
}

test('the authorization server passes the conformance suite of MCP, for a client that has registered itself', async () => {
  await db.admin`
    update rowseal_private.settings set client_registration_open = true, client_registration_scope = 'openid notes:read'`;
  const port = await freePort();
  const registered = await send('/v1/oauth/register', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Conformance',
      redirect_uris: [`http://127.0.0.1:${port}/callback`],
      token_endpoint_auth_method: 'none',
    }),
  });
  expect(registered.status).toBe(201);
  const args = ['--client-id', registered.body.client_id, '--port', port, '--resource', issuer];
  const { code, output } = await conform(args, async (address) => {
    await fetch(await browser().authorize(address, person('member@acme.test')));
  });
  expect(output).toContain('Total: 2 passed, 0 failed');
  expect(code).toBe(0);
});
