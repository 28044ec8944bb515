import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect as dial, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { closeAfterFile } from './closing.ts';

/** A network between a server and its database, which fails as it is told to. */
export interface FaultProxy {
  /** The same connection URL, through this. */
  through(url: string): string;
  /** From now on nothing is delivered in either direction, on old connections or new ones, and nothing is said about it: half-open connections. */
  silence(): void;
  /**
   * From now on a statement that is to run does run, and the connection ends in the place of its answer; but for what a new connection asks before
   * it serves anybody.
   */
  loseAnswers(): void;
  /** From now on nobody is at the address any more, and whoever was connected is not. */
  vanish(): Promise<void>;
  /** From now on whoever connects is disconnected at once, as by a load balancer without a backend. */
  hangUp(): void;
  /** From now on the address leads to another server, as after a failover; whoever was connected is not any more. */
  leadTo(url: string): void;
  /** From now on who connects is led to another server, as by a load balancer; who was connected stays where they are. */
  leadOthersTo(url: string): void;
  /** Ends this fault, if there is one: whoever was connected is not any more. */
  heal(): Promise<void>;
  /** Connections that are open. */
  readonly connections: number;
}

const EXECUTE = 'E'.charCodeAt(0);
const SIMPLE_QUERY = 'Q'.charCodeAt(0);
const READY = 'Z'.charCodeAt(0);
/** What doors ask on a new connection. */
const PREPARATIONS = ['show rowseal.pinned', 'rowseal.stray_settings()', 'rowseal.recovery_state_since('];

/**
 * Opens a network to a database, closed after the test file.
 *
 * @param url - any connection URL of the database's server.
 */
export async function openFaultProxy(url: string): Promise<FaultProxy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-proxy-'));
  let target = addressOf(url);
  const address = path.join(folder, '.s.PGSQL.5432');
  let fault: 'none' | 'silent' | 'answers lost' | 'hung up' = 'none';
  const pairs = new Set<[client: Socket, server: Socket]>();

  const proxy = createServer((client) => {
    if (fault === 'hung up') return client.destroy();
    const server = dial(target);
    const pair: [Socket, Socket] = [client, server];
    pairs.add(pair);
    const over = () => {
      // A silent network does not tell the client either.
      if (fault !== 'silent') client.destroy();
      server.destroy();
      if (client.destroyed) pairs.delete(pair);
    };
    for (const socket of pair) socket.on('error', () => {}).on('close', over);
    let isDoomed = false;
    // The driver may send its text first, and have it run when it knows the types of its parameters.
    let isPreparing = false;
    const requests = messageTypes(false);
    const answers = messageTypes(true);
    client.on('data', (bytes) => {
      const types = requests(bytes);
      if (fault === 'silent') return;
      const runs = types.some((type) => type === EXECUTE || type === SIMPLE_QUERY);
      isPreparing ||= PREPARATIONS.some((text) => bytes.includes(text));
      if (fault === 'answers lost' && runs && !isPreparing) isDoomed = true;
      server.write(bytes);
    });
    server.on('data', (bytes) => {
      const types = answers(bytes);
      if (fault === 'silent') return;
      const isReady = types.includes(READY);
      if (isReady) isPreparing = false;
      if (!isDoomed) client.write(bytes);
      else if (isReady) over();
    });
    return undefined;
  });
  const listen = () => new Promise<void>((resolve) => proxy.listen(address, resolve));
  const close = () => new Promise<void>((resolve) => proxy.close(() => resolve()));
  const cut = () => {
    for (const sockets of pairs) for (const socket of sockets) socket.destroy();
    pairs.clear();
  };
  await listen();
  closeAfterFile(async () => {
    cut();
    if (proxy.listening) await close();
    await rm(folder, { recursive: true, force: true });
  });

  return {
    through: (of) => {
      const changed = new URL(of);
      changed.host = 'localhost';
      changed.port = '';
      changed.searchParams.set('host', folder);
      // libpq reads a plus as it is.
      changed.search = changed.search.replaceAll('+', '%20');
      return changed.href;
    },
    silence: () => {
      fault = 'silent';
    },
    loseAnswers: () => {
      fault = 'answers lost';
    },
    hangUp: () => {
      fault = 'hung up';
      cut();
    },
    vanish: async () => {
      cut();
      await close();
    },
    leadTo: (other) => {
      target = addressOf(other);
      cut();
    },
    leadOthersTo: (other) => {
      target = addressOf(other);
    },
    heal: async () => {
      if (fault === 'none' && proxy.listening) return;
      fault = 'none';
      cut();
      if (!proxy.listening) await listen();
    },
    get connections() {
      return pairs.size;
    },
  };
}

function addressOf(url: string): { path: string } | { host: string; port: number } {
  const { hostname, port, searchParams } = new URL(url);
  const folder = searchParams.get('host');
  const number = port === '' ? 5432 : Number(port);
  return folder === null ? { host: hostname, port: number } : { path: path.join(folder, `.s.PGSQL.${number}`) };
}

/** Reads the types of PostgreSQL's messages as bytes come; a client's first message has none. */
function messageTypes(typed: boolean): (bytes: Buffer) => number[] {
  let rest = Buffer.alloc(0);
  let hasType = typed;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const types: number[] = [];
    for (;;) {
      const at = hasType ? 1 : 0;
      if (rest.length < at + 4) return types;
      const length = rest.readUInt32BE(at);
      if (rest.length < at + length) return types;
      if (hasType) types.push(rest.readUInt8(0));
      rest = rest.subarray(at + length);
      hasType = true;
    }
  };
}
