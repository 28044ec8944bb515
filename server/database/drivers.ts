import net from 'node:net';
import { TLSSocket } from 'node:tls';
import pg from 'pg';
import postgres from 'postgres';
import { severityOf } from '../http/problem.ts';
import { requireChannelBinding, type Wire } from './channel-binding.ts';
import { dial } from './dial.ts';
import { type ConnectionTarget, type Host, parseUrl } from './url.ts';

/** For each host, where the URL says nothing. */
const CONNECT_WITHIN_MS = 5_000;

/** A host that turned out to be another kind of server than the one that is asked for. */
const OTHER_KIND = 'ECONNREFUSED';

/** What a connection tells the server besides what is in its URL. */
export interface Introduction {
  /** As the database shows it, where the URL says nothing. */
  applicationName?: string;
  /** Left out: the URL's. */
  startupOptions?: string | undefined;
}

/**
 * What postgres.js is opened with. All that either driver would read of a URL or of the environment (`PG…`) is given to it as we have read it.
 *
 * @param to - a connection URL, or what is in one.
 * @param introduction - see {@link Introduction}.
 * @throws UrlError when `to` is no such URL.
 */
export function postgresOptions(to: string | ConnectionTarget, introduction: Introduction = {}) {
  const target = typeof to === 'string' ? parseUrl(to) : to;
  const { applicationName = 'rowseal', startupOptions = target.options } = introduction;
  const [{ name, port }] = target.hosts as [Host];
  return {
    host: name || 'localhost',
    port,
    user: target.user,
    password: () => acceptedPassword(target),
    database: target.database,
    ssl: false,
    connect_timeout: (target.connectTimeoutMs ?? CONNECT_WITHIN_MS) / 1000,
    connection: {
      application_name: target.applicationName ?? applicationName,
      ...(startupOptions === undefined ? {} : { options: startupOptions }),
    },
    socket: () => reach(target).catch(failedSocket),
  };
}

/**
 * A socket that fails: postgres.js takes a factory that fails for a connection that is still being made.
 *
 * @param error - what it fails with.
 */
export function failedSocket(error: Error): net.Socket {
  const socket = new net.Socket();
  setImmediate(() => socket.destroy(error));
  return socket;
}

/**
 * Makes the class of `pg`'s clients that connect to a target.
 *
 * @param target - where to.
 * @param startupOptions - asked for each time; undefined: none.
 */
export function clientTo(target: ConnectionTarget, startupOptions: () => string | undefined): typeof pg.Client {
  class TargetClient extends pg.Client {
    constructor(config: pg.ClientConfig = {}) {
      const options = startupOptions();
      const [{ name, port }] = target.hosts as [Host];
      super({
        ...config,
        user: target.user,
        password: () => acceptedPassword(target),
        host: name || 'localhost',
        port,
        database: target.database,
        ssl: false,
        sslnegotiation: 'postgres',
        application_name: target.applicationName ?? config.application_name ?? 'rowseal',
        ...(options === undefined ? {} : { options }),
      });
      // The driver would take PGOPTIONS.
      const { connectionParameters } = this as unknown as { connectionParameters: { options?: string } };
      if (options === undefined) delete connectionParameters.options;
    }

    override connect(): Promise<this>;
    override connect(callback: (error: Error) => void): void;
    override connect(callback?: (error: Error) => void): Promise<this> | undefined {
      if (callback) {
        this.#connect(callback);
        return undefined;
      }
      return new Promise((resolve, reject) => this.#connect((error) => (error ? reject(error) : resolve(this))));
    }

    #connect(callback: (error: Error) => void): void {
      const isUnwanted = () => stream.destroyed || (this as unknown as { _ending: boolean })._ending;
      const { stream } = this.#wire;
      const giveUp = () => callback(new Error('Connection terminated'));
      // The pool gives up by destroying what it takes for the connection.
      stream.once('close', giveUp);
      reach(target).then(
        (socket) => {
          if (isUnwanted()) {
            socket.destroy();
            stream.destroy();
            return;
          }
          stream.off('close', giveUp).destroy();
          this.#adopt(socket);
          super.connect(once(callback));
        },
        (error) => {
          if (stream.destroyed) return;
          stream.off('close', giveUp).destroy();
          callback(error);
        },
      );
    }

    get #wire(): Wire {
      return (this as unknown as { connection: Wire }).connection;
    }

    /** Gives the driver a connection that is there, in the place of one that it would make. */
    #adopt(socket: net.Socket): void {
      const wire = this.#wire;
      wire.stream = socket;
      socket.connect = () => {
        process.nextTick(() => socket.emit('connect'));
        return socket;
      };
      const isSecure = socket instanceof TLSSocket;
      Object.assign(this, { enableChannelBinding: isSecure && target.channelBinding !== 'disable' });
      if (target.channelBinding === 'require') requireChannelBinding(wire, socket);
    }
  }
  return TargetClient;
}

