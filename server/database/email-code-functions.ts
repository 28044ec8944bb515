import type { RefreshTokens } from '../credentials/refresh-tokens.ts';
import type { Metrics } from '../observability/metrics.ts';
import { type Caller, fromRequest } from './caller.ts';
import { refreshTokenRow } from './presented-tokens.ts';
import { only } from './rows.ts';
import type { IssuedClaims } from './sealed-claims.ts';
import type { LoginAttempt } from './session-functions.ts';
import type { Sql } from './sql-connections.ts';

/** What a mailed code is for. */
export type EmailCodePurpose = 'sign_in' | 'step_up';

/** The browser that asked for a code, and the code: 32 bytes of each. */
export interface EmailCodeDigests {
  browser: Uint8Array;
  code: Uint8Array;
}

/** What came of asking for a code. */
export type AskedEmailCode = { status: 'accepted' | 'off' } | { status: 'throttled'; retry_after: number };

/** Everything about a login by a mailed code but the code. */
export type EmailCodeLogin = Omit<LoginAttempt, 'provider' | 'subject' | 'proof' | 'passwordLength'>;

/** What came of it. */
export type EmailCodeOutcome =
  | { status: 'ok'; claims: IssuedClaims; refreshToken: string; deviceId: string | null }
  | { status: 'second_factor'; challenge: string; factors: string[] }
  | { status: 'throttled'; retryAfter: number }
  | { status: 'denied' | 'invalid' | 'not_a_member' };

/** The functions on mailed codes of the issuing door: one method a function of the database. */
export type EmailCodeFunctions = ReturnType<typeof emailCodeFunctions>;

/**
 * The functions on mailed codes, behind the issuing door.
 *
 * @param sql - connections of rowseal_issuer.
 * @param refresh - makes refresh tokens and takes them apart.
 * @param metrics - told of outcomes.
 */
export function emailCodeFunctions(sql: Sql, refresh: RefreshTokens, metrics?: Metrics) {
  return {
    offersEmailCodes: async () =>
      only(await sql<{ offered: boolean }[]>`select rowseal_private.offers_email_codes() as offered`).offered,
    askEmailCode: async (
      purpose: EmailCodePurpose,
      address: string,
      { digests, jwe }: { digests: EmailCodeDigests; jwe: string },
      caller: Caller,
    ) =>
      only(
        await sql<AskedEmailCode[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.ask_email_code(
              ${purpose}, ${address}, ${digests.browser}, ${digests.code}, ${jwe}, ${fromRequest(sql, caller)}
            )`,
      ),
    logInWithEmailCode: async (digests: EmailCodeDigests, login: EmailCodeLogin): Promise<EmailCodeOutcome> => {
      const first = refresh.first();
      const { status, retry_after, device_id, challenge, factors, ...claims } = only(
        await sql<
          ({
            status: EmailCodeOutcome['status'];
            retry_after: number;
            device_id: string | null;
            challenge: string;
            factors: string[];
          } & IssuedClaims)[]
        >`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, device_id, challenge, factors, (claims).*,
                 floor(extract(epoch from clock_timestamp()))::bigint as iat
            from rowseal_private.log_in_with_email_code(
              ${digests.browser}, ${digests.code}, ${login.workspace ?? null}, ${login.scope ?? null},
              ${fromRequest(sql, login)}, ${login.userAgent ?? null}, ${refreshTokenRow(refresh.presented(login.replaces))},
              ${first.digest}, ${login.devices}, ${login.deviceDigest}
            )`,
      );
      metrics?.loginJudged(status);
      if (status === 'ok') return { status, claims, refreshToken: first.of(claims), deviceId: device_id };
      if (status === 'second_factor') return { status, challenge, factors };
      return status === 'throttled' ? { status, retryAfter: retry_after } : { status };
    },
  };
}
