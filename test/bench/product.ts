import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deriveKey } from '#server/credentials/password-derivation.ts';
import { openIssuer } from '#server/database/issuer.ts';
import { type ServerProcess, stopChild } from './child.ts';

/** The password of all accounts. */
export const PASSWORD = 'correct horse battery staple';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The arguments that `npm start` gives to node. */
async function startArguments(root: string): Promise<string[]> {
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const command = /^exec node (.+)$/.exec(manifest.scripts.start)?.[1];
  if (command === undefined) throw new Error('npm start is not `exec node …` any more');
  return command.split(' ');
}

/** What the product serves, and which tree of it. */
export interface Product {
  adminUrl: string;
  /** In base64, and an origin. */
  settings: { masterKey: string; publicUrl: string };
  /** The package's directory; this one, if it is left out. */
  root?: string;
  /** What node is told to run, relative to that directory; left out: what `npm start` runs. */
  command?: readonly string[];
  /** More of the command line. */
  options?: readonly string[];
  /** More of the environment. */
  env?: Record<string, string>;
}

/** A start that has begun: what it will listen at, and its process. */
export interface Starting {
  url: string;
  child: ChildProcess;
}

/**
 * Runs the product as `npm start` does in production. BENCH_NODE_FLAGS tries other flags of node.
 *
 * @param product - what it serves.
 */
export async function startProduct(product: Product): Promise<ServerProcess> {
  const { url, child } = await beginStart(product);
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error('the product did not start');
    await sleep(50);
  }
  return { pid: child.pid ?? 0, url, stop: () => stopChild(child) };
}

/**
 * Begins to start the product, as {@link startProduct} does, and does not wait for it.
 *
 * @param product - what it serves.
 */
export async function beginStart(product: Product): Promise<Starting> {
  const { adminUrl, settings, root = ROOT, options = [], env = {} } = product;
  const command = product.command ?? (await startArguments(root));
  const port = await freePort();
  const flags = process.env['BENCH_NODE_FLAGS']?.split(' ') ?? [];
  const child = spawn(process.execPath, [...flags, ...command, ...options], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      DATABASE_URL: adminUrl,
      ROWSEAL_MASTER_KEY: settings.masterKey,
      ROWSEAL_PUBLIC_URL: settings.publicUrl,
      HOST: '127.0.0.1',
      PORT: String(port),
      // All load comes from one address.
      ROWSEAL_RATE_LIMIT: '0',
      ...env,
    },
  });
  return { url: `http://127.0.0.1:${port}`, child };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer().once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
  });
  return promise;
}

/**
 * Makes accounts with the one password, so that somebody can log in.
 *
 * @param issuerUrl - connection string of rowseal_issuer.
 * @param count - how many.
 * @returns their addresses.
 */
export async function registerAccounts(issuerUrl: string, count: number): Promise<string[]> {
  const issuer = openIssuer(issuerUrl, randomBytes(32), { max: 1 });
  const addresses = Array.from({ length: count }, (_, n) => `login${n}@bench.test`);
  try {
    for (const [n, address] of addresses.entries()) {
      const parameters = await issuer.passwordPolicy();
      const key = await deriveKey(PASSWORD, parameters);
      await issuer.registerWithPassword({ address, name: undefined, ip: `198.18.${n}.1`, key, ...parameters });
    }
    return addresses;
  } finally {
    await issuer.close();
  }
}
