import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

const FOLDER = new URL('../sql/', import.meta.url);

/** Applies the files of sql/ that the database does not have yet: in the order of their names, each in a transaction. */
export async function migrate(connectionString) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('create table if not exists public.applied_files (name text primary key)');
    for (const name of (await readdir(FOLDER)).sort()) {
      await client.query('begin');
      const { rowCount } = await client.query('insert into public.applied_files values ($1) on conflict do nothing', [
        name,
      ]);
      if (rowCount > 0) await client.query(await readFile(new URL(name, FOLDER), 'utf8'));
      await client.query('commit');
    }
  } finally {
    await client.end();
  }
}
