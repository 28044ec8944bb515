import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import type { Configuration } from '../env.ts';
import { type InstalledTestKit, type Mutant, openTestKit } from '../install/installed-test-kit.ts';
import { runSqlSuite, type SuiteResult } from '../install/sql-suite.ts';
import type { Lifecycle } from './lifecycle.ts';
import { administratorsUrl } from './open-database.ts';

/** What `rowseal test` is told. */
export interface TestOptions {
  /** A folder of pgTAP files. */
  folder: string;
  /** Runs the suite instead; its exit code says whether it passes. */
  command?: string | undefined;
  mutants: boolean;
  /** A file that holds who reaches what. */
  matrix?: string | undefined;
  update: boolean;
}

/**
 * `rowseal test`: runs an application's suite, compares who reaches what with a committed file, and has the suite notice tables that are
 * protected less than they were.
 *
 * @param configuration - from the environment.
 * @param options - see {@link TestOptions}.
 * @param running - told of what has been started; all of it has been stopped at the end.
 * @throws Error with a sentence for the developer: a test fails, a cell differs, a mutant goes unnoticed.
 */
export async function testApplication(
  configuration: Configuration,
  options: TestOptions,
  running: Lifecycle,
): Promise<void> {
  try {
    if (!configuration.development)
      throw new Error('tests run in test databases only, so they are refused with NODE_ENV=production');
    const adminUrl = await administratorsUrl(configuration, running);
    if (adminUrl === undefined) throw new Error("DATABASE_URL is missing: tests need an administrator's URL");
    const kit = await openTestKit(adminUrl);
    running.onStop(() => kit.close());
    // Where a process before this one broke off, or this one does.
    await kit.restore();
    running.onStop(() => kit.restore());
    if (options.matrix !== undefined) await compareMatrix(kit, options.matrix, options.update);
    const run = () => runSuite(options, adminUrl);
    await passOrThrow(run);
    if (options.mutants) await noticeMutants(kit, run);
  } finally {
    await running.stop();
  }
}

async function compareMatrix(kit: InstalledTestKit, file: string, update: boolean): Promise<void> {
  const found = `${(await kit.matrix()).join('\n')}\n`;
  const committed = await readFile(file, 'utf8').catch(() => undefined);
  if (update || committed === undefined) {
    await writeFile(file, found);
    console.log(`${file}: written`);
    return;
  }
  const differences = await kit.differences(committed, found);
  for (const difference of differences) console.log(`  ${difference}`);
  if (differences.length > 0) throw new Error(`${differences.length} cells differ from ${file}; --update writes it`);
  console.log(`${file}: who reaches what has not changed`);
}

async function passOrThrow(run: () => Promise<SuiteResult>): Promise<void> {
  const { tests, problems } = await run();
  for (const problem of problems) console.log(`  ${problem}`);
  if (problems.length > 0) throw new Error('the suite fails');
  console.log(tests > 0 ? `${tests} tests passed` : 'The suite passes');
}

async function noticeMutants(kit: InstalledTestKit, run: () => Promise<SuiteResult>): Promise<void> {
  const mutants = await kit.mutants();
  const unnoticed: Mutant[] = [];
  for (const mutant of mutants.filter(({ difference }) => difference !== null)) {
    await kit.weaken(mutant);
    const { problems } = await run().finally(() => kit.restore());
    if (problems.length === 0) unnoticed.push(mutant);
    console.log(`${problems.length === 0 ? 'UNNOTICED ' : 'noticed   '} ${nameOf(mutant)} (${mutant.difference})`);
  }
  for (const mutant of mutants.filter(({ difference }) => difference === null))
    console.log(`equivalent ${nameOf(mutant)}`);
  if (unnoticed.length > 0)
    throw new Error(`the suite does not notice ${unnoticed.length} mutants: ${unnoticed.map(nameOf).join('; ')}`);
}

const nameOf = ({ relation, mutant }: Mutant) => `${relation}: ${mutant}`;

async function runSuite({ folder, command }: TestOptions, adminUrl: string): Promise<SuiteResult> {
  if (command === undefined) return runSqlSuite(folder, adminUrl);
  const { code, output } = await runCommand(command, adminUrl);
  if (code === 0) return { tests: 0, problems: [] };
  return { tests: 0, problems: [`${command} ended with ${code}`, ...output.trim().split('\n').slice(-20)] };
}

/** Runs a shell's command line, with the database of this command in DATABASE_URL. */
async function runCommand(command: string, adminUrl: string): Promise<{ code: number | string; output: string }> {
  const child = spawn(command, {
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DATABASE_URL: adminUrl },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = `${output}${text}`.slice(-20_000);
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: code ?? signal ?? 'nothing', output }));
  });
}
