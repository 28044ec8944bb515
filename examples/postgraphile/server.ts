// Notes over PostGraphile on a server of one's own: node --import … server.ts, with GATEWAY_URL and ISSUER, the public URL of the Rowseal server.
import { createServer } from 'node:http';
import express from 'express';
import { postgraphile } from 'postgraphile';
import { grafserv } from 'postgraphile/grafserv/express/v4';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { openPreset } from 'rowseal/postgraphile';

const rowseal = openPreset({
  databaseUrl: process.env['GATEWAY_URL'] ?? '',
  issuer: process.env['ISSUER'] ?? 'http://localhost:4000',
  schemas: ['app'],
  known: ({ expressv4 }) => ({ ...(expressv4?.req.ip ? { ip: expressv4.req.ip } : {}) }),
});
const instance = postgraphile({ extends: [PostGraphileAmberPreset, rowseal.preset] });
await instance.getSchema(); // says at the start what is wrong with the database

const app = express();
export const server = createServer(app);
await instance.createServ(grafserv).addTo(app, server);
server.listen(Number(process.env['PORT'] ?? 3000));

export async function close() {
  server.close();
  await instance.release();
  await rowseal.close();
}
