import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { WebSocket } from 'ws';

/** What a subscriber asks for, unless a test says otherwise. */
export const EVENTS =
  'subscription ($after: Cursor) { workspaceEvents(after: $after) { cursor event { rowId kind } } }';

/** What came of a subscription, result by result. */
export interface Heard {
  cursor: string;
  event: { rowId: string; kind: string } | null;
}

/** What a test says of a WebSocket. */
export interface Opening {
  token?: string | undefined;
  workspace?: string | undefined;
  headers?: Record<string, string>;
  protocol?: string;
  query?: string;
  path?: string;
  after?: string | undefined;
}

/** How a WebSocket was closed. */
export interface Closed {
  code: number;
  reason: string;
}

/** Where an app listens, once it does. */
export async function portOf(app: FastifyInstance): Promise<number> {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as AddressInfo).port;
}

/** A WebSocket and all that comes by it. */
export class Listener {
  readonly socket: WebSocket;
  readonly messages: { type: string; id?: string; payload?: unknown }[] = [];
  readonly heard: Heard[] = [];
  readonly closed: Promise<Closed>;
  /** The status of an answer that was none of a WebSocket. */
  refused: number | undefined;
  #waiting: (() => void)[] = [];
  #reason: string | undefined;

  constructor(port: number, { headers = {}, protocol = 'graphql-transport-ws', path = '/graphql/stream' }: Opening) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocol, { headers });
    this.socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      this.messages.push(message);
      const heard = message.payload?.data?.workspaceEvents;
      if (message.type === 'next' && heard) this.heard.push(heard);
      this.#changed();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('unexpected-response', (request, { statusCode }) => {
        this.refused = statusCode;
        this.#reason = String(statusCode);
        request.destroy();
        resolve({ code: 0, reason: String(statusCode) });
        this.#changed();
      });
      this.socket.on('error', () => {});
      this.socket.on('close', (code, reason) => {
        this.#reason ??= String(reason);
        resolve({ code, reason: String(reason) });
        this.#changed();
      });
    });
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Waits until what was heard is so, which it is never where the WebSocket was closed. */
  async until(isSo: (listener: Listener) => boolean): Promise<void> {
    while (!isSo(this)) {
      if (this.#reason !== undefined) throw new Error(`closed: ${this.#reason}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Waits for a message of a type. */
  async message(type: string) {
    await this.until(({ messages }) => messages.some((message) => message.type === type));
    return this.messages.find((message) => message.type === type);
  }

  close(): void {
    this.socket.close();
  }

  #changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/**
 * Subscribes to the events of a workspace, and waits until that has begun.
 *
 * @param app - to subscribe at.
 * @param opening - as whom, and to what.
 */
export async function listen(app: FastifyInstance, opening: Opening): Promise<Listener> {
  const { token, workspace, query = EVENTS, after } = opening;
  const listener = new Listener(await portOf(app), opening);
  await once(listener.socket, 'open');
  listener.send({ type: 'connection_init', payload: { token, workspace } });
  await Promise.race([listener.message('connection_ack'), listener.closed]);
  if (listener.socket.readyState !== WebSocket.OPEN) return listener;
  listener.send({ type: 'subscribe', id: '1', payload: { query, variables: { after } } });
  await Promise.race([listener.until(({ messages }) => messages.length > 1), listener.closed]);
  return listener;
}

/** What a body of server-sent events says, message by message. */
export async function* messagesIn(body: ReadableStream<Uint8Array> | null) {
  let text = '';
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    const messages = text.split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const { event, data = '' } = /^event: (?<event>\w+)\ndata:(?: (?<data>.*))?$/.exec(message)?.groups ?? {};
      if (event) yield { event, data: data === '' ? undefined : JSON.parse(data) };
    }
  }
}
