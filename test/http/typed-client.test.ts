import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { demoApp } from '#test/support/demo-app.ts';

const { app } = await demoApp();
const ROOT = path.resolve(import.meta.dirname, '../..');
const TSC = path.join(ROOT, 'node_modules/typescript/bin/tsc');
const CLIENT = path.join(ROOT, 'test/typed-client');
const GENERATOR = path.resolve(
  createRequire(path.join(CLIENT, 'package.json')).resolve('openapi-typescript'),
  '../../bin/cli.js',
);

const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-client-'));
afterAll(() => rm(folder, { recursive: true }));
let baseUrl: string;

beforeAll(async () => {
  await app.listen({ port: 0, host: '127.0.0.1' });
  baseUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const generated = await run(GENERATOR, `${baseUrl}/v1/openapi.json`, '--output', 'api.ts');
  if (generated.code !== 0) throw new Error(generated.output);
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
  await copyFile(path.join(CLIENT, 'client.ts'), path.join(folder, 'client.ts'));
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
});

/** Runs Node on a file; what it prints, and how it ends. */
function run(file: string, ...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}

const LOGIN = `{ provider: 'password', email: 'a@acme.test', password: 'x' }`;
/** What a client has wrong, and the error of the compiler. */
const WRONG: [name: string, statement: string, error: string][] = [
  ['an unknown path', `api.GET('/v1/nothing', {})`, 'TS2345'],
  ['a method that a path has not', `api.PUT('/v1/me', {})`, 'TS2345'],
  ['an unknown field', `api.POST('/v1/auth/token', { body: { ...${LOGIN}, remember: true } })`, 'TS2353'],
  ['a field of another type', `api.POST('/v1/auth/token', { body: { ...${LOGIN}, password: 7 } })`, 'TS2322'],
  ['a missing field', `api.POST('/v1/tokens', { body: { name: 'script' } })`, 'TS2322'],
  ['a missing parameter', `api.DELETE('/v1/auth/sessions/{id}')`, 'TS2554'],
  ['an unknown field of an answer', `(await api.GET('/v1/me')).data?.password`, 'TS2339'],
  ['a problem that an answer has not', `(await api.GET('/v1/me')).error?.code === 'last_owner'`, 'TS2367'],
];
const fileOf = (name: string) => `wrong-${name.replaceAll(' ', '-')}.ts`;

/** What the compiler says of all of them, in one run. */
let said = '';
const saidOf = (file: string) =>
  said
    .split('\n')
    .filter((line) => line.startsWith(`${file}(`))
    .map((line) => / error (TS\d+)/.exec(line)?.[1]);

beforeAll(async () => {
  for (const [name, statement] of WRONG) {
    const imports = `import createClient from 'openapi-fetch';\nimport type { paths } from './api.ts';\n`;
    const text = `${imports}const api = createClient<paths>();\nvoid (${statement});\n`;
    await writeFile(path.join(folder, fileOf(name)), text);
  }
  const config = { extends: path.join(ROOT, 'tsconfig.json'), include: ['*.ts'] };
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  said = (await run(TSC, '--pretty', 'false', '--project', 'tsconfig.json')).output;
});

describe('a client made from the document', () => {
  test('compiles', () => {
    const others = said.split('\n').filter((line) => line !== '' && !/^(wrong-| )/.test(line));
    expect(others).toEqual([]);
  });

  test('logs in, looks around, makes and revokes a token, refreshes, and logs out', async () => {
    const { code, output } = await run('client.ts', baseUrl, 'member@acme.test', DEMO_PASSWORD);
    expect(code, output).toBe(0);
    expect(JSON.parse(output)).toEqual({
      email: 'member@acme.test',
      role: 'member',
      script: ['notes:read'],
      lastFour: true,
      revoked: 204,
      rotated: true,
      ended: 204,
      isOver: true,
    });
  });
});

test.each(WRONG)('%s does not compile: the control', (name, _, error) => {
  expect(saidOf(fileOf(name))).toEqual([error]);
});
