import type postgres from 'postgres';
import { presentedToken } from '../credentials/token-format.ts';
import type { Metrics } from '../observability/metrics.ts';
import { type Caller, fromRequest } from './caller.ts';
import { tokenRow } from './presented-tokens.ts';
import { only } from './rows.ts';

/** What a new password is derived with: argon2id (RFC 9106). */
export interface PasswordParameters {
  /** 16 bytes. */
  salt: Buffer;
  memory_kib: number;
  iterations: number;
  parallelism: number;
}

/** What a password was derived with that somebody has. */
export interface StoredParameters {
  /** 16 bytes. */
  salt: Buffer;
  /** With iterations and parallelism null: the digest of another system is the key. */
  memory_kib: number | null;
  iterations: number | null;
  parallelism: number | null;
  /** How another system had hashed it, as rowseal_private.is_former_hash has it; null or left out: none had. */
  former?: unknown;
}

/** What new passwords are held to. */
export interface PasswordPolicy {
  /** In characters. */
  leastLength: number;
  /** Where to ask for breached ones; null: nowhere. */
  rangeUrl: string | null;
}

/** A key derived from a password, and what it was derived with. */
export type DerivedPassword = PasswordParameters & { key: Uint8Array };

/** Where a login comes from. */
export interface LoginOrigin extends Caller {
  /** Devices that came along; see rowseal_private.known_device. */
  devices: Uint8Array | null;
}

/** What is answered to an invalid token. retryAfter in seconds. */
export type WorthlessProof = { status: 'invalid' } | { status: 'throttled'; retryAfter: number };

/** The functions on passwords and mailed tokens of the issuing door: one method a function of the database. */
export interface PasswordFunctions {
  passwordPolicy(): Promise<PasswordParameters>;
  passwordRules(): Promise<PasswordPolicy>;
  /** What to derive a typed password with, where the login may go on. retryAfter in seconds. */
  passwordChallenge(
    address: string,
    from: LoginOrigin,
  ): Promise<{ status: 'ok'; parameters: StoredParameters } | { status: 'throttled'; retryAfter: number }>;
  /** What to derive the password of a registration with, where it may go on. retryAfter in seconds. */
  registrationChallenge(
    caller: Caller,
  ): Promise<
    | { status: 'ok'; parameters: PasswordParameters }
    | { status: 'closed' }
    | { status: 'throttled'; retryAfter: number }
  >;
  registerWithPassword(
    account: { address: string; name: string | undefined } & Caller & DerivedPassword,
  ): Promise<{ status: 'registered' | 'taken' | 'closed' } | { status: 'throttled'; retryAfter: number }>;
  /** Exchanges the verifier of a password for a stronger one; false where currentKey is not right. */
  upgradeVerifier(account: { address: string; currentKey: Uint8Array } & DerivedPassword): Promise<boolean>;
  /** Has a reset token mailed; accepted whether or not anybody has the address. */
  requestPasswordReset(
    address: string,
    caller: Caller,
  ): Promise<{ status: 'accepted' } | { status: 'throttled'; retryAfter: number }>;
  /** What to derive the password with that a reset token sets, and whose it is. */
  passwordResetChallenge(
    token: string,
    caller: Caller,
  ): Promise<{ status: 'ok'; address: string; parameters: PasswordParameters } | WorthlessProof>;
  /**
   * keepTokens: keeps personal access tokens; everything else of the user ends. deviceId: of the device that the password was reset on,
   * which keeps a secret of this digest.
   */
  resetPassword(
    token: string,
    password: DerivedPassword,
    caller: Caller,
    keepTokens: boolean,
    deviceDigest: Uint8Array,
  ): Promise<{ status: 'ok'; userId: string; deviceId: string | null } | WorthlessProof>;
  verifyEmail(token: string, caller: Caller): Promise<{ status: 'ok' | 'already_verified' } | WorthlessProof>;
}

interface ProofRow {
  status: 'ok' | WorthlessProof['status'];
  retry_after: number;
}

/**
 * The functions on passwords and mailed tokens, behind the issuing door.
 *
 * @param sql - a connection of rowseal_issuer.
 * @param metrics - told of logins that are turned away.
 */
