import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, connect as openSocket, type Socket } from 'node:net';

/**
 * A pooler in transaction mode that renames prepared statements as PgBouncer does from 1.21 on: one name for one text, whoever prepares it,
 * and so names that can be guessed. Enough of it to be attacked: no passwords, no TLS, no cancelling.
 */

interface Message {
  type: string;
  body: Buffer;
}

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const text = (value: string) => Buffer.from(`${value}\0`);
const encode = ({ type, body }: Message) => Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
const say = (type: string, ...parts: Buffer[]) => encode({ type, body: Buffer.concat(parts) });
const fatal = (message: string) =>
  // As PgBouncer says it: without the field that is never translated (V).
  say('E', ...['SFATAL', 'C08P01', `M${message}`].map(text), Buffer.from([0]));
const READY = say('Z', Buffer.from('I'));
const SSL_REQUEST = int32(80_877_103);

/** Cuts a stream into messages. */
function messages(
  socket: Socket,
  heard: (message: Message) => void,
  startup?: (parameters: Map<string, string>) => void,
) {
  let rest: Buffer = Buffer.alloc(0);
  let isStarted = startup === undefined;
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = isStarted ? 1 : 0;
      if (rest.length < head + 4) return;
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) return;
      const body = rest.subarray(head + 4, end);
      const type = isStarted ? rest.toString('latin1', 0, 1) : '';
      rest = rest.subarray(end);
      if (isStarted) {
        heard({ type, body });
      } else if (body.equals(SSL_REQUEST)) {
        socket.write('N');
      } else {
        isStarted = true;
        const words = body.subarray(4).toString().split('\0');
        const pairs = words.flatMap((word, n) =>
          n % 2 === 0 && word !== '' ? [[word, words[n + 1] ?? ''] as const] : [],
        );
        startup?.(new Map(pairs));
      }
    }
  });
  socket.on('error', () => socket.destroy());
}

function cutName(body: Buffer, from = 0): [name: string, rest: Buffer] {
  const end = body.indexOf(0, from);
  return [body.toString('latin1', from, end), body.subarray(end + 1)];
}

/** A step of a batch: what the backend is asked, and whether the client hears of it. */
interface Step {
  sent?: Buffer;
  /** The answer's types that end this step. */
  ends: string;
  isHidden?: boolean;
  /** What the client hears instead of asking. */
  instead?: Buffer;
  /** Undoes what was assumed of it, where it never ran. */
  undo?: () => void;
}

/** Whose connection it is, and to what. */
interface Parameters {
  user: string;
  database: string;
}

interface Backend {
  parameters: Parameters;
  socket: Socket;
  isReady: Promise<void>;
  statements: Set<string>;
  client: Client | undefined;
}

interface Prepared {
  name: string;
  parse: Buffer;
}

/** One client's connection. */
class Client {
  readonly socket: Socket;
  readonly prepared = new Map<string, Prepared>();
  waiting: Message[] = [];
  steps: Step[] = [];
  backend: Backend | undefined;
  parameters: Parameters = { user: '', database: '' };

  constructor(socket: Socket) {
    this.socket = socket;
  }
}

/** A running pooler. */
export interface Pooler {
  /** The port that clients connect to, on 127.0.0.1. */
  port: number;
  stop(): Promise<void>;
}

/**
 * Starts a pooler.
 *
 * @param socketPath - of the server.
 * @param backends - connections to the server at most, for each role and database.
 * @param follows - whether it follows prepared statements at all; PgBouncer before 1.21 does not.
 */
