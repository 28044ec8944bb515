import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import type { ConnectionTarget, Host } from './url.ts';
import type { TlsWish } from './url-parameters.ts';

/** How a connection failed before PostgreSQL said anything; `code` is what {@link DATABASE_FAILURES} knows. */
class DialError extends Error {
  readonly code: 'CONNECT_TIMEOUT' | 'TLS_REFUSED' | 'ECONNREFUSED';

  constructor(code: DialError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** SSLRequest: a length, and a number that is no version. */
const MAY_WE = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const YES = 'S'.charCodeAt(0);
const NO = 'N'.charCodeAt(0);

/** Where PostgreSQL puts its sockets: as Debian builds it, and as it comes. */
const SOCKET_FOLDERS = ['/run/postgresql', '/var/run/postgresql', '/tmp'];

/**
 * Connects to a server, with TLS as the URL asks for it.
 *
 * @param host - one of the target's.
 * @param target - as the URL has it.
 * @param timeoutMs - for each try, where the URL says nothing.
 * @throws Error with a code: CONNECT_TIMEOUT, TLS_REFUSED, or one of Node's.
 */
export async function dial(host: Host, target: ConnectionTarget, timeoutMs: number): Promise<net.Socket> {
  const { mode } = target.tls;
  const within = target.connectTimeoutMs ?? timeoutMs;
  const place = placeOf(host);
  if ('path' in place || mode === 'disable') return plain(host, place, AbortSignal.timeout(within));
  const options = await tlsOptions(host, target.tls);
  try {
    return await secured(host, place, target.tls, options, AbortSignal.timeout(within));
  } catch (error) {
    const isOptional = mode === 'prefer' || mode === 'allow';
    if (!(isOptional && error instanceof DialError && error.code === 'TLS_REFUSED')) throw error;
    return plain(host, place, AbortSignal.timeout(within));
  }
}

type Place = { path: string } | { host: string; port: number };

function placeOf({ address, port }: Host): Place {
  const file = (folder: string) => path.join(folder, `.s.PGSQL.${port}`);
  if (address.startsWith('/')) return { path: file(address) };
  const folder = address === '' ? SOCKET_FOLDERS.find((each) => existsSync(file(each))) : undefined;
  return folder ? { path: file(folder) } : { host: address || 'localhost', port };
}

const called = ({ name, port }: Host) => (name.startsWith('/') ? name : `${name || 'localhost'}:${port}`);

async function plain(host: Host, place: Place, signal: AbortSignal): Promise<net.Socket> {
  const socket = net.connect({ ...place, noDelay: true });
  try {
    await once(socket, 'connect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? late(host, error) : single(error);
  }
}

const late = (host: Host, cause: unknown) => new DialError('CONNECT_TIMEOUT', `${called(host)} does not answer`, cause);

/** A name with several addresses fails with all their errors, and no message of its own. */
function single(error: unknown): unknown {
  return error instanceof AggregateError ? (error.errors[0] ?? error) : error;
}

async function secured(
  host: Host,
  place: Place,
  wish: TlsWish,
  options: tls.ConnectionOptions,
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  const socket = await plain(host, place, signal);
  try {
    if (!wish.isDirect) await ask(host, wish, socket, signal);
    const stream = tls.connect({ ...options, socket });
    await once(stream, 'secureConnect', { signal });
    if (wish.isDirect && stream.alpnProtocol !== 'postgresql')
      throw new Error('it is no PostgreSQL that answers there');
    return stream;
  } catch (error) {
    socket.destroy();
    if (error instanceof DialError) throw error;
    if (signal.aborted) throw late(host, error);
    throw new DialError('TLS_REFUSED', `TLS with ${called(host)}: ${(error as Error).message}`, error);
  }
}

/** Asks for TLS. What somebody on the way puts behind the answer is not read as if it had come through TLS (CVE-2021-23222). */
async function ask(host: Host, wish: TlsWish, socket: net.Socket, signal: AbortSignal): Promise<void> {
  socket.write(MAY_WE);
  const closed = new AbortController();
  socket.once('close', () => closed.abort());
  const [answer] = await once(socket, 'data', { signal: AbortSignal.any([signal, closed.signal]) }).catch((error) => {
    if (closed.signal.aborted && !signal.aborted) throw new DialError('ECONNREFUSED', `${called(host)} hung up`, error);
    throw error;
  });
  if (answer.length === 1 && answer[0] === YES) return;
  if (answer[0] === NO)
    throw new DialError('TLS_REFUSED', `${called(host)} does not offer TLS, which sslmode=${wish.mode} asks for`);
  throw new DialError('ECONNREFUSED', `${called(host)} does not say whether it speaks TLS`);
}

async function tlsOptions({ name }: Host, wish: TlsWish): Promise<tls.ConnectionOptions> {
  const { mode, rootCertificates, isDirect, minVersion, maxVersion, keyPassword } = wish;
  const trusted = rootCertificates ?? (mode === 'verify-full' ? 'system' : undefined);
  const [ca, cert, key] = await Promise.all([authorities(trusted), read(wish.certificate), read(wish.key)]);
  const options: tls.ConnectionOptions = {
    // As in libpq, certificates that are named are checked, whatever else was asked for.
    rejectUnauthorized: trusted !== undefined,
    checkServerIdentity: (_, certificate) =>
      mode === 'verify-full' ? tls.checkServerIdentity(name, certificate) : undefined,
  };
  if (ca) options.ca = ca;
  if (cert) options.cert = cert;
  if (key) options.key = key;
  if (keyPassword !== undefined) options.passphrase = keyPassword;
  if (minVersion) options.minVersion = minVersion;
  if (maxVersion) options.maxVersion = maxVersion;
  if (isDirect) options.ALPNProtocols = ['postgresql'];
  // RFC 6066 section 3: no addresses.
  if (wish.namesHost && name !== '' && net.isIP(name) === 0) options.servername = name;
  return options;
}

async function read(file: string | undefined): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  return readFile(file).catch((error: Error) => {
    throw new DialError('TLS_REFUSED', error.message, error);
  });
}

/** Undefined: those that Node brings. Where Node can, those of the system are trusted with them. */
async function authorities(file: string | undefined): Promise<Buffer | string[] | undefined> {
  if (file !== 'system') return read(file);
  const { getCACertificates } = tls as Partial<Pick<typeof tls, 'getCACertificates'>>;
  if (!getCACertificates) return undefined;
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}
