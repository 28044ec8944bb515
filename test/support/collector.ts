import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { closeAfterFile } from './closing.ts';

/** A collector of OpenTelemetry's that keeps what it is sent. */
export interface Collector {
  url: string;
  /** What was posted to a path, one after the other; as protobuf, in which texts stand as they are. */
  received(path: string): Buffer;
}

/** Starts one, until the test file has ended. */
export async function startCollector(): Promise<Collector> {
  const bodies: { path: string; body: Buffer }[] = [];
  const server = createServer((request, response) => {
    buffer(request).then((body) => {
      bodies.push({ path: request.url ?? '', body });
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closeAfterFile(async () => void server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: (wanted) => Buffer.concat(bodies.filter(({ path }) => path === wanted).map(({ body }) => body)),
  };
}
