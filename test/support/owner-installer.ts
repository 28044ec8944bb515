import type postgres from 'postgres';
import { withDatabase, withRole } from '#server/database/url.ts';

/** A role as hosters give it to their customers: it may make roles and databases, and is no superuser. */
export interface OwnerOptions {
  name: string;
  database: string;
  /** What the hoster has set for it. */
  createroleSelfGrant?: string;
}

/**
 * Makes a database and the role that owns it, who is no superuser.
 *
 * @param root - a superuser's connection.
 * @param url - where to, as a superuser.
 * @param options - see {@link OwnerOptions}.
 * @returns the owner's connection string.
 */
export async function makeOwner(root: postgres.Sql, url: string, options: OwnerOptions): Promise<string> {
  const { name, database, createroleSelfGrant } = options;
  const [found] = await root`select from pg_roles where rolname = ${name}`;
  if (!found) await root`create role ${root(name)} login createrole createdb`;
  if (createroleSelfGrant !== undefined)
    await root.unsafe(`alter role "${name}" set createrole_self_grant = '${createroleSelfGrant}'`);
  await root`create database ${root(database)} owner ${root(name)}`;
  return withRole(withDatabase(url, database), name);
}
