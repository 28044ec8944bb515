// Runs Supabase's splinter over a database and compares what it warns of with docs/splinter.md. Splinter is no part of the package: fetch it.
// Usage: DATABASE_URL=… node scripts/splinter.ts path/to/splinter.sql. Run in a database of its own: the transaction is taken back.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openAdministrator } from '../server/install/administrator.ts';

interface Lint {
  name: string;
  level: string;
  detail: string;
}

const [file] = process.argv.slice(2);
const url = process.env['DATABASE_URL'];
if (file === undefined || url === undefined) throw new Error('DATABASE_URL and the path of splinter.sql are needed');
const page = await readFile(path.resolve(import.meta.dirname, '../docs/splinter.md'), 'utf8');
const excepted = new Set(
  [...page.matchAll(/^\| `(\w+)` \| (?:ERROR|WARN) \| (.*?) \|/gm)].flatMap(([, lint = '', objects = '']) =>
    [...objects.matchAll(/`([^`]+)`/g)].map(([, object]) => `${lint} ${object}`),
  ),
);

const sql = await openAdministrator(url);
try {
  await sql`begin`;
  // What it asks for on a hoster's server; and every schema counts as exposed.
  await sql.unsafe(`
    do $$ declare v_role text; begin
      foreach v_role in array array['anon', 'authenticated'] loop
        if not exists (select from pg_catalog.pg_roles where rolname = v_role) then
          execute format('create role %I', v_role);
        end if;
      end loop;
    end $$;
    create schema if not exists auth; create schema if not exists storage;
    select set_config('pgrst.db_schemas', (select string_agg(nspname, ',') from pg_namespace where nspname !~ '^pg_'), true)`);
  const answer: unknown = await sql.unsafe(await readFile(file, 'utf8'));
  const lints = (Array.isArray(answer) ? answer.flat(2) : []).filter((row): row is Lint => 'level' in Object(row));
  const warnings = lints.filter(({ level }) => level !== 'INFO');
  // pgTAP is for tests.
  const found = warnings.map(({ name, level, detail }) => ({ name, level, object: objectOf(detail), detail }));
  const open = found.filter(({ name, object }) => !object.startsWith('tap.') && !excepted.has(`${name} ${object}`));
  for (const { level, name, object } of open) console.log(`${level} ${name} ${object}`);
  console.log(`${lints.length} lints, ${warnings.length} of them ERROR or WARN, ${open.length} without an exception`);
  if (open.length > 0) process.exitCode = 1;
} finally {
  await sql`rollback`;
  await sql.end();
}

/** What it is about: the first name in backticks, without arguments. */
function objectOf(detail: string): string {
  return /\\?`([\w.]+)/.exec(detail)?.[1] ?? detail;
}
