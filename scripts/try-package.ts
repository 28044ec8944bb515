// npm run test:package [-- <folder of a Node>…]: what a stranger does with the tarball in an empty folder: installs it, adds what is said to be missing,
// serves with each Node, registers, signs in and queries; and creates an application by create-rowseal. Prints figures.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../server/manifest.ts';
import { tryCreated } from '../test/support/created-application.ts';
import { installPackage, type Trial } from '../test/support/package-trial.ts';
import { freePort } from '../test/support/rowseal-process.ts';
import { visit } from '../test/support/visitor.ts';

/** A library's user, who has no PostGraphile: what Rowseal exports has to be typed without it, and without `skipLibCheck`. */
const CONSUMER = `import { type AppOptions, buildApp, createRowseal, install, VERSION } from 'rowseal';
import { createClient, type Session } from 'rowseal/client';
import { rowsealExpress } from 'rowseal/express';
import { rowsealFastify, rowsealPages } from 'rowseal/fastify';
import { rowsealHono } from 'rowseal/hono';
import { rowsealNext, rowsealProxy } from 'rowseal/next';
import { openWorkspaces, requireScope } from 'rowseal/pg';
import type { paths } from 'rowseal/openapi';
import { signedIn, testKit } from 'rowseal/testing';
const rowseal = createRowseal({ publicUrl: 'http://localhost:3000/auth' });
export const parts = [rowsealExpress(rowseal), rowsealHono(rowseal), rowsealNext(rowseal), rowsealProxy(rowseal), rowsealFastify, rowsealPages(rowseal), signedIn, testKit];
export type Me = paths['/v1/me']['get'];
export const session: Session = createClient().session;
export const caller = openWorkspaces(await rowseal.connection()).authenticate(new Request('http://localhost'));
requireScope(await caller, 'notes:read');
const options: AppOptions = { ...(await install({ adminUrl: 'postgres://', masterKey: new Uint8Array(32) })), masterKey: new Uint8Array(32), publicUrl: VERSION, development: true };
await (await buildApp(options)).listen({ port: 4000 });
// @ts-expect-error: the control
buildApp({ development: 'yes' });
`;

