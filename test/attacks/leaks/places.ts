import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type postgres from 'postgres';
import { expect } from 'vitest';
import { type Finding, type Needle, searcher } from '#test/support/secret-search.ts';
import type { TalkativeInstallation } from './installation.ts';
import type { World } from './world.ts';

/** Something to search, by name. */
type Haystack = readonly [name: string, content: Buffer];

/** Where a secret might lie. */
export interface Place {
  name: string;
  /** Whether it holds rows: then what lies in tables by design does not count. */
  kind: 'database' | 'logs';
  /** Where in it plant() has put a secret, and in which notations. */
  planted: Record<string, readonly string[]>;
  /** What is there; undefined where this machine cannot tell. */
  read(installation: TalkativeInstallation, world: World): Promise<Haystack[] | undefined>;
}

const EVERY_NOTATION = ['as it is', 'hexadecimal', 'base64', 'base64url'];
const AS_IT_IS = ['as it is'];

/** Every place to search. The server's log is the last one: reading it ends the server. */
export const PLACES: Place[] = [
  {
    name: 'the rows of every table',
    kind: 'database',
    planted: { planted: EVERY_NOTATION },
    read: ({ admin }) => dumpRows(admin),
  },
  {
    name: 'what pg_dump writes',
    kind: 'database',
    planted: { pg_dump: EVERY_NOTATION },
    read: (installation) => dumpDatabase(installation),
  },
  {
    name: 'the files of the database',
    kind: 'database',
    planted: { base: EVERY_NOTATION, pg_wal: EVERY_NOTATION },
    read: async ({ admin, dataDir }) => {
      await admin`checkpoint`;
      return readFiles(dataDir);
    },
  },
  {
    name: 'the log of the database',
    kind: 'logs',
    planted: { log: ['as it is', 'hexadecimal'] },
    read: async (installation) => text('log', await installation.databaseLog()),
  },
  {
    name: 'the list of running statements',
    kind: 'logs',
    planted: { pg_stat_activity: AS_IT_IS },
    read: async (_, world) => text('pg_stat_activity', world.seen()),
  },
  {
    name: 'the statistics of statements',
    kind: 'logs',
    planted: { pg_stat_statements: AS_IT_IS },
    read: async ({ admin, has }) => {
      if (!has('pg_stat_statements')) return undefined;
      const rows = await admin<{ query: string | null }[]>`select query from pg_stat_statements`;
      // What was dropped, or could not be read, is not searched: nothing found would show nothing.
      const [kept] = await admin`select dealloc::int as dropped from pg_stat_statements_info`;
      expect(kept?.['dropped']).toBe(0);
      expect(rows.filter(({ query }) => query === null)).toEqual([]);
      return text('pg_stat_statements', rows.map(({ query }) => query).join('\n'));
    },
  },
  {
    name: 'the log of the server',
    kind: 'logs',
    planted: { output: AS_IT_IS },
    read: async (installation) => text('output', await installation.serverLog()),
  },
];

/**
 * Searches what lies at a place.
 *
 * @param haystacks - what was read there.
 * @param needles - pieces of secrets.
 * @returns what was found, each piece once a haystack: in which, and after how many bytes.
 */
export function find(haystacks: Haystack[], needles: Needle[]): (Finding & { name: string })[] {
  const search = searcher(needles);
  return haystacks.flatMap(([name, content]) => search(content).map((finding) => ({ name, ...finding })));
}

function text(name: string, content: string): Haystack[] {
  return [[name, Buffer.from(content)]];
}

/** Every row of every table as text; the system catalogues' are left to the search of the files. */
async function dumpRows(admin: postgres.Sql): Promise<Haystack[]> {
  const tables = await admin<{ name: string }[]>`
    select oid::regclass::text as name from pg_class
     where relkind in ('r', 'm') and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)`;
  const dump = async ({ name }: { name: string }): Promise<Haystack> => {
    const rows = await admin.unsafe(`select each::text as row from ${name} as each`);
    return [name, Buffer.from(rows.map(({ row }) => row).join('\n'))];
  };
  return Promise.all(tables.map(dump));
}

/** npm brings no pg_dump, and one that is older than the server refuses. */
async function dumpDatabase({ admin, adminUrl }: TalkativeInstallation): Promise<Haystack[] | undefined> {
  const run = promisify(execFile);
  const [server] = await admin`select current_setting('server_version_num')::int / 10000 as major`;
  const { stdout: version } = await run('pg_dump', ['--version']).catch(() => ({ stdout: '' }));
  if (!(Number(/\d+/.exec(version)?.[0]) >= server?.['major'])) return undefined;
  return text('pg_dump', (await run('pg_dump', [adminUrl], { maxBuffer: 2 ** 28 })).stdout);
}

async function readFiles(directory: string): Promise<Haystack[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(async (file): Promise<Haystack> => [path.relative(directory, file), await readFile(file)]),
  );
}
