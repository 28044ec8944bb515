import postgres from 'postgres';
import { refreshTokens } from '../credentials/refresh-tokens.ts';
import type { Metrics } from '../observability/metrics.ts';
import { type BoundedQueue, boundedQueue } from './bounded-queue.ts';
import { DRIVER_TYPES } from './driver-types.ts';
import { type OAuthFunctions, oauthFunctions } from './oauth-functions.ts';
import { type PasswordFunctions, passwordFunctions } from './password-functions.ts';
import { type ProviderFunctions, providerFunctions } from './provider-functions.ts';
import { type SessionFunctions, sessionFunctions } from './session-functions.ts';
import { type SigningKeys, signingKeysBehind } from './signing-key-functions.ts';
import { type TokenFunctions, tokenFunctions } from './token-functions.ts';
import { postgresJsOptions } from './url.ts';

/** The issuing door: one method a function of the database. */
export interface Issuer extends PasswordFunctions, SessionFunctions, SigningKeys, TokenFunctions {
  /** The authorization server's half. */
  oauth: OAuthFunctions;
  /** Logins through other providers. */
  providers: ProviderFunctions;
  /** Calls back when signing keys may have changed: whenever the database says so, and whenever it can be heard again. */
  onSigningKeyNotice(callback: () => void): void;
  ready(): Promise<void>;
  close(): Promise<void>;
}

const RECONNECT_AFTER_S = 0.25;

const LONGEST_WAIT_MS = 5_000;
const WAITING_PER_CONNECTION = 100;

/**
 * Opens the issuing door.
 *
 * @param url - connection string of rowseal_issuer.
 * @param masterKey - of the installation: refresh tokens are derived under it.
 * @param options - metrics: told of waits and outcomes; max: connections to open at most.
 */
export function openIssuer(
  url: string,
  masterKey: Uint8Array,
  { max = 5, metrics }: { max?: number; metrics?: Metrics } = {},
): Issuer {
  const [href, host] = postgresJsOptions(url);
  const open = (application_name: string) =>
    postgres(href, {
      ...host,
      max,
      onnotice: () => {},
      fetch_types: false,
      connect_timeout: 5,
      // The driver's own would keep everybody waiting for up to 20 s after the database has come back.
      backoff: () => RECONNECT_AFTER_S,
      connection: { application_name },
      types: DRIVER_TYPES,
    });
  const sql = open('rowseal issuer');
  const listener = open('rowseal issuer, listening');
  const refresh = refreshTokens(masterKey);
  // The driver would let any number wait for ever.
  const queue = boundedQueue({
    running: max,
    waiting: max * WAITING_PER_CONNECTION,
    longestWait: LONGEST_WAIT_MS,
    onStart: (seconds) => metrics?.poolWaited('issuer', seconds),
  });
  metrics?.watchPool('issuer', () => ({ busy: queue.running, waiting: queue.waiting }));
  const functions: PasswordFunctions & SessionFunctions & SigningKeys & TokenFunctions = {
    ...passwordFunctions(sql),
    ...sessionFunctions(sql, refresh, metrics),
    ...signingKeysBehind(sql),
    ...tokenFunctions(sql),
  };
  return {
    ...inTurn(functions, queue),
    oauth: inTurn(oauthFunctions(sql, refresh), queue),
    providers: inTurn(providerFunctions(sql, refresh), queue),
    onSigningKeyNotice: (callback) => {
      // It connects anew by itself, whenever it has lost its connection.
      listener.listen('rowseal_keys', callback, callback).catch(() => {});
    },
    // Busy is not away: where all connections serve somebody, the database can be reached.
    ready: async () => {
      if (queue.running < max) await sql`select`;
    },
    close: async () => {
      await Promise.all([sql.end({ timeout: 2 }), listener.end({ timeout: 2 })]);
    },
  };
}

/** Lets each call wait its turn. */
function inTurn<T extends { [K in keyof T]: (...values: never[]) => Promise<unknown> }>(
  functions: T,
  queue: BoundedQueue,
): T {
  const queued = Object.entries<(...values: never[]) => Promise<unknown>>(functions).map(([name, call]) => [
    name,
    (...values: never[]) => queue.run(() => call(...values)),
  ]);
  return Object.fromEntries(queued) as T;
}
