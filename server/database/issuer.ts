import postgres from 'postgres';
import type { Metrics } from '../observability/metrics.ts';
import { type BoundedQueue, boundedQueue } from './bounded-queue.ts';
import { DRIVER_TYPES } from './driver-types.ts';
import { type OAuthFunctions, oauthFunctions } from './oauth-functions.ts';
import { type ProviderFunctions, providerFunctions } from './provider-functions.ts';
import { type SigningKeys, signingKeysBehind } from './signing-key-functions.ts';
import { postgresJsOptions } from './url.ts';

/** Sealed claims as the database hands them out (rowseal_private.claims). */
export interface SealedClaims {
  sub: string;
  sid: string;
  workspace: string | null;
  scope: string | null;
  /** Seconds since 1970. */
  exp: number;
  seal_key: string;
  seal: Buffer;
}

/** What a password is derived with: argon2id (RFC 9106). */
export interface PasswordParameters {
  /** 16 bytes. */
  salt: Buffer;
  memory_kib: number;
  iterations: number;
  parallelism: number;
}

/** What a login is made of; see rowseal_private.log_in. */
export interface LoginAttempt {
  provider: string;
  subject: string;
  proof: Uint8Array;
  workspace: string | undefined;
  scope: string | undefined;
  ip: string;
  userAgent: string | undefined;
  /** The refresh token of a session that this login ends. */
  replaces?: string | undefined;
}

/** What came of a login. */
export type LoginOutcome =
  | { status: 'ok'; claims: SealedClaims; refreshToken: string; renewalDue: boolean }
  /** retryAfter in seconds. */
  | { status: 'throttled'; retryAfter: number }
  | { status: 'denied' | 'not_a_member' };

/** What came of presenting a refresh token; see rowseal_private.refresh_session. */
export type RefreshOutcome =
  | { status: 'rotated' | 'retried'; claims: SealedClaims; refreshToken: string }
  | { status: 'reused' | 'expired' | 'revoked' | 'invalid' | 'throttled' };

/** A key derived from a password, and what it was derived with. */
export type DerivedPassword = PasswordParameters & { key: Uint8Array };

/** What is answered to a proof that is no good. retryAfter in seconds. */
export type WorthlessProof = { status: 'invalid' } | { status: 'throttled'; retryAfter: number };

/** The issuing door: one method a function of the database. */
export interface Issuer extends SigningKeys {
  passwordPolicy(): Promise<PasswordParameters>;
  passwordChallenge(address: string): Promise<PasswordParameters>;
  registerWithPassword(
    account: { address: string; name: string | undefined; ip: string } & DerivedPassword,
  ): Promise<{ status: 'registered' | 'taken' | 'closed' } | { status: 'throttled'; retryAfter: number }>;
  logIn(attempt: LoginAttempt): Promise<LoginOutcome>;
  /** Exchanges the verifier of a password for a stronger one; false where currentKey is not right. */
  renewVerifier(account: { address: string; currentKey: Uint8Array } & DerivedPassword): Promise<boolean>;
  /** Has a proof mailed; accepted whether anybody has the address. */
  requestPasswordReset(
    address: string,
    ip: string,
  ): Promise<{ status: 'accepted' } | { status: 'throttled'; retryAfter: number }>;
  /** What to derive the password with that a proof allows to set, and whose it is. */
  passwordResetChallenge(
    token: string,
    ip: string,
  ): Promise<{ status: 'ok'; address: string; parameters: PasswordParameters } | WorthlessProof>;
  resetPassword(token: string, password: DerivedPassword, ip: string): Promise<{ status: 'ok' } | WorthlessProof>;
  verifyEmail(token: string, ip: string): Promise<{ status: 'ok' } | WorthlessProof>;
  refreshSession(token: string, ip: string, userAgent: string | undefined): Promise<RefreshOutcome>;
  /** Ends the session of a refresh token; false where there was nothing to end. */
  logOut(token: string, ip: string): Promise<boolean>;
  /** Counts a refused personal access token; how many seconds its network has to wait. */
  recordTokenGuess(ip: string): Promise<number>;
  /** Sealed claims for whoever a browser's refresh token says is signed in, who keeps it; undefined: nobody. */
  browserClaims(token: string): Promise<SealedClaims | undefined>;
  /** The authorization server's half. */
  oauth: OAuthFunctions;
  /** Logins through other providers. */
  providers: ProviderFunctions;
  /** Calls back when signing keys may have changed: whenever the database says so, and whenever it can be heard again. */
  onSigningKeyNotice(callback: () => void): void;
  ready(): Promise<void>;
  close(): Promise<void>;
}

interface ProofRow {
  status: 'ok' | WorthlessProof['status'];
  retry_after: number;
}

interface LoginRow {
  status: LoginOutcome['status'];
  refresh_token: string;
  renewal_due: boolean;
  retry_after: number;
}

const RECONNECT_AFTER_S = 0.25;

const LONGEST_WAIT_MS = 5_000;
const WAITING_PER_CONNECTION = 100;

/**
 * Opens the issuing door.
 *
 * @param url - connection string of rowseal_issuer.
 * @param options - metrics: told of waits and outcomes; max: connections to open at most.
 */
