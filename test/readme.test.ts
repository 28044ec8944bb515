import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';

const { app } = await demoApp();
await app.listen({ port: 0, host: 'localhost' });
const { port } = app.server.address() as AddressInfo;
const readme = await readFile(path.resolve(import.meta.dirname, '../README.md'), 'utf8');

/** The block of commands that a new user pastes into a shell, for the server of this test. */
const walk = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)]
  .map(([, commands = '']) => commands)
  .find((commands) => commands.includes('/v1/auth/token'))
  ?.replaceAll('localhost:4000', `localhost:${port}`);

/** What each command prints that prints something, in their order. */
const ANSWERS = [
  { user: { email: 'owner@globex.test' }, workspace: { role: 'member' } },
  { data: { allNotes: { nodes: [{ title: expect.any(String) }, { title: expect.any(String) }] } } },
  { data: { allNotes: { nodes: [{ title: expect.any(String) }, { title: expect.any(String) }] } } },
  { data: { allNotes: { nodes: [{ title: expect.any(String) }, { title: expect.any(String) }] } } },
  { code: 'session_ended', status: 401 },
  { code: 'not_a_member', status: 403 },
  { errors: [{ extensions: { code: 'insufficient_scope' } }] },
];

test.each(['sh', 'bash'])('the walk of the README works when it is pasted into %s', async (shell) => {
  const { stdout } = await promisify(execFile)(shell, ['-c', walk ?? 'false']);
  const answers = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  expect(answers).toMatchObject(ANSWERS);
});
