import { type Context, GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer, type WebSocket as ProtocolSocket } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Entry } from '../../database/entry.ts';
import type { OpenStream, StreamOutlet } from '../../http/open-stream.ts';
import { type Problem, problemOf } from '../../http/problem.ts';
import { parse, workspaceName } from '../../http/schemas.ts';
import type { Upgrade } from '../../http/upgrades.ts';
import { closeCodeOf } from './close-codes.ts';
import { type Operations, SubscriptionRequest } from './operations.ts';

const LARGEST_MESSAGE = 100_000;
const LONGEST_INIT_MS = 5_000;
/** Shorter than what proxies wait for. A client that has not answered by the next one is gone. */
const PING_MS = 12_000;
/** For how long a client may take to say that it has heard of the end. */
const LAST_WORDS_MS = 2_000;

const Init = z.looseObject({ token: z.string(), workspace: workspaceName.nullish() });

/** Who is on the other side of a WebSocket, and what is theirs. */
export interface Caller {
  /** Whom a token is of; what it throws of Problem is thrown. */
  entryOf(token: string, workspace: string | undefined): Promise<Entry>;
  /** Counts one more subscription. */
  count(): void;
  /** Opens the stream of whom {@link entryOf} has named. */
  open(entry: Entry, outlet: StreamOutlet): OpenStream;
  /** Told of what is a fault of ours. */
  failed(error: unknown): void;
}

/** What is known of a connection. */
interface Connection extends Record<PropertyKey, unknown> {
  socket: WebSocket;
  caller: Caller;
  stream: OpenStream | undefined;
}

/** Serves one connection after another. */
export interface WebSockets {
  /** Takes the connection of a request over. */
  serve(request: Parameters<WebSocketServer['handleUpgrade']>[0], upgrade: Upgrade, caller: Caller): void;
}

/**
 * Subscriptions by the protocol graphql-transport-ws. Credentials come in its first message, within five seconds, and from nowhere else.
 *
 * @param operations - what is subscribed to.
 */
export function openWebSockets(operations: Operations): WebSockets {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: LARGEST_MESSAGE,
    handleProtocols: (offered) => offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) && GRAPHQL_TRANSPORT_WS_PROTOCOL,
  });
  const server = makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: LONGEST_INIT_MS,
    onConnect: admit,
    onSubscribe: async ({ extra }, _id, payload) => {
      const { stream, caller } = extra;
      if (!stream) throw new Error('a subscription came before its stream');
      caller.count();
      return operations.read(parse(SubscriptionRequest, payload), stream);
    },
    subscribe: (args) => operations.run(args),
  });
  return {
    serve: (request, { socket: connection, head }, caller) =>
      sockets.handleUpgrade(request, connection, head, (socket) =>
        attach(server, { socket, caller, stream: undefined }),
      ),
  };
}

async function admit({ connectionParams, extra }: Context<Record<string, unknown>, Connection>): Promise<boolean> {
  const { socket, caller } = extra;
  try {
    const { token, workspace } = parse(Init, connectionParams ?? {});
    const entry = await caller.entryOf(token, workspace ?? undefined);
    if (socket.readyState !== socket.OPEN) return false;
    extra.stream = caller.open(entry, outletOf(socket));
    socket.once('close', () => extra.stream?.left());
    return true;
  } catch (error) {
    closeWith(socket, problemOf(error));
    return false;
  }
}

function outletOf(socket: WebSocket): StreamOutlet {
  return {
    waiting: () => socket.bufferedAmount,
    end: (problem) => {
      if (socket.bufferedAmount > 0) return socket.terminate();
      closeWith(socket, problem);
    },
  };
}

function closeWith(socket: WebSocket, problem: Problem): void {
  socket.close(closeCodeOf(problem), problem.code);
  setTimeout(() => socket.terminate(), LAST_WORDS_MS).unref();
}

/** Has the protocol speak over a socket: what is sent is awaited, so that the next result is asked for when the client has this one. */
function attach(
  server: ReturnType<typeof makeServer<Record<string, unknown>, Connection>>,
  connection: Connection,
): void {
  const { socket, caller } = connection;
  const pings = keepAlive(socket);
  const failed = (error: unknown) => {
    const problem = problemOf(error);
    if (problem.code === 'internal') caller.failed(error);
    closeWith(socket, problem);
  };
  const protocol: ProtocolSocket = {
    protocol: socket.protocol,
    send: (text) =>
      new Promise((resolve, reject) => {
        if (socket.readyState !== socket.OPEN) return resolve();
        socket.send(text, (error) => (error ? reject(error) : resolve()));
      }),
    close: (code, reason) => socket.close(code, reason),
    onMessage: (take) => socket.on('message', (data) => void take(String(data)).catch(failed)),
  };
  const closed = server.opened(protocol, connection);
  // Of its connection: 'close' follows.
  socket.on('error', () => {});
  socket.once('close', (code, reason) => {
    clearInterval(pings);
    void Promise.resolve(closed(code, String(reason))).catch(caller.failed);
  });
}

function keepAlive(socket: WebSocket): NodeJS.Timeout {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  return setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, PING_MS).unref();
}
