import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { installDemo } from '#demo/install.ts';
import { demoApp } from '#test/support/demo-app.ts';

const { app, db } = await demoApp();
await app.listen({ port: 0, host: 'localhost' });
const { port } = app.server.address() as AddressInfo;
const readme = await readFile(path.resolve(import.meta.dirname, '../README.md'), 'utf8');

/** The first example of a language in the README that has a text in it, for the server of this test. */
const example = (language: string, text: string) =>
  [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .find(([, tag, code = '']) => tag === language && code.includes(text))?.[2]
    ?.replaceAll('localhost:4000', `localhost:${port}`);

/** The block of commands that a new user pastes into a shell. */
const walk = example('sh', '/v1/auth/token');

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

const TITLES = { data: { allNotes: { nodes: [{ title: expect.any(String) }, { title: expect.any(String) }] } } };

test('the example for browsers works, and the one for scripts with a personal access token', async () => {
  const program = example('js', 'allNotes')?.concat('\nconsole.log(access_token)') ?? '';
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  const [titles = '', token = ''] = stdout.split('\n');
  expect(JSON.parse(titles)).toMatchObject(TITLES);
  const created = await fetch(`http://localhost:${port}/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-rowseal-workspace': 'acme' },
    body: JSON.stringify({ name: 'a script', expires_at: new Date(Date.now() + 86_400_000).toISOString() }),
  });
  const { token: personal } = (await created.json()) as { token: string };
  const script = await promisify(execFile)('sh', ['-c', example('sh', '$ROWSEAL_TOKEN') ?? 'false'], {
    env: { ...process.env, ROWSEAL_TOKEN: personal },
  });
  expect(JSON.parse(script.stdout)).toMatchObject(TITLES);
});

test.each(['beside the demo', 'in an installation of the package, which has none'])(
  'the first table of the README can be created and is protected, %s',
  async (where) => {
    if (where === 'beside the demo') await installDemo(db.adminUrl);
    else await db.admin.unsafe('drop schema app cascade');
    await db.admin.unsafe(example('sql', 'create table') ?? '');
    const [reached] = await db.admin`select has_schema_privilege('rowseal_user', 'app', 'usage') as yes`;
    expect(reached?.['yes'], 'by requests').toBe(true);
    const gates = await db.admin`
    select policyname from pg_policies where tablename = 'documents' and permissive = 'RESTRICTIVE' order by 1`;
    expect(gates.map(({ policyname }) => policyname)).toEqual([
      'rowseal_gate_delete',
      'rowseal_gate_insert',
      'rowseal_gate_select',
      'rowseal_gate_update',
      'rowseal_guard',
      'rowseal_still_outside',
    ]);
  },
);
