import type postgres from 'postgres';
import type { RefreshTokens } from '../credentials/refresh-tokens.ts';
import type { Metrics } from '../observability/metrics.ts';
import { type Caller, fromRequest } from './caller.ts';
import type { FactorKind } from './factor-functions.ts';
import { refreshTokenRow } from './presented-tokens.ts';
import { only } from './rows.ts';
import type { IssuedClaims, SealedClaims } from './sealed-claims.ts';

/** What a login is made of; see rowseal_private.log_in. */
export interface LoginAttempt extends Caller {
  provider: string;
  subject: string;
  proof: Uint8Array;
  /** How many characters the password has. */
  passwordLength: number;
  workspace: string | undefined;
  scope: string | undefined;
  userAgent: string | undefined;
  /** The refresh token of a session that this login ends. */
  replaces?: string | undefined;
  /** Devices that came along; see rowseal_private.known_device. */
  devices: Uint8Array | null;
  /** Of the secret of a new device; null: it keeps none. */
  deviceDigest: Uint8Array | null;
}

/** A login that waits for a second factor; see rowseal_private.complete_login. */
export interface WaitingLogin {
  /** The token that continues it (rsl_). */
  challenge: string;
  /** What its user can prove. */
  factors: FactorKind[];
}

/** What came of a login. */
export type LoginOutcome =
  /** deviceId: of a device that is new to the account. */
  | {
      status: 'ok';
      claims: IssuedClaims;
      refreshToken: string;
      renewalDue: boolean;
      deviceId: string | null;
    }
  /** retryAfter in seconds. */
  | { status: 'throttled'; retryAfter: number }
  | DeletedAccount
  | ({ status: 'second_factor'; renewalDue: boolean } & WaitingLogin)
  | { status: 'denied' | 'not_a_member' | 'password_too_short' };

/** What signing in to an account comes to that its owner has deleted. */
export interface DeletedAccount {
  status: 'account_deleted';
  /** When it is erased. */
  eraseAt: Date;
  /** What restores it. */
  restoreToken: string | null;
}

/** What came of presenting a refresh token; see rowseal_private.refresh_session. */
export type RefreshOutcome =
  | { status: 'rotated' | 'retried'; claims: IssuedClaims; refreshToken: string }
  | { status: 'reused' | 'expired' | 'revoked' | 'invalid' | 'throttled' };

/** A slug that a workspace no longer has; see rowseal_private.former_slug. */
export interface FormerSlug {
  retiredAt: Date;
  /** Until then it still names the workspace. */
  endsAt: Date;
}

/** The functions on sessions of the issuing door: one method a function of the database. */
export interface SessionFunctions {
  logIn(attempt: LoginAttempt): Promise<LoginOutcome>;
  refreshSession(token: string, caller: Caller, userAgent: string | undefined): Promise<RefreshOutcome>;
  /** Ends the session of a refresh token; false where there was nothing to end. */
  logOut(token: string, caller: Caller): Promise<boolean>;
  /** Counts a refused personal access token; how many seconds its network has to wait. */
  recordTokenGuess(caller: Caller): Promise<number>;
  /** What a user is told of a slug that one of their workspaces had before; undefined: none did, or it is forgotten. */
  formerSlug(slug: string, userId: string): Promise<FormerSlug | undefined>;
  /** Sealed claims for the user whom a browser's refresh token says is signed in; the token stays valid; undefined: nobody. */
  browserClaims(token: string): Promise<SealedClaims | undefined>;
}

interface LoginRow {
  status: LoginOutcome['status'];
  renewal_due: boolean;
  retry_after: number;
  device_id: string | null;
  erase_at: Date;
  restore_token: string | null;
  challenge: string;
  factors: FactorKind[];
}

/**
 * The functions on sessions, behind the issuing door.
 *
 * @param sql - a connection of rowseal_issuer.
 * @param refresh - makes refresh tokens and takes them apart.
 * @param metrics - told of outcomes.
 */
export function sessionFunctions(
  sql: postgres.Sql<{ seconds: number }>,
  refresh: RefreshTokens,
  metrics?: Metrics,
): SessionFunctions {
  return {
    logIn: async (attempt) => {
      const { provider, subject, proof, passwordLength, workspace, scope, userAgent, replaces, devices, deviceDigest } =
        attempt;
      const first = refresh.first();
      const { status, renewal_due, retry_after, device_id, erase_at, restore_token, challenge, factors, ...claims } =
        only(
          await sql<(LoginRow & IssuedClaims)[]>`
          select status, renewal_due, ceil(extract(epoch from retry_after))::int as retry_after, device_id, erase_at, restore_token,
                 challenge, array_to_json(factors) as factors, (claims).*,
                 floor(extract(epoch from clock_timestamp()))::bigint as iat
            from rowseal_private.log_in(
              ${provider}, ${subject}, ${proof}, ${workspace ?? null}, ${scope ?? null}, ${fromRequest(sql, attempt)}, ${userAgent ?? null},
              ${refreshTokenRow(refresh.presented(replaces))}, ${first.digest}, ${devices}, ${deviceDigest},
              ${passwordLength}
            )`,
        );
      metrics?.loginJudged(status);
      if (status === 'ok')
        return { status, claims, refreshToken: first.of(claims), renewalDue: renewal_due, deviceId: device_id };
      if (status === 'account_deleted') return { status, eraseAt: erase_at, restoreToken: restore_token };
      if (status === 'second_factor') return { status, challenge, factors, renewalDue: renewal_due };
      return status === 'throttled' ? { status, retryAfter: retry_after } : { status };
    },
    refreshSession: async (token, caller, userAgent) => {
      const presented = refresh.presented(token);
      const { status, ...claims } = only(
        await sql<({ status: RefreshOutcome['status'] } & IssuedClaims)[]>`
          select status, (claims).*,
                 floor(extract(epoch from clock_timestamp()))::bigint as iat
            from rowseal_private.refresh_session(
              ${refreshTokenRow(presented)}, ${fromRequest(sql, caller)}, ${userAgent ?? null}
            )`,
      );
      metrics?.refreshJudged(status);
      if (status !== 'rotated' && status !== 'retried') return { status };
      if (!presented) throw new Error('nothing was presented, and something was exchanged');
      return { status, claims, refreshToken: presented.successor() };
    },
    logOut: async (token, caller) => {
      const row = only(
        await sql<{ ended: boolean }[]>`
          select rowseal_private.log_out(
            ${refreshTokenRow(refresh.presented(token))}, ip => ${fromRequest(sql, caller)}
          ) as ended`,
      );
      return row.ended;
    },
    browserClaims: async (token) => {
      const claims = only(
        await sql<SealedClaims[]>`
          select * from rowseal_private.browser_claims(${refreshTokenRow(refresh.presented(token))})`,
      );
      return claims.sub ? claims : undefined;
    },
    recordTokenGuess: async (caller) => {
      const row = only(
        await sql<
          { wait: number }[]
        >`select ceil(extract(epoch from rowseal_private.record_token_guess(${fromRequest(sql, caller)})))::int as wait`,
      );
      return row.wait;
    },
    formerSlug: async (slug, userId) => {
      const [row] = await sql<{ retired_at: Date; ends_at: Date }[]>`
        select retired_at, ends_at from rowseal_private.former_slug(${slug}, ${userId}) where retired_at is not null`;
      return row && { retiredAt: row.retired_at, endsAt: row.ends_at };
    },
  };
}
