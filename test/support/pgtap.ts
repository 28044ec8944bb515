import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type postgres from 'postgres';

/**
 * Installs pgTAP into the schema `tap`, for every role: as an extension where the server has it, else from its SQL
 * file, which an npm package carries.
 *
 * @param sql - an administrator's connection to the database
 * @throws Error when the schema exists already
 */
export async function installPgTap(sql: postgres.Sql): Promise<void> {
  await sql`create schema tap`;
  await sql`grant usage on schema tap to public`;
  const [extension] = await sql`select from pg_available_extensions where name = 'pgtap'`;
  if (extension) await sql`create extension pgtap with schema tap`;
  else
    await sql.unsafe(`set search_path = tap; ${await packagedPgTap()};
      alter function schemas_are(name[], text) set standard_conforming_strings = on; reset search_path`);
}

async function packagedPgTap(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite-pgtap');
  const archive = gunzipSync(await readFile(path.join(path.dirname(entry), 'pgtap.tar.gz')));
  return tarMember(archive, 'share/postgresql/extension/pgtap.sql');
}

/** In a tar archive every member is a header of 512 bytes and its content, padded to a multiple of 512. */
function tarMember(archive: Buffer, wanted: string): string {
  for (let at = 0; at < archive.length; ) {
    const name = archive.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(archive.toString('ascii', at + 124, at + 136), 8) || 0;
    if (name === wanted) return archive.toString('utf8', at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`the archive holds no ${wanted}`);
}
