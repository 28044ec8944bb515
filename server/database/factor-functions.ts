import type postgres from 'postgres';
import type { RefreshTokens } from '../credentials/refresh-tokens.ts';
import { presentedToken } from '../credentials/token-format.ts';
import type { Metrics } from '../observability/metrics.ts';
import { type Caller, fromRequest } from './caller.ts';
import { claimsRow, fromEntry } from './claims-row.ts';
import type { EmailCodeDigests } from './email-code-functions.ts';
import type { ClaimsEntry } from './entry.ts';
import { type AssertedPasskey, passkeyRow } from './passkey-functions.ts';
import { refreshTokenRow, tokenRow } from './presented-tokens.ts';
import { only } from './rows.ts';
import type { IssuedClaims } from './sealed-claims.ts';
import type { RefreshOutcome } from './session-functions.ts';

/** Codes that can be proved beside a password or a provider. */
export type FactorKind = 'totp' | 'recovery_code';

/** Whose code it is: of a login that waits for it (rsl_), or of a session that steps up (rsr_). */
export type CodeOwner = { challenge: string } | { refreshToken: string };

/** A code that somebody typed, the step of time that it is of, or its digest; or what a passkey signed. */
export type UsedFactor =
  | { kind: 'totp'; step: number | null }
  | { kind: 'recovery_code'; digest: Uint8Array }
  | { kind: 'passkey'; asserted: AssertedPasskey };

/** What is proved once more of what people sign in with: the key of a password, or a mailed code. */
export type ProvedFirst =
  | { kind: 'password'; subject: string; proof: Uint8Array }
  | { kind: 'email_code'; digests: EmailCodeDigests };

/** Where a proof comes from. */
export interface ProofOrigin extends Caller {
  userAgent: string | undefined;
  /** Devices that came along; see rowseal_private.known_device. */
  devices: Uint8Array | null;
}

/** What a code of an authenticator app is verified with; see rowseal_private.totp_challenge. */
export type TotpChallenge =
  | { status: 'ok'; user_id: string; factor_id: string; secret_jwe: string; step: number }
  | { status: 'throttled'; retry_after: number }
  | { status: 'denied' | 'invalid' };

/** What came of a login that waited. */
export type SecondFactorOutcome =
  | { status: 'ok'; claims: IssuedClaims; refreshToken: string; deviceId: string | null }
  | { status: 'throttled'; retryAfter: number }
  | { status: 'denied' | 'invalid' | 'not_a_member' };

/** What came of a step-up. */
export type StepUpOutcome = RefreshOutcome | { status: 'denied' };

/** The functions on factors of the issuing door: one method a function of the database. */
export type FactorFunctions = ReturnType<typeof factorFunctions>;

/**
 * The functions on factors, behind the issuing door.
 *
 * @param sql - connections of rowseal_issuer.
 * @param refresh - makes refresh tokens and takes them apart.
 * @param metrics - told of outcomes.
 */
