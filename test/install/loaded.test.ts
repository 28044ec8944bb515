import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { install } from '#server/install/install.ts';
import { ROOT } from '#server/manifest.ts';
import { connect } from '#test/support/connect.ts';
import { ownCluster } from '#test/support/own-cluster.ts';

const cluster = await ownCluster();
const root = connect(cluster.url());
await root.unsafe('create database served');
await root.end();
const masterKey = randomBytes(32);
afterAll(() => cluster.stop());

const OPEN = `
  const { registerHooks } = await import('node:module');
  const files = [];
  registerHooks({ load: (url, context, next) => (files.push(url), next(url, context)) });
  const { openServer } = await import(${JSON.stringify(path.join(ROOT, 'server/cli/serve.ts'))});
  const { readConfiguration } = await import(${JSON.stringify(path.join(ROOT, 'server/env.ts'))});
  const { app, startWorker } = await openServer(readConfiguration(process.env), { worker: false }, { onStop: () => {} });
  await app.ready();
  await startWorker();
  const packages = files.flatMap((url) => /^.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1] ?? []);
  const own = process.moduleLoadList.filter((name) => name.includes('undici')).map(() => 'undici');
  console.log(JSON.stringify([...new Set([...packages, ...own])]));
  process.exit(0);`;

/** What only some need: the worker's queue, JSON schemas, other providers, passwords, mail, GraphQL, what fetch is made of, and what describes the API. */
const NEEDED_LATER = [
  'graphile-worker',
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  'openid-client',
  'piscina',
  'nodemailer',
  'postgraphile',
  '@fastify/swagger',
  'yaml',
  'undici',
];

async function packagesOfStart(): Promise<string[]> {
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: cluster.url('served'),
    ROWSEAL_MASTER_KEY: masterKey.toString('base64'),
    ROWSEAL_PUBLIC_URL: 'https://served.test',
    ROWSEAL_GRAPHQL: 'off',
    NODE_ENV: 'production',
  };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', OPEN], { env });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]') as string[];
}

test('the start of an installed database loads nothing that only some need', async () => {
  await install({ adminUrl: cluster.url('served'), masterKey });
  const loaded = await packagesOfStart();
  expect(loaded, 'the control: what every server needs is found').toEqual(expect.arrayContaining(['fastify', 'zod']));
  expect(NEEDED_LATER.filter((name) => loaded.includes(name))).toEqual([]);
});
