import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect as dial, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** When to strike: before the n-th message of the client's is delivered, right after, or once it is answered. */
export interface Moment {
  message: number;
  when: 'before' | 'delivered' | 'answered';
}

/** A way to a server that counts what a client says, over all its connections. */
export interface KillingProxy {
  /** The same connection URL, through this. */
  through(url: string): string;
  /** Messages that went by since the last call of {@link KillingProxy.strikeAt}. */
  readonly count: number;
  /** Calls back at that moment, and ends every connection; undefined: never. */
  strikeAt(moment: Moment | undefined, strike?: () => void): void;
  close(): Promise<void>;
}

/**
 * Opens a way to a server.
 *
 * @param socketPath - of the server.
 */
export async function openKillingProxy(socketPath: string): Promise<KillingProxy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-killing-'));
  const pairs = new Set<[Socket, Socket]>();
  let count = 0;
  let moment: Moment | undefined;
  let strike = () => {};
  let isStruck = false;

  const end = () => {
    isStruck = true;
    strike();
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    pairs.clear();
  };
  const proxy = createServer((client) => {
    if (isStruck) return void client.destroy();
    const server = dial(socketPath);
    const pair: [Socket, Socket] = [client, server];
    pairs.add(pair);
    const over = () => {
      for (const socket of pair) socket.destroy();
      pairs.delete(pair);
    };
    for (const socket of pair) socket.on('error', () => {}).on('close', over);
    server.on('data', (bytes) => {
      client.write(bytes, () => {
        if (count >= (moment?.message ?? Infinity)) end();
      });
    });
    const messages = cutter();
    client.on('data', (bytes) => {
      for (const message of messages(bytes)) {
        if (isStruck) return;
        count++;
        const isNow = count === moment?.message;
        if (isNow && moment?.when === 'before') return end();
        // What was written has to be on its way before the connection ends.
        server.write(message, () => {
          if (isNow && moment?.when === 'delivered') end();
        });
      }
    });
    return undefined;
  });
  await new Promise<void>((resolve) => proxy.listen(path.join(folder, '.s.PGSQL.5432'), resolve));
  return {
    through: (url) => {
      const changed = new URL(url);
      changed.searchParams.set('host', folder);
      // libpq reads a plus as it is.
      changed.search = changed.search.replaceAll('+', '%20');
      return changed.href;
    },
    get count() {
      return count;
    },
    strikeAt: (at, how = () => {}) => {
      count = 0;
      isStruck = false;
      moment = at;
      strike = how;
    },
    close: async () => {
      end();
      await new Promise((resolve) => proxy.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Cuts a client's bytes into messages; the first has no type. */
function cutter(): (bytes: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  let hasType = false;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const messages: Buffer[] = [];
    for (;;) {
      const at = hasType ? 1 : 0;
      if (rest.length < at + 4) return messages;
      const length = at + rest.readUInt32BE(at);
      if (rest.length < length) return messages;
      messages.push(rest.subarray(0, length));
      rest = rest.subarray(length);
      hasType = true;
    }
  };
}
