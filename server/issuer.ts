import postgres from 'postgres';
import { postgresJsOptions } from './database/url.ts';
import { type SigningKeys, signingKeysBehind } from './signing-keys.ts';

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
}

/** What came of a login. */
export type LoginOutcome =
  | { status: 'ok'; claims: SealedClaims }
  /** retryAfter in seconds. */
  | { status: 'throttled'; retryAfter: number }
  | { status: 'denied' | 'not_a_member' };

/** The issuing door: one method a function of the database. */
export interface Issuer extends SigningKeys {
  passwordPolicy(): Promise<PasswordParameters>;
  passwordChallenge(address: string): Promise<PasswordParameters>;
  registerWithPassword(
    account: { address: string; name: string | undefined; key: Uint8Array } & PasswordParameters,
  ): Promise<'registered' | 'taken' | 'closed'>;
  logIn(attempt: LoginAttempt): Promise<LoginOutcome>;
  /** Counts a refused personal access token; how many seconds its network has to wait. */
  recordTokenGuess(ip: string): Promise<number>;
  /** Calls back when signing keys may have changed: whenever the database says so, and whenever it can be heard again. */
  onSigningKeyNotice(callback: () => void): void;
  ready(): Promise<void>;
  close(): Promise<void>;
}

const RECONNECT_AFTER_S = 0.25;

/**
 * Opens the issuing door.
 *
 * @param url - connection string of rowseal_issuer.
 * @param options - max: connections to open at most.
 */
export function openIssuer(url: string, { max = 5 }: { max?: number } = {}): Issuer {
  const [href, host] = postgresJsOptions(url);
  const open = (application_name: string) =>
    postgres(href, {
      ...host,
      max,
      onnotice: () => {},
      connect_timeout: 5,
      // The driver's own would keep everybody waiting for up to 20 s after the database has come back.
      backoff: () => RECONNECT_AFTER_S,
      connection: { application_name },
      types: { seconds: { to: 20, from: [20], serialize: String, parse: Number } },
    });
  const sql = open('rowseal issuer');
  const listener = open('rowseal issuer, listening');
  const only = <T>(rows: readonly T[]): T => {
    const [row] = rows;
    if (row === undefined) throw new Error('a function of the database returned no row');
    return row;
  };

  return {
    passwordPolicy: async () => only(await sql<PasswordParameters[]>`select * from rowseal_private.password_policy()`),
    passwordChallenge: async (address) =>
      only(await sql<PasswordParameters[]>`select * from rowseal_private.password_challenge(${address})`),
    registerWithPassword: async ({ address, name, salt, key, memory_kib, iterations, parallelism }) => {
      const row = only(
        await sql<{ status: 'registered' | 'taken' | 'closed' }[]>`
          select rowseal_private.register_with_password(
            ${address}, ${name ?? null}, ${salt}, ${key}, ${memory_kib}, ${iterations}, ${parallelism}
          ) as status`,
      );
      return row.status;
    },
    logIn: async ({ provider, subject, proof, workspace, scope, ip, userAgent }) => {
      const { status, retry_after, ...claims } = only(
        await sql<({ status: LoginOutcome['status']; retry_after: number } & SealedClaims)[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, (claims).*
            from rowseal_private.log_in(
              ${provider}, ${subject}, ${proof}, ${workspace ?? null}, ${scope ?? null}, ${ip}, ${userAgent ?? null}
            )`,
      );
      if (status === 'ok') return { status, claims };
      return status === 'throttled' ? { status, retryAfter: retry_after } : { status };
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
    onSigningKeyNotice: (callback) => {
      // It connects anew by itself, whenever it has lost its connection.
      listener.listen('rowseal_keys', callback, callback).catch(() => {});
    },
    ready: async () => {
      await sql`select`;
    },
    close: async () => {
      await Promise.all([sql.end({ timeout: 2 }), listener.end({ timeout: 2 })]);
    },
  };
}
