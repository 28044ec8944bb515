import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { closeAfterFile } from './closing.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const EXAMPLES = path.join(ROOT, 'examples/languages');
const DRIVERS = path.join(ROOT, 'test/languages');
/** What npm run test:languages has fetched: clients of other languages. */
const FETCHED = path.join(ROOT, 'node_modules/.cache/rowseal-languages');

const PYTHON = path.join(FETCHED, 'python/bin/python');
const JARS = path.join(FETCHED, 'java');
const MODULES = path.join(FETCHED, 'go');

/** How the example of a language is run. */
export interface Language {
  /** The folder in examples/languages. */
  name: string;
  /** What is missing for it here; undefined: nothing. */
  missing: () => string | undefined;
  /** Makes what is run in a folder, if it has to be made. */
  build?: (folder: string) => void;
  command: (folder: string) => string[];
}

const runs = (command: string, ...args: string[]) =>
  spawnSync(command, args, { stdio: 'ignore', timeout: 60_000 }).status === 0;

function python(name: string): Language {
  return {
    name,
    missing: () => (existsSync(PYTHON) ? undefined : 'the packages of Python'),
    command: () => [PYTHON, path.join(DRIVERS, name, 'driver.py')],
  };
}

/** Every language that has an example. */
export const LANGUAGES: readonly Language[] = [
  python('psycopg'),
  python('sqlalchemy'),
  python('django'),
  {
    name: 'go',
    missing: () => (existsSync(MODULES) && runs('go', 'version') ? undefined : 'Go and its modules'),
    build: (folder) => {
      for (const file of ['go.mod', 'go.sum', 'main.go'])
        cpSync(path.join(DRIVERS, 'go', file), path.join(folder, file));
      cpSync(path.join(EXAMPLES, 'go'), path.join(folder, 'workspaces'), { recursive: true });
      must('go', ['build', '-o', 'driver', '.'], folder);
    },
    command: (folder) => [path.join(folder, 'driver')],
  },
  {
    name: 'java',
    missing: () => (existsSync(JARS) && runs('javac', '-version') ? undefined : 'a JDK and the packages of Java'),
    build: (folder) =>
      must(
        'javac',
        [
          ...['-cp', `${JARS}/*`, '-d', folder],
          path.join(EXAMPLES, 'java/Workspaces.java'),
          path.join(DRIVERS, 'java/Driver.java'),
        ],
        folder,
      ),
    command: (folder) => ['java', '-cp', `${folder}:${JARS}/*`, 'Driver'],
  },
  {
    name: 'ruby',
    missing: () =>
      runs('ruby', '-e', '%w[active_record pg jwt rbnacl].each { |name| require name }')
        ? undefined
        : 'Ruby with active_record, pg, jwt and rbnacl',
    command: () => ['ruby', path.join(DRIVERS, 'ruby/driver.rb')],
  },
];

function must(command: string, args: readonly string[], cwd: string): void {
  const env = { ...process.env, GOPROXY: 'off', GOMODCACHE: MODULES, GOFLAGS: '-mod=readonly' };
  const { status, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

/** A program in another language that runs the example, and does what it is told. */
export interface Driver {
  /** Says a line, and reads the next: `ok <pid> <slugs>`, `refused <code>`, or `held`. */
  say(...words: string[]): Promise<string>;
  /** Ends it. */
  stop(): Promise<void>;
}

/**
 * Starts the program of a language; it ends with the test file.
 *
 * @param language - one of {@link LANGUAGES}.
 * @param env - GATEWAY_URL and ROWSEAL_ISSUER.
 */
export function startDriver(language: Language, env: Record<string, string>): Driver {
  const folder = mkdtempSync(path.join(tmpdir(), 'rowseal-language-'));
  closeAfterFile(() => rmSync(folder, { recursive: true }));
  language.build?.(folder);
  const [command = '', ...args] = language.command(folder);
  const example = path.join(EXAMPLES, language.name);
  const child: ChildProcess = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...env,
      PYTHONPATH: `${example}:${DRIVERS}`,
      PYTHONDONTWRITEBYTECODE: '1',
      RUBYLIB: example,
    },
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill();
    await ended;
  };
  closeAfterFile(stop);
  let complaints = '';
  child.stderr?.on('data', (chunk) => {
    complaints += chunk;
  });
  if (!child.stdout) throw new Error('the program has no output');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    say: async (...words) => {
      child.stdin?.write(`${words.join('\t')}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`the program has ended: ${complaints}`);
      return value;
    },
    stop,
  };
}

/** The files of every example, by their paths in this repository. */
export function exampleFiles(): string[] {
  return readdirSync(EXAMPLES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)));
}
