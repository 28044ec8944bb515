import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '#server/manifest.ts';

const run = promisify(execFile);

/** What a command came to. */
export interface Outcome {
  code: number;
  output: string;
}

/** An empty folder with the package installed from its tarball, as a stranger has it. */
export interface Trial {
  folder: string;
  /** The package's tarball. */
  tarball: string;
  /** What programs there are run with. */
  env: Record<string, string>;
  /** Runs a command there to its end. */
  command(program: string, ...args: string[]): Promise<Outcome>;
  /** How much is in node_modules. */
  installed(): Promise<Size>;
  /** Packs a folder of this checkout beside it. @returns the tarball. */
  pack(folder: string): Promise<string>;
  /** Another folder, which is empty. */
  inFolder(name: string): Promise<Trial>;
  /** The same folder, with another Node. */
  withNode(node: string): Trial;
  remove(): Promise<void>;
}

/** How large an installation is. */
export interface Size {
  packages: number;
  megabytes: number;
}

/**
 * Packs this checkout and installs the tarball in a new folder.
 *
 * @param node - the folder of the Node that is to be used there.
 */
export async function installPackage(node: string): Promise<Trial> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'rowseal-trial-'));
  // Run by root, the server hands PostgreSQL to another account, which must get in here.
  await chmod(scratch, 0o755);
  const pack = async (from: string) => {
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', scratch], {
      cwd: path.join(ROOT, from),
    });
    return path.join(scratch, stdout.trim().split('\n').at(-1) ?? '');
  };
  const tarball = await pack('.');
  const remove = () => rm(scratch, { recursive: true, force: true });
  const trialIn = (folder: string, chosen: string): Trial => {
    const env = environment(chosen);
    return {
      folder,
      tarball,
      env,
      pack,
      command: (program, ...args) => outcomeOf(program, args, folder, env),
      installed: async () => ({ packages: await packagesIn(folder), megabytes: await megabytesOf(folder, env) }),
      inFolder: async (name) => {
        await mkdir(path.join(scratch, name));
        return trialIn(path.join(scratch, name), chosen);
      },
      withNode: (other) => trialIn(folder, other),
      remove,
    };
  };
  const trial = await trialIn(scratch, node).inFolder('application');
  await writeFile(path.join(trial.folder, 'package.json'), '{ "private": true }\n');
  const { code, output } = await trial.command('npm', 'install', '--no-audit', '--no-fund', tarball);
  if (code !== 0) throw new Error(`the tarball cannot be installed: ${output}`);
  return trial;
}

/** Nothing of npm's that started this process: it would say where this package is. */
function environment(node: string): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|INIT_CWD$)/i.test(name));
  const path = (process.env['PATH'] ?? '').split(':').filter((each) => !each.includes('node_modules'));
  return { ...(Object.fromEntries(kept) as Record<string, string>), PATH: [node, ...path].join(':') };
}

async function outcomeOf(program: string, args: string[], cwd: string, env: Record<string, string>): Promise<Outcome> {
  try {
    const { stdout, stderr } = await run(program, args, { cwd, env, maxBuffer: 2 ** 26 });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    if (typeof code !== 'number') throw error;
    return { code, output: stdout + stderr };
  }
}

async function packagesIn(folder: string): Promise<number> {
  const lock = JSON.parse(await readFile(path.join(folder, 'node_modules/.package-lock.json'), 'utf8'));
  return Object.keys(lock.packages).length;
}

async function megabytesOf(folder: string, env: Record<string, string>): Promise<number> {
  const { output } = await outcomeOf('du', ['-sm', 'node_modules'], folder, env);
  return Number.parseInt(output, 10);
}
