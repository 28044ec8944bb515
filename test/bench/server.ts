// A server of one kind in a process of its own: tells its parent the port, and ends with it.
import type { FastifyInstance } from 'fastify';
import type { VariantName } from './child.ts';
import type { ServerSettings } from './installation.ts';

const variant = process.argv[2] as VariantName;
const settings = JSON.parse(process.env['BENCH_SETTINGS'] ?? '') as ServerSettings;
const { build } = (await import(`./variants/${variant}.ts`)) as {
  build: (settings: ServerSettings) => Promise<FastifyInstance>;
};

const app = await build(settings);
await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
process.send?.(typeof address === 'object' ? address?.port : undefined);
for (const event of ['SIGTERM', 'disconnect'] as const) process.once(event, () => process.exit(0));