export function passwordFunctions(sql: postgres.Sql<{ seconds: number }>, metrics?: Metrics): PasswordFunctions {
  return {
    passwordPolicy: async () => only(await sql<PasswordParameters[]>`select * from rowseal_private.password_policy()`),
    passwordRules: async () => {
      const { least_length, range_url } = only(
        await sql<{ least_length: number; range_url: string | null }[]>`
          select least_length, range_url from rowseal_private.password_rules()`,
      );
      return { leastLength: least_length, rangeUrl: range_url };
    },
    passwordChallenge: async (address, from) => {
      const { status, retry_after, ...parameters } = only(
        await sql<({ status: 'ok' | 'throttled'; retry_after: number } & StoredParameters)[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, salt, memory_kib, iterations, parallelism, former
            from rowseal_private.password_challenge(${address}, ${fromRequest(sql, from)}, ${from.devices})`,
      );
      if (status === 'ok') return { status, parameters };
      metrics?.loginJudged(status);
      return { status, retryAfter: retry_after };
    },
    registrationChallenge: async (caller) => {
      const { status, retry_after, ...parameters } = only(
        await sql<({ status: 'ok' | 'closed' | 'throttled'; retry_after: number } & PasswordParameters)[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, salt, memory_kib, iterations, parallelism
            from rowseal_private.registration_challenge(${fromRequest(sql, caller)})`,
      );
      if (status === 'ok') return { status, parameters };
      return status === 'throttled' ? { status, retryAfter: retry_after } : { status };
    },
    registerWithPassword: async ({ address, name, salt, key, memory_kib, iterations, parallelism, ...caller }) => {
      const { status, retry_after } = only(
        await sql<{ status: 'registered' | 'taken' | 'closed' | 'throttled'; retry_after: number }[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.register_with_password(
              ${address}, ${name ?? null}, row(${salt}, ${key}, ${memory_kib}, ${iterations}, ${parallelism}),
              ${fromRequest(sql, caller)}
            )`,
      );
      return status === 'throttled' ? { status, retryAfter: retry_after } : { status };
    },
    upgradeVerifier: async ({ address, currentKey, salt, key, memory_kib, iterations, parallelism }) => {
      const row = only(
        await sql<{ renewed: boolean }[]>`
          select rowseal_private.upgrade_verifier(
            ${address}, ${currentKey}, row(${salt}, ${key}, ${memory_kib}, ${iterations}, ${parallelism})
          ) as renewed`,
      );
      return row.renewed;
    },
    requestPasswordReset: async (address, caller) => {
      const { status, retry_after } = only(
        await sql<{ status: 'accepted' | 'throttled'; retry_after: number }[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.request_password_reset(${address}, ${fromRequest(sql, caller)})`,
      );
      return status === 'accepted' ? { status } : { status, retryAfter: retry_after };
    },
    passwordResetChallenge: async (token, caller) => {
      const { status, retry_after, address, ...parameters } = only(
        await sql<(ProofRow & { address: string } & PasswordParameters)[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, address, salt, memory_kib, iterations, parallelism
            from rowseal_private.password_reset_challenge(${proofRow(token)}, ${fromRequest(sql, caller)})`,
      );
      return status === 'ok' ? { status, address, parameters } : worthless(status, retry_after);
    },
    resetPassword: async (token, password, caller, keepTokens, deviceDigest) => {
      const { salt, key, memory_kib, iterations, parallelism } = password;
      const { status, retry_after, user_id, device_id } = only(
        await sql<(ProofRow & { user_id: string; device_id: string | null })[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, user_id, device_id
            from rowseal_private.reset_password(
              ${proofRow(token)}, row(${salt}, ${key}, ${memory_kib}, ${iterations}, ${parallelism}),
              ${fromRequest(sql, caller)}, ${keepTokens}, ${deviceDigest}
            )`,
      );
      return status === 'ok' ? { status, userId: user_id, deviceId: device_id } : worthless(status, retry_after);
    },
    verifyEmail: async (token, caller) => {
      const { status, retry_after } = only(
        await sql<(Omit<ProofRow, 'status'> & { status: ProofRow['status'] | 'already_verified' })[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.verify_email(${proofRow(token)}, ${fromRequest(sql, caller)})`,
      );
      return status === 'ok' || status === 'already_verified' ? { status } : worthless(status, retry_after);
    },
  };
}

function proofRow(token: string): string | null {
  return tokenRow(presentedToken('rsv_', token));
}

function worthless(status: WorthlessProof['status'], retryAfter: number): WorthlessProof {
  return status === 'throttled' ? { status, retryAfter } : { status };
}
