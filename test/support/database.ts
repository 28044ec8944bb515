import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type postgres from 'postgres';
import { afterAll, inject } from 'vitest';
import { withDatabase } from '#server/database/url.ts';
import { connect, withConnection } from './connect.ts';

/** A database of one test file: Rowseal, the demo's schema `app`, and pgTAP in the schema `tap`. */
export interface FreshDatabase {
  name: string;
  /** An administrator's connection URL. */
  adminUrl: string;
  gatewayUrl: string;
  issuerUrl: string;
  workerUrl: string;
  /** An administrator's connections, four at most. Closed for you. */
  admin: postgres.Sql;
}

/**
 * Clones the template database. Call it at the top of a test file, or of a describe(); the clone is dropped after it.
 *
 * @throws Error when the clone can't be made
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const template = inject('template');
  const name = `${template.clonePrefix}${randomBytes(6).toString('hex')}`;
  await withConnection(
    template.adminUrl,
    (server) => server`create database ${server(name)} template ${server(template.name)} strategy file_copy`,
  );
  const adminUrl = withDatabase(template.adminUrl, name);
  const admin = connect(adminUrl, { max: 4 });
  afterAll(async () => {
    await admin.end({ timeout: 1 });
    await withConnection(template.adminUrl, (server) => server`drop database ${server(name)} with (force)`);
  });
  await admin.unsafe(await readFile(GRANTS, 'utf8'));
  return {
    name,
    adminUrl,
    gatewayUrl: withDatabase(template.gatewayUrl, name),
    issuerUrl: withDatabase(template.issuerUrl, name),
    workerUrl: withDatabase(template.workerUrl, name),
    admin,
  };
}

/** What is granted on a database itself doesn't come with a clone. */
const GRANTS = path.resolve(import.meta.dirname, '../../db/database.sql');
