// Writes what follows from elsewhere: schema.graphql, db/TABLES.md and docs/operate/citus.md from the database, openapi.d.ts from the routes, the overrides of biome.json from
// server/README.md.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { installNotes } from '../demo/install.ts';
import { buildApp } from '../server/app.ts';
import { openGateway } from '../server/database/gateway.ts';
import { startEmbedded } from '../server/embedded/embedded-postgres.ts';
import { printSchemaOf } from '../server/graphql/plugin.ts';
import { ensureDatabase, install } from '../server/install/install.ts';
import { describeCitus } from './citus.ts';
import { openapiTypes } from './openapi-types.ts';
import { roomOverrides, roomsOf } from './rooms.ts';
import { describeTables } from './tables.ts';

const biome = JSON.parse(await readFile('biome.json', 'utf8'));
const overrides = roomOverrides(roomsOf(await readFile('server/README.md', 'utf8')));
await writeFile('biome.json', JSON.stringify({ ...biome, overrides }, null, 2));
execFileSync('npx', ['biome', 'format', '--write', 'biome.json']);

const cluster = await startEmbedded({});
try {
  await ensureDatabase(cluster.url(), 'rowseal');
  const adminUrl = cluster.url('rowseal');
  const masterKey = new Uint8Array(32);
  const { gatewayUrl, issuerUrl } = await install({ adminUrl, masterKey });
  await installNotes(adminUrl);
  const gateway = openGateway(gatewayUrl);
  await writeFile('schema.graphql', await printSchemaOf({ gateway, schemas: ['app'] }));
  await writeFile('db/TABLES.md', await describeTables(adminUrl));
  await writeFile('docs/operate/citus.md', await describeCitus(adminUrl));
  await gateway.close();
  const publicUrl = 'http://localhost:4000';
  const app = await buildApp({ gatewayUrl, issuerUrl, masterKey, publicUrl, development: false, logLevel: 'silent' });
  await app.ready();
  await writeFile('openapi.d.ts', await openapiTypes(await app.openapi()));
  await app.close();
} finally {
  await cluster.stop();
}