export async function startRenamingPooler(socketPath: string, backends = 1, follows = true): Promise<Pooler> {
  const names = new Map<string, string>();
  const free: Backend[] = [];
  const queue: Client[] = [];
  const opened = new Set<Backend>();

  function openBackend(parameters: Parameters): Backend {
    const socket = openSocket(socketPath);
    const { promise, resolve } = Promise.withResolvers<void>();
    const backend: Backend = { parameters, socket, isReady: promise, statements: new Set(), client: undefined };
    opened.add(backend);
    const start = Buffer.concat([
      int32(196_608),
      ...['user', parameters.user, 'database', parameters.database].map(text),
      Buffer.from([0]),
    ]);
    socket.on('connect', () => socket.write(Buffer.concat([int32(start.length + 4), start])));
    messages(socket, (message) => {
      if (backend.client) answered(backend, backend.client, message);
      else if (message.type === 'Z') resolve();
    });
    socket.on('close', () => {
      opened.delete(backend);
      const at = free.indexOf(backend);
      if (at >= 0) free.splice(at, 1);
      backend.client?.socket.destroy();
      next();
    });
    return backend;
  }

  /** A backend for a client, where one is free or may be opened. */
  function backendFor({ parameters: { user, database } }: Client): Backend | undefined {
    const isAlike = ({ parameters }: Backend) => parameters.user === user && parameters.database === database;
    const at = free.findLastIndex(isAlike);
    if (at >= 0) return free.splice(at, 1)[0];
    return [...opened].filter(isAlike).length < backends ? openBackend({ user, database }) : undefined;
  }

  function next(): void {
    for (const client of [...queue]) {
      const backend = backendFor(client);
      if (!backend) continue;
      queue.splice(queue.indexOf(client), 1);
      client.backend = backend;
      void backend.isReady.then(() => {
        backend.client = client;
        flush(client, backend);
      });
    }
  }

  /** Sends what a client has said up to its Sync. */
  function flush(client: Client, backend: Backend): void {
    for (const message of client.waiting.splice(0)) {
      const steps = translate(client, backend, message);
      if (steps === undefined) {
        client.socket.end(fatal('prepared statement did not exist'));
        backend.socket.destroy();
        return;
      }
      client.steps.push(...steps);
      for (const { sent } of steps) if (sent) backend.socket.write(sent);
    }
    advance(client);
  }

  function translate(client: Client, backend: Backend, message: Message): Step[] | undefined {
    const { type, body } = message;
    const sent = encode(message);
    if (!follows) {
      const ends: Record<string, string> = { P: '1', B: '2', C: '3', D: 'Tn', E: 'CIs', S: 'Z', Q: 'Z' };
      return [{ sent, ends: ends[type] ?? '' }];
    }
    if (type === 'P') {
      const [name, rest] = cutName(body);
      if (name === '') return [{ sent, ends: '1' }];
      const shared = names.get(rest.toString('latin1')) ?? `PGBOUNCER_${names.size + 1}`;
      names.set(rest.toString('latin1'), shared);
      client.prepared.set(name, { name: shared, parse: say('P', text(shared), rest) });
      return prepare(client, backend, name, { instead: say('1'), ends: '' });
    }
    if (type === 'B') {
      const [portal, rest] = cutName(body);
      const [name, values] = cutName(rest);
      if (name === '') return [{ sent, ends: '2' }];
      const prepared = client.prepared.get(name);
      if (!prepared) return undefined;
      const bind = say('B', text(portal), text(prepared.name), values);
      return prepare(client, backend, name, { sent: bind, ends: '2' });
    }
    if (type === 'C' && body[0] === 0x53) {
      client.prepared.delete(cutName(body, 1)[0]);
      return [{ instead: say('3'), ends: '' }];
    }
    const ends: Record<string, string> = { D: 'Tn', E: 'CIs', S: 'Z', Q: 'Z', C: '3' };
    return [{ sent, ends: ends[type] ?? '' }];
  }

  /** A step that needs a statement on the backend, after preparing it there if need be. */
  function prepare(client: Client, backend: Backend, name: string, step: Step): Step[] {
    const prepared = client.prepared.get(name);
    if (!prepared || backend.statements.has(prepared.name)) return [step];
    backend.statements.add(prepared.name);
    const undo = () => void backend.statements.delete(prepared.name);
    return [{ sent: prepared.parse, ends: '1', isHidden: true, undo }, step];
  }

  /** Tells a client what it is to hear without asking. */
  function advance(client: Client): void {
    for (let step = client.steps[0]; step?.ends === ''; step = client.steps[0]) {
      if (step.instead) client.socket.write(step.instead);
      client.steps.shift();
    }
  }

  function answered(backend: Backend, client: Client, message: Message): void {
    const { type, body } = message;
    if (type === 'C' && body.toString('latin1').startsWith('DEALLOCATE ALL')) {
      client.prepared.clear();
      backend.statements.clear();
    }
    const step = client.steps[0];
    if (!step?.isHidden || type === 'E') client.socket.write(encode(message));
    if (type === 'E') {
      for (const { undo } of client.steps) undo?.();
      client.steps = client.steps.filter(({ ends }) => ends === 'Z');
    }
    if (type === 'Z') client.steps = [];
    else if (step?.ends.includes(type)) {
      client.steps.shift();
    }
    advance(client);
    if (type !== 'Z' || body.toString() !== 'I') return;
    backend.client = undefined;
    client.backend = undefined;
    free.push(backend);
    next();
  }

  const clients = new Set<Client>();
  const server = createServer((socket) => {
    const client = new Client(socket);
    clients.add(client);
    socket.on('close', () => {
      clients.delete(client);
      const at = queue.indexOf(client);
      if (at >= 0) queue.splice(at, 1);
      client.backend?.socket.destroy();
    });
    messages(
      socket,
      (message) => {
        if (message.type === 'X') return void socket.end();
        client.waiting.push(message);
        if (client.backend?.client === client) {
          flush(client, client.backend);
        } else if (/[SQH]/.test(message.type)) {
          if (!client.backend) queue.push(client);
          next();
        }
      },
      (asked) => {
        if (asked.has('options')) return void socket.end(fatal('unsupported startup parameter: options'));
        client.parameters = { user: asked.get('user') ?? '', database: asked.get('database') ?? '' };
        const known = { server_version: '18.4', client_encoding: 'UTF8', standard_conforming_strings: 'on' };
        const statuses = Object.entries(known).map(([name, value]) => say('S', text(name), text(value)));
        socket.write(Buffer.concat([say('R', int32(0)), ...statuses, say('K', int32(1), int32(1)), READY]));
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      for (const { socket, backend } of clients) {
        socket.destroy();
        backend?.socket.destroy();
      }
      for (const { socket } of free) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
