import pg from 'pg';
import postgres from 'postgres';
import { postgresOptions } from '#server/database/drivers.ts';
import { cpuOfAll } from './cpu.ts';

/** A connection, and the process behind it. */
export interface Connection {
  /** Runs a statement, which is prepared under a name when it comes for the first time, and returns its first row. */
  first(text: string, values: unknown[]): Promise<unknown[]>;
  close(): Promise<void>;
}

/** Some connections of one role. */
export interface Lane {
  connections: Connection[];
  /** Process ids of the backends. */
  pids: number[];
  close(): Promise<void>;
}

/**
 * Connects with node-postgres, as the gateway does.
 *
 * @param url - connection string.
 */
export async function viaPg(url: string): Promise<Connection> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const names = new Map<string, string>();
  return {
    first: async (text, values) => {
      const name = names.get(text) ?? `bench${names.size}`;
      names.set(text, name);
      const { rows } = await client.query<unknown[]>({ name, text, values, rowMode: 'array' });
      return rows[0] ?? [];
    },
    close: () => client.end(),
  };
}

/**
 * Connects with postgres.js, as the issuer does.
 *
 * @param url - connection string.
 */
export async function viaPostgresJs(url: string): Promise<Connection> {
  const sql = postgres({ ...postgresOptions(url), max: 1, onnotice: () => {} });
  return {
    first: async (text, values) => {
      const rows = await sql.unsafe(text, values as postgres.ParameterOrJSON<never>[], { prepare: true }).values();
      return rows[0] ?? [];
    },
    close: () => sql.end(),
  };
}

/**
 * Opens connections.
 *
 * @param connect - opens one.
 * @param count - how many.
 */
export async function openLane(connect: () => Promise<Connection>, count: number): Promise<Lane> {
  const connections = await Promise.all(Array.from({ length: count }, connect));
  const pids = await Promise.all(
    connections.map(async (one) => Number((await one.first('select pg_backend_pid()', []))[0])),
  );
  return { connections, pids, close: async () => void (await Promise.all(connections.map((one) => one.close()))) };
}

/** What came of running something for a while. CPU in microseconds, all of it. */
export interface Stretch {
  operations: number;
  seconds: number;
  /** CPU of the backends. */
  backends: number;
  /** CPU of this process. */
  client: number;
}

/** Something to do on a connection, once; slot numbers the connections. */
export type Operation = (connection: Connection, slot: number) => Promise<unknown>;

/**
 * Keeps all connections of a lane busy for a while: each sends the next statement when the last one was answered.
 *
 * @param lane - where.
 * @param seconds - how long.
 * @param operation - what.
 */
export async function runFor(lane: Lane, seconds: number, operation: Operation): Promise<Stretch> {
  let operations = 0;
  const [backends, client, began] = [cpuOfAll(lane.pids), process.cpuUsage(), performance.now()];
  const end = began + seconds * 1000;
  await Promise.all(
    lane.connections.map(async (one, slot) => {
      while (performance.now() < end) {
        await operation(one, slot);
        operations++;
      }
    }),
  );
  const { user, system } = process.cpuUsage(client);
  return {
    operations,
    seconds: (performance.now() - began) / 1000,
    backends: cpuOfAll(lane.pids) - backends,
    client: user + system,
  };
}

/**
 * Several stretches as one.
 *
 * @param stretches - of the same operation.
 */
export function joined(stretches: readonly Stretch[]): Stretch {
  const sum = (key: keyof Stretch) => stretches.reduce((total, stretch) => total + stretch[key], 0);
  return { operations: sum('operations'), seconds: sum('seconds'), backends: sum('backends'), client: sum('client') };
}
