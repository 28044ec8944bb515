import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { openapiTypes } from '../../scripts/openapi-types.ts';

const { app } = await demoApp();
const ROOT = path.resolve(import.meta.dirname, '../..');
const TSC = path.join(ROOT, 'node_modules/typescript/bin/tsc');
const CLIENT = path.join(ROOT, 'test/typed-client');
const TADA = path.resolve(createRequire(path.join(CLIENT, 'package.json')).resolve('gql.tada'), '../../bin/cli.js');
const COMPILER = path.join(ROOT, 'test/support/former-compiler.ts');
const GRAPHQL = path.join(ROOT, 'examples/graphql');

const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-client-'));
afterAll(() => rm(folder, { recursive: true }));
let baseUrl: string;

beforeAll(async () => {
  await app.listen({ port: 0, host: '127.0.0.1' });
  baseUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  await copyFile(path.join(ROOT, 'openapi.d.ts'), path.join(folder, 'api.d.ts'));
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(path.join(folder, 'documented.ts'), await documented());
  await copyFile(path.join(CLIENT, 'client.ts'), path.join(folder, 'client.ts'));
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
});

/** The example of docs/typed-clients.md, for the server of this test. */
async function documented(): Promise<string> {
  const page = await readFile(path.join(ROOT, 'docs/typed-clients.md'), 'utf8');
  const [, code = ''] = /^```ts\n(.*?)^```/ms.exec(page) ?? [];
  return code.replace('http://localhost:4000', baseUrl);
}

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
    const imports = `import createClient from 'openapi-fetch';\nimport type { paths } from 'rowseal/openapi';\n`;
    const text = `${imports}const api = createClient<paths>();\nvoid (${statement});\n`;
    await writeFile(path.join(folder, fileOf(name)), text);
  }
  const paths = { 'rowseal/openapi': [path.join(folder, 'api.d.ts')] };
  const config = { extends: path.join(ROOT, 'tsconfig.json'), compilerOptions: { paths }, include: ['*.ts'] };
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  said = (await run(TSC, '--pretty', 'false', '--project', 'tsconfig.json')).output;
});

test('openapi.d.ts has the types of what the server documents (else: npm run describe)', async () => {
  const document = (await (await fetch(`${baseUrl}/v1/openapi.json`)).json()) as object;
  expect(await openapiTypes(document)).toBe(await readFile(path.join(ROOT, 'openapi.d.ts'), 'utf8'));
});

test('the example of docs/typed-clients.md runs as it is written, and compiles with the others', async () => {
  const { code, output } = await run('documented.ts');
  expect([code, output.trim()]).toEqual([0, 'member@acme.test member']);
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

describe('examples/graphql', () => {
  /** Where the example is compiled: its own folder holds no generated file. */
  let example = '';
  const runThere = (...args: string[]) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      execFile(process.execPath, args, { cwd: example }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
      );
    });

  beforeAll(async () => {
    example = await mkdtemp(path.join(tmpdir(), 'rowseal-graphql-'));
    for (const file of ['client.ts', 'tsconfig.json'])
      await copyFile(path.join(GRAPHQL, file), path.join(example, file));
    await copyFile(path.join(ROOT, 'schema.graphql'), path.join(example, 'schema.graphql'));
    await writeFile(path.join(example, 'package.json'), '{ "type": "module" }');
    await symlink(path.join(ROOT, 'node_modules'), path.join(example, 'node_modules'));
    const { code, output } = await runThere('--import', COMPILER, TADA, 'generate-output');
    if (code !== 0) throw new Error(output);
  });
  afterAll(() => rm(example, { recursive: true }));

  test('compiles, and what the schema does not have does not', { timeout: 120_000 }, async () => {
    const wrong: [name: string, statement: string, error: string][] = [
      [
        'an unknown field of an answer',
        'void (await send(Newest, { first: 2 })).allNotes?.nodes[0]?.author;',
        'TS2339',
      ],
      ['a variable of another type', `await send(Newest, { first: 'two' });`, 'TS2322'],
      ['a missing variable', 'await send(Newest, {});', 'TS2741'],
    ];
    const imports = `import { clientOf, Newest } from './client.ts';\nconst send = clientOf('', '', '');\n`;
    for (const [at, [, statement]] of wrong.entries())
      await writeFile(path.join(example, `wrong-${at}.ts`), imports + statement);
    const config = JSON.parse(await readFile(path.join(GRAPHQL, 'tsconfig.json'), 'utf8'));
    const types = { types: ['node'], typeRoots: [path.join(ROOT, 'node_modules/@types')] };
    const all = { compilerOptions: { ...config.compilerOptions, ...types }, include: ['*.ts'] };
    await writeFile(path.join(example, 'tsconfig.json'), JSON.stringify(all));
    const { output } = await runThere(TSC, '--pretty', 'false', '--project', 'tsconfig.json');
    const errors = output
      .split('\n')
      .flatMap((line) => /^([\w.-]+)\(.* error (TS\d+)/.exec(line)?.slice(1, 3).join(' ') ?? []);
    expect(errors).toEqual(wrong.map(([, , error], at) => `wrong-${at}.ts ${error}`));
  });

  test('answers what its types say', async () => {
    const { code, output } = await runThere('client.ts', baseUrl, 'member@acme.test', DEMO_PASSWORD);
    expect(code, output).toBe(0);
    expect(JSON.parse(output)).toEqual({
      viewer: 'member@acme.test',
      titles: [expect.any(String), expect.any(String)],
    });
  });
});