/** Calls back with what comes first. */
function once<T>(callback: (outcome: T) => void): (outcome: T) => void {
  let isOver = false;
  return (outcome) => {
    if (!isOver) callback(outcome);
    isOver = true;
  };
}

/**
 * Connects to the first host of a target that answers and is the kind of server that is asked for.
 *
 * @throws Error of the last host that was tried.
 */
async function reach(target: ConnectionTarget): Promise<net.Socket> {
  const hosts = target.isShuffled ? shuffled(target.hosts) : target.hosts;
  const rounds = target.session === 'prefer-standby' ? (['standby', 'any'] as const) : [target.session];
  let last: unknown;
  for (const session of rounds) {
    for (const host of hosts) {
      try {
        if (session !== 'any' && !(await isOfKind(host, target, session))) continue;
        return await dial(host, target, CONNECT_WITHIN_MS);
      } catch (error) {
        last = error;
      }
    }
  }
  throw last ?? Object.assign(new Error(`no host is ${target.session}`), { code: OTHER_KIND });
}

/**
 * Whether a server lets a role in with its password.
 *
 * @param to - a connection URL, or what is in one.
 * @throws Error when it cannot be asked.
 */
export async function letsIn(to: string | ConnectionTarget): Promise<boolean> {
  const target = { ...(typeof to === 'string' ? parseUrl(to) : to), otherPassword: undefined };
  const sql = postgres({ ...postgresOptions(target), max: 1, fetch_types: false, onnotice: () => {} });
  try {
    await sql`select`;
    return true;
  } catch (error) {
    // 28P01 wrong password, 28000 refused; SASL_* and the driver's own codes: no password where one is asked for.
    if (error instanceof Error && 'code' in error && /^(28|SASL)/.test(String(error.code))) return false;
    throw error;
  } finally {
    await sql.end();
  }
}

/** Of two passwords the one that is accepted. It is asked each time: the role's is changed while servers run. */
async function acceptedPassword(target: ConnectionTarget): Promise<string> {
  const { password, otherPassword } = target;
  if (otherPassword === undefined) return password;
  // Where it cannot be asked, the connection itself tells why.
  if (await letsIn(target).catch(() => true)) return password;
  return (await letsIn({ ...target, password: otherPassword }).catch(() => false)) ? otherPassword : password;
}

/** Asks a server what it is. Where it refuses us, the connection itself tells why. */
async function isOfKind(host: Host, target: ConnectionTarget, session: ConnectionTarget['session']): Promise<boolean> {
  const sql = postgres({
    ...postgresOptions({ ...target, hosts: [host], session: 'any' }),
    max: 1,
    onnotice: () => {},
    fetch_types: false,
  });
  try {
    const isOn = async (setting: 'in_hot_standby' | 'default_transaction_read_only') =>
      (await sql.unsafe(`show ${setting}`))[0]?.[setting] === 'on';
    const isStandby = await isOn('in_hot_standby');
    const isReadOnly = isStandby || (await isOn('default_transaction_read_only'));
    return { 'read-write': !isReadOnly, 'read-only': isReadOnly, primary: !isStandby, standby: isStandby }[
      session as 'primary'
    ];
  } catch (error) {
    if (severityOf(error) !== 'FATAL' || (error as { code?: string }).code === '57P03') throw error;
    return true;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function shuffled(hosts: readonly Host[]): Host[] {
  return hosts
    .map((host) => ({ host, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ host }) => host);
}
