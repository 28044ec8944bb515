import { randomBytes } from 'node:crypto';
import type postgres from 'postgres';
import { inject } from 'vitest';
import { withDatabase } from '#server/database/url.ts';
import { closeAfterFile } from './closing.ts';
import { connect, withConnection } from './connect.ts';
import { grantOnDatabase } from './database-grants.ts';
import { installPgTap } from './pgtap.ts';

/** A database of one test file: Rowseal, and the demo's schema `app`. */
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
 * Clones a template database. Call it at the top of a test file, or of a describe(); the clone is dropped after it.
 *
 * @param options - `seeded`: with the demo's people and notes, whose passwords cost as little as they may; `tap`: with pgTAP in the schema `tap`.
 * @throws Error when the clone can't be made
 */
export async function freshDatabase({ seeded = false, tap = false } = {}): Promise<FreshDatabase> {
  const template = inject('template');
  const source = seeded ? template.seeded : tap ? template.tap : template.name;
  const name = `${template.clonePrefix}${randomBytes(6).toString('hex')}`;
  await withConnection(
    template.adminUrl,
    (server) => server`create database ${server(name)} template ${server(source)} strategy file_copy`,
  );
  const adminUrl = withDatabase(template.adminUrl, name);
  const admin = connect(adminUrl, { max: 4 });
  closeAfterFile(async () => {
    await admin.end({ timeout: 1 });
    await withConnection(template.adminUrl, (server) => server`drop database ${server(name)} with (force)`);
  });
  await grantOnDatabase(admin);
  if (seeded && tap) await installPgTap(admin);
  return {
    name,
    adminUrl,
    gatewayUrl: withDatabase(template.gatewayUrl, name),
    issuerUrl: withDatabase(template.issuerUrl, name),
    workerUrl: withDatabase(template.workerUrl, name),
    admin,
  };
}
