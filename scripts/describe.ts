// Writes what is described from the database itself: schema.graphql and db/TABLES.md.
import { writeFile } from 'node:fs/promises';
import { installDemo } from '../demo/install.ts';
import { openGateway } from '../server/database/gateway.ts';
import { startEmbedded } from '../server/embedded/embedded-postgres.ts';
import { printSchemaOf } from '../server/graphql/plugin.ts';
import { ensureDatabase, install } from '../server/install/install.ts';
import { describeTables } from './tables.ts';

const cluster = await startEmbedded({});
try {
  await ensureDatabase(cluster.url(), 'rowseal');
  const adminUrl = cluster.url('rowseal');
  const { gatewayUrl } = await install({ adminUrl, masterKey: new Uint8Array(32) });
  await installDemo(adminUrl);
  const gateway = openGateway(gatewayUrl);
  await writeFile('schema.graphql', await printSchemaOf({ gateway, schemas: ['app'] }));
  await writeFile('db/TABLES.md', await describeTables(adminUrl));
  await gateway.close();
} finally {
  await cluster.stop();
}
