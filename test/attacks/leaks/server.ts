// The server and the worker in a process of their own, which log all they can, and tell their parent the port.
import { buildApp } from '#server/app.ts';
import type { Doors } from '#server/install/install.ts';
import { startWorker } from '#server/worker/worker.ts';

const { doors, masterKey, planted } = JSON.parse(process.env['LEAKS'] ?? '') as {
  doors: Doors;
  masterKey: string;
  planted: string;
};
const key = Buffer.from(masterKey, 'base64');
const app = await buildApp({
  ...doors,
  masterKey: key,
  publicUrl: 'http://localhost:4000',
  schemas: ['app'],
  development: true,
  logLevel: 'trace',
  isLagging: () => false,
});
const worker = await startWorker(doors.workerUrl, key, (message) => console.error(message));
app.log.trace({ planted });
await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
process.send?.(typeof address === 'object' ? address?.port : undefined);
process.once('SIGTERM', async () => {
  await Promise.all([app.close(), worker.stop()]);
  process.exit(0);
});
