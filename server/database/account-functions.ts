import type postgres from 'postgres';
import { presentedToken } from '../credentials/token-format.ts';
import { type Caller, fromRequest } from './caller.ts';
import { claimsRow, fromEntry } from './claims-row.ts';
import type { ClaimsEntry } from './entry.ts';
import type { DerivedPassword, PasswordParameters, WorthlessProof } from './password-functions.ts';
import { tokenRow } from './presented-tokens.ts';
import { only } from './rows.ts';

/** The functions of the issuing door on what was mailed about an account: one method a function of the database. */
export interface AccountFunctions {
  /** Gives somebody the address that a token was mailed to. */
  confirmAddress(token: string, caller: Caller): Promise<{ status: 'ok' } | WorthlessProof>;
  /** What to derive the password with that takes an account back, and the address it goes back to. */
  restoreAddressChallenge(
    token: string,
    caller: Caller,
  ): Promise<{ status: 'ok'; address: string; parameters: PasswordParameters } | WorthlessProof>;
  /** Undoes a change of address. deviceDigest: of the secret of the device that did so. */
  restoreAddress(
    token: string,
    password: DerivedPassword,
    caller: Caller,
    deviceDigest: Uint8Array,
  ): Promise<{ status: 'ok'; userId: string; deviceId: string | null } | WorthlessProof>;
  /**
   * Lets the holder of an access token fetch what is kept about them.
   *
   * @throws the driver's error, with its SQLSTATE in `code`.
   */
  createExport(
    entry: ClaimsEntry,
  ): Promise<{ status: 'ok'; token: string; expiresAt: Date } | { status: 'throttled'; retryAfter: number }>;
  /** Has a link mailed that begins to remove the factors of somebody who has lost them; accepted whether or not anybody has the address. */
  askFactorRecovery(
    address: string,
    caller: Caller,
  ): Promise<{ status: 'accepted' } | { status: 'throttled'; retryAfter: number }>;
  /** What that link does: begins the wait, or ends it by removing the factors. */
  recoverFactors(
    token: string,
    caller: Caller,
  ): Promise<{ status: 'waiting'; readyAt: Date } | { status: 'recovered' } | WorthlessProof>;
  /** Restores an account that its owner has deleted. */
  restoreAccount(token: string, caller: Caller): Promise<{ status: 'ok' } | WorthlessProof>;
}

interface ProofRow {
  status: 'ok' | WorthlessProof['status'];
  retry_after: number;
}

/**
 * The functions on what was mailed about an account, behind the issuing door.
 *
 * @param sql - a connection of rowseal_issuer.
 */
export function accountFunctions(sql: postgres.Sql<{ seconds: number }>): AccountFunctions {
  return {
    confirmAddress: async (token, caller) => {
      const { status, retry_after } = only(
        await sql<ProofRow[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.confirm_address(${mailed(token)}, ${fromRequest(sql, caller)})`,
      );
      return status === 'ok' ? { status } : worthless(status, retry_after);
    },
    restoreAddressChallenge: async (token, caller) => {
      const { status, retry_after, address, ...parameters } = only(
        await sql<(ProofRow & { address: string } & PasswordParameters)[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, address, salt, memory_kib, iterations, parallelism
            from rowseal_private.restore_address_challenge(${mailed(token)}, ${fromRequest(sql, caller)})`,
      );
      return status === 'ok' ? { status, address, parameters } : worthless(status, retry_after);
    },
    restoreAddress: async (token, { salt, key, memory_kib, iterations, parallelism }, caller, deviceDigest) => {
      const { status, retry_after, user_id, device_id } = only(
        await sql<(ProofRow & { user_id: string; device_id: string | null })[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, user_id, device_id
            from rowseal_private.restore_address(
              ${mailed(token)}, row(${salt}, ${key}, ${memory_kib}, ${iterations}, ${parallelism}),
              ${fromRequest(sql, caller)}, ${deviceDigest}
            )`,
      );
      return status === 'ok' ? { status, userId: user_id, deviceId: device_id } : worthless(status, retry_after);
    },
    restoreAccount: async (token, caller) => {
      const { status, retry_after } = only(
        await sql<ProofRow[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.restore_account(${mailed(token)}, ${fromRequest(sql, caller)})`,
      );
      return status === 'ok' ? { status } : worthless(status, retry_after);
    },
    askFactorRecovery: async (address, caller) => {
      const { status, retry_after } = only(
        await sql<{ status: 'accepted' | 'throttled'; retry_after: number }[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.ask_factor_recovery(${address}, ${fromRequest(sql, caller)})`,
      );
      return status === 'accepted' ? { status } : { status, retryAfter: retry_after };
    },
    recoverFactors: async (token, caller) => {
      const { status, retry_after, ready_at } = only(
        await sql<
          { status: 'waiting' | 'recovered' | WorthlessProof['status']; retry_after: number; ready_at: Date }[]
        >`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, ready_at
            from rowseal_private.recover_factors(${mailed(token)}, ${fromRequest(sql, caller)})`,
      );
      if (status === 'waiting') return { status, readyAt: ready_at };
      return status === 'recovered' ? { status } : worthless(status, retry_after);
    },
    createExport: async (entry) => {
      const { status, retry_after, token, expires_at } = only(
        await sql<{ status: 'ok' | 'throttled'; retry_after: number; token: string; expires_at: Date }[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, token, expires_at
            from rowseal_private.create_export(${claimsRow(sql, entry)}, ${fromEntry(sql, entry)})`,
      );
      return status === 'ok' ? { status, token, expiresAt: expires_at } : { status, retryAfter: retry_after };
    },
  };
}

function mailed(token: string): string | null {
  return tokenRow(presentedToken('rsv_', token));
}

function worthless(status: WorthlessProof['status'], retryAfter: number): WorthlessProof {
  return status === 'throttled' ? { status, retryAfter } : { status };
}
