import { userInfo } from 'node:os';
import { z } from 'zod';
import { type TlsWish, tlsOf, UrlError, type Values, valuesOf } from './url-parameters.ts';

/** One place where a server may be. */
export interface Host {
  /** What its certificate is compared with, and what messages call it; begins with a slash: a folder of sockets. */
  name: string;
  /** What is connected to, where it is not the name. */
  address: string;
  port: number;
}

/** All that a connection URL says. */
export interface ConnectionTarget {
  /** At least one. */
  hosts: readonly Host[];
  user: string;
  /** Empty: none was given. */
  password: string;
  /** The role's before or after a change of passwords, for where that one is refused. */
  otherPassword: string | undefined;
  database: string;
  tls: TlsWish;
  channelBinding: 'disable' | 'prefer' | 'require';
  /** For each host; undefined: the caller decides. */
  connectTimeoutMs: number | undefined;
  applicationName: string | undefined;
  /** As postgres takes them on its command line. */
  options: string | undefined;
  session: 'any' | 'read-write' | 'read-only' | 'primary' | 'standby' | 'prefer-standby';
  isShuffled: boolean;
}

/** A connection URL, in a configuration. */
export const connectionUrl = z.string().superRefine((url, { addIssue }) => {
  try {
    parseUrl(url);
  } catch (error) {
    addIssue(error instanceof Error ? error.message : String(error));
  }
});

interface Pieces {
  user: string | undefined;
  password: string | undefined;
  /** As they were written. */
  hosts: string;
  database: string | undefined;
  parameters: [name: string, value: string][];
}

const OTHER_PASSWORD = 'rowseal_other_password';

// As libpq reads it: what is before the first @ may hold anything but a slash.
const GRAMMAR = /^postgres(?:ql)?:\/\/(?:([^@/:]*)(?::([^@/]*))?@)?([^/?#@]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;

/**
 * Reads a connection URL as libpq does (PostgreSQL, section 34.1.1.2), but for what it takes from files and from the environment.
 *
 * @param url - `postgres://user:password@host:port,host:port/database?parameter=value`, of which all but the scheme may be missing.
 * @throws UrlError with a sentence that begins with a verb: what is wrong with it.
 */
export function parseUrl(url: string): ConnectionTarget {
  const pieces = split(url);
  const values = valuesOf(pieces.parameters);
  const user = values.user ?? (pieces.user || userInfo().username);
  return {
    hosts: hostsOf(pieces.hosts, values),
    user,
    password: values.password ?? pieces.password ?? '',
    otherPassword: values.rowseal_other_password,
    database: values.dbname ?? (pieces.database || user),
    tls: tlsOf(values),
    channelBinding: values.channel_binding ?? 'prefer',
    connectTimeoutMs: Number(values.connect_timeout) > 0 ? Number(values.connect_timeout) * 1000 : undefined,
    applicationName: values.application_name,
    options: values.options,
    session: values.target_session_attrs ?? 'any',
    isShuffled: values.load_balance_hosts === 'random',
  };
}

/**
 * The same connection URL for another database of the same server.
 *
 * @param url - see {@link parseUrl}.
 * @param name - the other database's name, not escaped.
 * @throws UrlError when `url` is none.
 */
export function withDatabase(url: string, name: string): string {
  return joined({ ...without(split(url), 'dbname'), database: name });
}

/**
 * The same connection URL for another role. The previous role's password is never kept.
 *
 * @param url - see {@link parseUrl}.
 * @param role - the other role's name, not escaped.
 * @param password - the other role's password, not escaped; left out where the server asks for none.
 * @param otherPassword - tried where that one is refused; left out: none.
 * @throws UrlError when `url` is none.
 */
export function withRole(url: string, role: string, password = '', otherPassword?: string): string {
  const pieces = without(split(url), 'user', 'password', OTHER_PASSWORD);
  return joined({ ...withOther(pieces, otherPassword), user: role, password: password || undefined });
}

/**
 * The same connection URL with a role, and with its password, where it has none.
 *
 * @param url - see {@link parseUrl}.
 * @param role - not escaped.
 * @param password - not escaped.
 * @param otherPassword - tried where that one is refused; left out: none.
 * @throws UrlError when `url` is none.
 */
export function completedUrl(url: string, role: string, password: string, otherPassword?: string): string {
  const pieces = split(url);
  const { user, password: given } = valuesOf(pieces.parameters);
  const isMissing = given === undefined && !pieces.password;
  return joined({
    ...(isMissing ? withOther(pieces, otherPassword) : pieces),
    user: user === undefined ? pieces.user || role : pieces.user,
    password: given === undefined ? pieces.password || password : pieces.password,
  });
}

function split(url: string): Pieces {
  const found = GRAMMAR.exec(url);
  if (!found)
    throw new UrlError(
      'must be a URL such as postgres://user:password@host:5432/database; / ? # @ in a user or password are written %2F %3F %23 %40',
    );
  const [, user, password, hosts = '', database, query = ''] = found;
  return {
    user: decoded(user),
    password: decoded(password),
    hosts,
    database: decoded(database),
    parameters: query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const at = pair.indexOf('=');
        if (at < 0) throw new UrlError('has a parameter without a value');
        return [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))];
      }),
  };
}