/** Writes to standard error how many microseconds of a processor the process took. */
const CPU_AT_EXIT = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeSync(2, String(user + system));
});
`;

const [first = path.dirname(process.execPath), ...others] = process.argv.slice(2).map((node) => path.resolve(node));
const trial = await installPackage(first);
try {
  await installStepByStep();
  await serve(trial);
  for (const other of others) await serve(trial.withNode(other));
  const { took } = await tryCreated(trial);
  console.log(`npm create rowseal: installed, set up, used and tested in ${took} ms`);
} finally {
  await trial.remove();
}

/** What somebody goes through who has read nothing: each thing that is missing is named, with the command that installs it. */
async function installStepByStep(): Promise<void> {
  console.log(`Rowseal alone: ${await figures('alone is')}`);
  const named = await trial.command('npx', '--no-install', 'rowseal', '--version');
  expect(named.code === 0 && /^\d+\.\d+\.\d+\n$/.test(named.output), `npx rowseal --version: ${named.output}`);
  compileConsumer(trial);
  const program = "import('rowseal').then((all) => console.log(Object.keys(all).join(' ')))";
  const exported = await trial.command('node', '--eval', program);
  expect(
    exported.output === 'VERSION buildApp createRowseal install personas\n',
    `import 'rowseal': ${exported.output}`,
  );
  const bare = await trial.command('npx', '--no-install', 'rowseal', 'dev');
  expect(bare.code === 1 && bare.output.trim().split('\n').length === 1, `rowseal dev, with nothing: ${bare.output}`);
  console.log(`rowseal dev says: ${bare.output.trim()}`);
  const [, postgres = ''] = /npm install --save-dev (\S+),/.exec(bare.output) ?? [];
  const [, postgraphile = ''] = /npm install (postgraphile\S+)/.exec(bare.output) ?? [];
  await add('--save-dev', postgres);
  console.log(`With PostgreSQL: ${await figures('with PostgreSQL')}`);
  await serveOnce(trial, postgraphile);
  await add(postgraphile);
  console.log(`With PostGraphile too: ${await figures('with PostGraphile')}`);
}

async function serve(given: Trial): Promise<void> {
  const { output: version } = await given.command('node', '--version');
  const [cost, ready] = [helpCost(given), await serveOnce(given)];
  console.log(
    `Node ${version.trim()}: rowseal --help ${cost.toFixed(2)} times an empty Node, rowseal dev ready after ${ready} ms`,
  );
}

async function add(...packages: string[]): Promise<void> {
  const { code, output } = await trial.command('npm', 'install', '--no-audit', '--no-fund', ...packages);
  expect(code === 0, `npm install ${packages.join(' ')}: ${output}`);
}

/** The size of what is installed; the README has it too, give or take what dependencies of dependencies become. */
async function figures(after: string): Promise<string> {
  const { packages, megabytes } = await trial.installed();
  const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8').replaceAll('\n', ' ');
  const [, count = 0, size = 0] = new RegExp(`${after}\\D*?(\\d+)\\D*?\\((\\d+) MB\\)`).exec(readme) ?? [];
  const isNear = (told: number, is: number) => Math.abs(told - is) <= is / 8;
  expect(
    isNear(Number(count), packages) && isNear(Number(size), megabytes),
    `the README says ${after} ${count} (${size} MB), and it is ${packages} (${megabytes} MB)`,
  );
  return `${packages} packages, ${megabytes} MB`;
}

/** How many times the processor time of an empty Node the help takes: of the quickest runs of both, so that other processes do not count. */
function helpCost({ folder, env }: Trial): number {
  writeFileSync(path.join(folder, 'cpu.cjs'), CPU_AT_EXIT);
  const took = (...args: string[]) => {
    const { stderr } = spawnSync('node', ['--require', './cpu.cjs', ...args], { cwd: folder, env, encoding: 'utf8' });
    return Number(stderr) / 1000;
  };
  let [empty, help] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 10 || (round < 100 && help > 2 * empty); round++) {
    empty = Math.min(empty, took('--eval', '0'));
    help = Math.min(help, took('node_modules/.bin/rowseal', '--help'));
  }
  expect(help <= 2 * empty, `rowseal --help takes ${help} ms of a processor, and an empty Node ${empty} ms`);
  return help / empty;
}

function compileConsumer({ folder }: Trial): void {
  writeFileSync(path.join(folder, 'consumer.mts'), CONSUMER);
  const flags = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--noEmit'];
  execFileSync(path.join(ROOT, 'node_modules/.bin/tsc'), [...flags, 'consumer.mts'], { cwd: folder, stdio: 'inherit' });
}

/**
 * Starts `rowseal dev`, uses it as its first user, and stops it.
 *
 * @param missing - what it has to say is missing; left out: it serves GraphQL.
 * @returns the milliseconds until it was ready.
 */
async function serveOnce({ folder, env }: Trial, missing?: string): Promise<number> {
  const port = await freePort();
  const began = performance.now();
  const server = spawn('node_modules/.bin/rowseal', ['dev'], {
    cwd: folder,
    env: { ...env, PORT: port, ROWSEAL_LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => server.once('close', resolve));
  const ready = new Promise<void>((resolve) => {
    for (const stream of [server.stdout, server.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
        if (output.includes('Rowseal is ready')) resolve();
      });
  });
  try {
    await Promise.race([ready, exited]);
    expect(server.exitCode === null, `rowseal dev ended: ${output}`);
    const took = performance.now() - began;
    const url = `http://localhost:${port}`;
    await visit(url, developersMail(url), missing === undefined);
    expect(missing === undefined || output.includes(`npm install ${missing}`), `rowseal dev said: ${output}`);
    server.kill('SIGTERM');
    expect((await exited) === 0, `rowseal dev did not stop: ${output}`);
    return Math.round(took);
  } finally {
    server.kill('SIGKILL');
  }
}

/** The mail that a server in development keeps. */
function developersMail(url: string) {
  return async (email: string) => {
    const { mail } = (await (await fetch(`${url}/dev/mail`)).json()) as { mail: { to: string; text: string }[] };
    return mail.find(({ to }) => to === email)?.text;
  };
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