export function openIssuer(url: string, { max = 5, metrics }: { max?: number; metrics?: Metrics } = {}): Issuer {
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
  // The driver would let any number wait for ever.
  const queue = boundedQueue({
    running: max,
    waiting: max * WAITING_PER_CONNECTION,
    longestWait: LONGEST_WAIT_MS,
    onStart: (seconds) => metrics?.poolWaited('issuer', seconds),
  });
  metrics?.watchPool('issuer', () => ({ busy: queue.running, waiting: queue.waiting }));
  const only = <T>(rows: readonly T[]): T => {
    const [row] = rows;
    if (row === undefined) throw new Error('a function of the database returned no row');
    return row;
  };

  const functions: Omit<Issuer, 'oauth' | 'providers' | 'onSigningKeyNotice' | 'ready' | 'close'> = {
    passwordPolicy: async () => only(await sql<PasswordParameters[]>`select * from rowseal_private.password_policy()`),
    passwordChallenge: async (address) =>
      only(await sql<PasswordParameters[]>`select * from rowseal_private.password_challenge(${address})`),
    registerWithPassword: async ({ address, name, ip, salt, key, memory_kib, iterations, parallelism }) => {
      const { status, retry_after } = only(
        await sql<{ status: 'registered' | 'taken' | 'closed' | 'throttled'; retry_after: number }[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.register_with_password(
              ${address}, ${name ?? null}, ${salt}, ${key}, ${memory_kib}, ${iterations}, ${parallelism}, ${ip}
            )`,
      );
      return status === 'throttled' ? { status, retryAfter: retry_after } : { status };
    },
    logIn: async ({ provider, subject, proof, workspace, scope, ip, userAgent, replaces }) => {
      const { status, refresh_token, renewal_due, retry_after, ...claims } = only(
        await sql<(LoginRow & SealedClaims)[]>`
          select status, refresh_token, renewal_due, ceil(extract(epoch from retry_after))::int as retry_after, (claims).*
            from rowseal_private.log_in(
              ${provider}, ${subject}, ${proof}, ${workspace ?? null}, ${scope ?? null}, ${ip}, ${userAgent ?? null}, ${replaces ?? null}
            )`,
      );
      metrics?.loginJudged(status);
      if (status === 'ok') return { status, claims, refreshToken: refresh_token, renewalDue: renewal_due };
      return status === 'throttled' ? { status, retryAfter: retry_after } : { status };
    },
    renewVerifier: async ({ address, currentKey, salt, key, memory_kib, iterations, parallelism }) => {
      const row = only(
        await sql<{ renewed: boolean }[]>`
          select rowseal_private.renew_verifier(
            ${address}, ${currentKey}, ${salt}, ${key}, ${memory_kib}, ${iterations}, ${parallelism}
          ) as renewed`,
      );
      return row.renewed;
    },
    requestPasswordReset: async (address, ip) => {
      const { status, retry_after } = only(
        await sql<{ status: 'accepted' | 'throttled'; retry_after: number }[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.request_password_reset(${address}, ${ip})`,
      );
      return status === 'accepted' ? { status } : { status, retryAfter: retry_after };
    },
    passwordResetChallenge: async (token, ip) => {
      const { status, retry_after, address, ...parameters } = only(
        await sql<(ProofRow & { address: string } & PasswordParameters)[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, address, salt, memory_kib, iterations, parallelism
            from rowseal_private.password_reset_challenge(${token}, ${ip})`,
      );
      return status === 'ok' ? { status, address, parameters } : worthless(status, retry_after);
    },
    resetPassword: async (token, { salt, key, memory_kib, iterations, parallelism }, ip) => {
      const { status, retry_after } = only(
        await sql<ProofRow[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.reset_password(${token}, ${salt}, ${key}, ${memory_kib}, ${iterations}, ${parallelism}, ${ip})`,
      );
      return status === 'ok' ? { status } : worthless(status, retry_after);
    },
    verifyEmail: async (token, ip) => {
      const { status, retry_after } = only(
        await sql<ProofRow[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.verify_email(${token}, ${ip})`,
      );
      return status === 'ok' ? { status } : worthless(status, retry_after);
    },
    refreshSession: async (token, ip, userAgent) => {
      const { status, refresh_token, ...claims } = only(
        await sql<({ status: RefreshOutcome['status']; refresh_token: string } & SealedClaims)[]>`
          select status, refresh_token, (claims).*
            from rowseal_private.refresh_session(${token}, ${ip}, ${userAgent ?? null})`,
      );
      metrics?.refreshJudged(status);
      if (status === 'rotated' || status === 'retried') return { status, claims, refreshToken: refresh_token };
      return { status };
    },
    logOut: async (token, ip) => {
      const row = only(await sql<{ ended: boolean }[]>`select rowseal_private.log_out(${token}, ip => ${ip}) as ended`);
      return row.ended;
    },
    browserClaims: async (token) => {
      const claims = only(await sql<SealedClaims[]>`select * from rowseal_private.browser_claims(${token})`);
      return claims.sub ? claims : undefined;
    },
    recordTokenGuess: async (ip) => {
      const row = only(
        await sql<
          { wait: number }[]
        >`select ceil(extract(epoch from rowseal_private.record_token_guess(${ip})))::int as wait`,
      );
      return row.wait;
    },
    ...signingKeysBehind(sql),
  };
  return {
    ...inTurn(functions, queue),
    oauth: inTurn(oauthFunctions(sql), queue),
    providers: inTurn(providerFunctions(sql), queue),
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

function worthless(status: WorthlessProof['status'], retryAfter: number): WorthlessProof {
  return status === 'throttled' ? { status, retryAfter } : { status };
}