export function factorFunctions(sql: postgres.Sql<{ seconds: number }>, refresh: RefreshTokens, metrics?: Metrics) {
  const waitingRow = (owner: CodeOwner) =>
    'challenge' in owner ? tokenRow(presentedToken('rsl_', owner.challenge)) : null;
  const sessionRow = (owner: CodeOwner) =>
    'refreshToken' in owner ? refreshTokenRow(refresh.presented(owner.refreshToken)) : null;

  return {
    totpChallenge: async (owner: CodeOwner, from: ProofOrigin) =>
      only(
        await sql<TotpChallenge[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, user_id, factor_id, secret_jwe, step
            from rowseal_private.totp_challenge(
              ${waitingRow(owner)}, ${sessionRow(owner)}, ${fromRequest(sql, from)}, ${from.devices}
            )`,
      ),
    completeSecondFactor: async (
      challenge: string,
      used: UsedFactor,
      from: ProofOrigin & { replaces?: string | undefined; deviceDigest: Uint8Array },
    ): Promise<SecondFactorOutcome> => {
      const first = refresh.first();
      const { status, retry_after, device_id, ...claims } = only(
        await sql<({ status: SecondFactorOutcome['status']; retry_after: number; device_id: string } & IssuedClaims)[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, device_id, (claims).*,
                 floor(extract(epoch from clock_timestamp()))::bigint as iat
            from rowseal_private.complete_second_factor(
              ${waitingRow({ challenge })}, ${used.kind}, ${stepOf(used)}, ${digestOf(used)}, ${fromRequest(sql, from)},
              ${from.userAgent ?? null}, ${refreshTokenRow(refresh.presented(from.replaces))}, ${first.digest},
              ${from.devices}, ${from.deviceDigest}, ${assertedOf(used)}
            )`,
      );
      metrics?.loginJudged(status);
      if (status === 'ok') return { status, claims, refreshToken: first.of(claims), deviceId: device_id };
      return status === 'throttled' ? { status, retryAfter: retry_after } : { status };
    },
    stepUp: async (
      token: string,
      proved: UsedFactor | ProvedFirst,
      from: ProofOrigin,
    ): Promise<StepUpOutcome & { retryAfter?: number }> => {
      const presented = refresh.presented(token);
      const { status, retry_after, ...claims } = only(
        await sql<({ status: StepUpOutcome['status']; retry_after: number | null } & IssuedClaims)[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, (claims).*,
                 floor(extract(epoch from clock_timestamp()))::bigint as iat
            from rowseal_private.step_up(
              ${refreshTokenRow(presented)}, ${proved.kind}, ${proved.kind === 'password' ? proved.subject : null},
              ${digestOf(proved)}, ${stepOf(proved)}, ${fromRequest(sql, from)}, ${from.userAgent ?? null},
              ${from.devices}, ${assertedOf(proved)}
            )`,
      );
      if (status !== 'rotated' && status !== 'retried')
        return { status, ...(retry_after === null ? {} : { retryAfter: retry_after }) };
      if (!presented) throw new Error('nothing was presented, and something was exchanged');
      return { status, claims, refreshToken: presented.successor() };
    },
    beginTotp: async (entry: ClaimsEntry, id: string, jwe: string) =>
      only(
        await sql<{ status: 'begun' | 'exists' }[]>`
          select rowseal_private.begin_totp(${claimsRow(sql, entry)}, ${entry.wanted ?? null}, ${id}, ${jwe}, ${fromEntry(sql, entry)}) as status`,
      ).status,
    begunTotp: async (entry: ClaimsEntry, id: string) =>
      only(
        await sql<{ secret_jwe: string | null; step: number }[]>`
          select * from rowseal_private.begun_totp(${claimsRow(sql, entry)}, ${entry.wanted ?? null}, ${id}, ${fromEntry(sql, entry)})`,
      ),
    confirmTotp: async (entry: ClaimsEntry, id: string, step: number, digests: Uint8Array) =>
      only(
        await sql<{ status: 'confirmed' | 'invalid'; has_new_codes: boolean }[]>`
          select * from rowseal_private.confirm_totp(
            ${claimsRow(sql, entry)}, ${entry.wanted ?? null}, ${id}, ${step}, ${digests}, ${fromEntry(sql, entry)}
          )`,
      ),
    renewRecoveryCodes: async (entry: ClaimsEntry, digests: Uint8Array) =>
      only(
        await sql<{ renewed: boolean }[]>`
          select rowseal_private.renew_recovery_codes(
            ${claimsRow(sql, entry)}, ${entry.wanted ?? null}, ${digests}, ${fromEntry(sql, entry)}
          ) as renewed`,
      ).renewed,
    removeFactor: async (entry: ClaimsEntry, id: string) =>
      only(
        await sql<{ removed: boolean }[]>`
          select rowseal_private.remove_factor(${claimsRow(sql, entry)}, ${entry.wanted ?? null}, ${id}, ${fromEntry(sql, entry)}) as removed`,
      ).removed,
  };
}

const stepOf = (used: UsedFactor | ProvedFirst) => (used.kind === 'totp' ? used.step : null);
const assertedOf = (used: UsedFactor | ProvedFirst) => (used.kind === 'passkey' ? passkeyRow(used.asserted) : null);

function digestOf(used: UsedFactor | ProvedFirst): Uint8Array | null {
  if (used.kind === 'password') return used.proof;
  if (used.kind === 'email_code') return Buffer.concat([used.digests.browser, used.digests.code]);
  return used.kind === 'recovery_code' ? used.digest : null;
}