function joined({ user, password, hosts, database, parameters }: Pieces): string {
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`;
  const who = user === undefined && secret === '' ? '' : `${encodeURIComponent(user ?? '')}${secret}@`;
  const path = database === undefined ? '' : `/${encodeURIComponent(database)}`;
  const query = parameters.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  return `postgres://${who}${hosts}${path}${query === '' ? '' : `?${query}`}`;
}

const withOther = (pieces: Pieces, password: string | undefined): Pieces =>
  password === undefined ? pieces : { ...pieces, parameters: [...pieces.parameters, [OTHER_PASSWORD, password]] };

const without = (pieces: Pieces, ...names: string[]): Pieces => ({
  ...pieces,
  parameters: pieces.parameters.filter(([name]) => !names.includes(name)),
});

function decoded<T extends string | undefined>(text: T): T {
  try {
    return (text === undefined ? text : decodeURIComponent(text)) as T;
  } catch {
    throw new UrlError('has a % that does not begin an escape: it is written %25');
  }
}

function hostsOf(written: string, { host, hostaddr, port }: Values): Host[] {
  const places = (host?.split(',') ?? written.split(',').map(withoutPort)).map(nameOf);
  const addresses = hostaddr?.split(',') ?? [];
  const count = Math.max(places.length, addresses.length);
  const ports = port?.split(',') ?? (host === undefined ? written.split(',').map(portOf) : ['']);
  if (ports.length !== 1 && ports.length !== count) throw new UrlError('has as many ports as hosts, or one');
  if (addresses.length > 0 && places.length > 1 && addresses.length !== places.length)
    throw new UrlError('has as many addresses (hostaddr) as hosts');
  return Array.from({ length: count }, (_, n) => {
    const name = places[n] ?? '';
    return { name: name || addresses[n] || '', address: addresses[n] || name, port: portNumber(ports[n] ?? ports[0]) };
  });
}

const PORT = /:([^:\]]*)$/;
const withoutPort = (place: string) => decoded(place.replace(PORT, ''));
const portOf = (place: string) => PORT.exec(place)?.[1] ?? '';
const nameOf = (place: string) => place.replace(/^\[(.*)\]$/, '$1');

function portNumber(text = ''): number {
  const number = text === '' ? 5432 : Number(text);
  if (!/^[0-9]*$/.test(text) || number < 1 || number > 65_535)
    throw new UrlError('has a port that is no number from 1 to 65535; is a / or @ of the password written %2F, %40?');
  return number;
}
