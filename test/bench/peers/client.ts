import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request, and what its answer has to hold. */
export interface Asked {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/**
 * Sends a request over a connection that is kept.
 *
 * @param url - of the server.
 * @param asked - the request.
 * @returns the answer's body.
 * @throws Error for any status but 200.
 */
export function send(url: string, { method, path, headers, body }: Asked): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  request(`${url}${path}`, { method, agent, headers: { ...headers, ...length } }, (response) => {
    text(response).then((answer) => {
      if (response.statusCode === 200) resolve(answer);
      else reject(new Error(`${method} ${path} was answered with ${response.statusCode}: ${answer.slice(0, 300)}`));
    }, reject);
  })
    .once('error', reject)
    .end(body);
  return promise;
}

/** Closes the connections. */
export function closeConnections(): void {
  agent.destroy();
}
