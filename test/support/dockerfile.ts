import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a Dockerfile makes, without an engine: its steps, done in folders of this machine. */
export interface FollowedImage {
  /** Stands for the image's WORKDIR. */
  folder: string;
  env: Record<string, string>;
  entrypoint: string[];
  command: string[];
  remove(): Promise<void>;
}

/** How a Dockerfile is followed. */
export interface FollowOptions {
  /** The build's context. */
  context: string;
  /** Packages that `npm ci` of the first stage would install: linked instead. Those of the context are of the same lockfile. */
  installed: string;
}

/** The Node that runs this stands for the image's. */
const NODE_FIRST = `${path.dirname(process.execPath)}:${process.env['PATH']}`;

/** A stage of the build. */
interface Stage {
  folder: string;
  env: Record<string, string>;
}

/**
 * Does what a Dockerfile says in folders instead of images: a stage begins as an empty folder, which stands for its WORKDIR.
 *
 * @param file - the Dockerfile: an instruction a line, as far as this repository uses them.
 * @param options - see {@link FollowOptions}.
 * @throws Error where an instruction fails, is not known, or copies what .dockerignore leaves out.
 */
export async function followDockerfile(file: string, { context, installed }: FollowOptions): Promise<FollowedImage> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'rowseal-image-'));
  const admitted = await admittedBy(path.join(context, '.dockerignore'));
  const stages = new Map<string, Stage>();
  const workdirs = new Map<string, string>();
  const image = { entrypoint: [] as string[], command: [] as string[] };
  let stage: Stage = { folder: scratch, env: {} };

  const copy = async (words: string[]) => {
    const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
    const to = path.join(stage.folder, words.pop() ?? '');
    for (const source of words) {
      const origin = from === undefined ? path.join(context, source) : inStage(from, source);
      if (from === undefined && !admitted.has(source.split('/')[0] ?? ''))
        throw new Error(`${source} is not in the context`);
      // As COPY does it: what is in a folder, but a file itself.
      const isFolder = await cp(path.join(origin, '.'), to, { recursive: true, verbatimSymlinks: true }).then(
        () => true,
        () => false,
      );
      if (!isFolder) await cp(origin, path.join(to, path.basename(source)));
    }
  };
  const inStage = (name: string, source: string) => {
    const workdir = workdirs.get(name) ?? '/';
    return path.join(stages.get(name)?.folder ?? '', path.relative(workdir, source));
  };
  const instructions: Record<string, (rest: string) => Promise<void> | void> = {
    FROM: async (rest) => {
      const name = / AS (\S+)$/.exec(rest)?.[1] ?? 'image';
      stage = { folder: path.join(scratch, name), env: {} };
      stages.set(name, stage);
      await mkdir(stage.folder);
    },
    WORKDIR: (rest) => {
      workdirs.set([...stages.keys()].at(-1) ?? '', rest);
    },
    ENV: (rest) => {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(rest) ?? [];
      stage.env[name] = value;
    },
    COPY: (rest) => copy(rest.split(' ')),
    RUN: async (rest) => {
      if (stages.size === 1 && rest.startsWith('npm ci')) await run('cp', ['-al', installed, `${stage.folder}/`]);
      else
        await run('sh', ['-c', rest], {
          cwd: stage.folder,
          env: { ...process.env, PATH: NODE_FIRST, ...stage.env },
          maxBuffer: 2 ** 26,
        });
    },
    ENTRYPOINT: (rest) => {
      image.entrypoint = JSON.parse(rest);
    },
    CMD: (rest) => {
      image.command = JSON.parse(rest);
    },
    USER: () => {},
    EXPOSE: () => {},
    HEALTHCHECK: () => {},
  };
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const remove = () => rm(scratch, { recursive: true, force: true });
  for (const line of lines) {
    const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    const instruction = instructions[name];
    if (!instruction) throw new Error(`cannot follow: ${line}`);
    await Promise.resolve(instruction(rest)).catch(async (error) => {
      await remove();
      throw error;
    });
  }
  return { ...image, ...stage, remove };
}

/** What of the context an engine would get: .dockerignore leaves all out, and takes these back. */
async function admittedBy(file: string): Promise<Set<string>> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  if (lines[0] !== '*') throw new Error('.dockerignore has to leave everything out first');
  return new Set(lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1)));
}
