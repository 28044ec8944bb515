import type postgres from 'postgres';
import type { RefreshTokens } from '../credentials/refresh-tokens.ts';
import { digestOf, presentedToken } from '../credentials/token-format.ts';
import { type Caller, fromRequest } from './caller.ts';
import type {
  AuthorizationAnswer,
  AuthorizationAsked,
  AuthorizationBegun,
  AuthorizationStep,
  ClientRegistration,
  FoundClient,
  Granted,
  GrantRefresh,
  GrantTokens,
  LogoutAnswer,
  LogoutAsked,
  LogoutBegun,
  LogoutStep,
  Redemption,
} from './oauth-types.ts';
import { refreshTokenRow, tokenRow } from './presented-tokens.ts';
import { only } from './rows.ts';
import type { IssuedClaims } from './sealed-claims.ts';
import { serviceFunctions } from './service-functions.ts';

export type * from './oauth-types.ts';

interface TokensRow extends IssuedClaims {
  status: string;
  granted: Granted;
}

/** What is no verifier (RFC 7636 section 4.1) answers to no challenge, and is not the same as none. */
function verifierDigest(verifier: string | undefined): Buffer | null {
  if (verifier === undefined) return null;
  return /^[A-Za-z0-9._~-]{43,128}$/.test(verifier) ? digestOf(verifier) : Buffer.alloc(0);
}

/**
 * The authorization server's half of the issuing door: one method a function of the database.
 *
 * @param sql - connections of rowseal_issuer.
 * @param refresh - makes refresh tokens and takes them apart.
 */
export function oauthFunctions(sql: postgres.Sql<{ seconds: number; texts: string[] }>, refresh: RefreshTokens) {
  const rowOf = (token: string | undefined) => refreshTokenRow(refresh.presented(token));

  return {
    beginAuthorization: async ({
      parameters,
      issuer,
      browserSecret,
      subject,
      acr,
      unreadable,
      ...caller
    }: AuthorizationAsked) =>
      only(
        await sql<AuthorizationBegun[]>`
          select status, request_id, redirect_uri, response_mode, state, error, error_description,
                 ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.begin_authorization(
              ${sql.json(parameters)}, ${issuer}, ${digestOf(browserSecret)}, ${fromRequest(sql, caller)},
              ${subject ?? null}, ${unreadable ?? null}, ${acr === undefined ? null : sql.json({ ...acr })}
            )`,
      ),
    answerAuthorization: async (answer: AuthorizationAnswer) =>
      only(
        await sql<AuthorizationStep[]>`
          select * from rowseal_private.answer_authorization(
            ${answer.requestId}, ${digestOf(answer.browserSecret)}, ${rowOf(answer.refreshToken)}, ${answer.approved ?? null},
            ${answer.workspaceId ?? null}, ${answer.workspacesAfter ?? null}
          )`,
      ),
    redeemCode: async (given: Redemption): Promise<GrantTokens | { status: string }> => {
      const { code, clientId, redirectUri, verifier, resource, userAgent } = given;
      const first = refresh.first();
      const { status, refreshable, granted, ...claims } = only(
        await sql<(TokensRow & { refreshable: boolean })[]>`
          select status, refreshable, granted, (claims).*,
                 floor(extract(epoch from clock_timestamp()))::bigint as iat
            from rowseal_private.redeem_code(
              ${tokenRow(presentedToken('rsc_', code))}, ${clientId}, ${redirectUri ?? null}, ${verifierDigest(verifier)}, ${resource ?? null},
              ${fromRequest(sql, given)}, ${userAgent ?? null}, ${first.digest}
            )`,
      );
      if (status !== 'ok') return { status };
      return { claims, refreshToken: refreshable ? first.of(claims) : undefined, granted };
    },
    refreshGrant: async (given: GrantRefresh): Promise<GrantTokens | { status: string }> => {
      const { token, clientId, resource, scope, userAgent } = given;
      const presented = refresh.presented(token);
      const { status, granted, ...claims } = only(
        await sql<TokensRow[]>`
          select status, granted, (claims).*,
                 floor(extract(epoch from clock_timestamp()))::bigint as iat
            from rowseal_private.refresh_grant(
              ${refreshTokenRow(presented)}, ${clientId}, ${resource ?? null}, ${scope ?? null},
              ${fromRequest(sql, given)}, ${userAgent ?? null}
            )`,
      );
      if (!presented || (status !== 'rotated' && status !== 'retried')) return { status };
      return { claims, refreshToken: presented.successor(), granted };
    },
    ...serviceFunctions(sql),
    findClient: async (clientId: string, secret: string | undefined, caller: Caller) =>
      only(
        await sql<FoundClient[]>`
          select * from rowseal_private.find_client(
            ${clientId}, ${secret === undefined ? null : digestOf(secret)}, ${fromRequest(sql, caller)}
          )`,
      ),
    /** Counts an assertion that proved nothing; how many seconds its network has to wait. */
    recordClientGuess: async (caller: Caller) => {
      const row = only(
        await sql<{ wait: number }[]>`
          select ceil(extract(epoch from rowseal_private.record_client_guess(${fromRequest(sql, caller)})))::int as wait`,
      );
      return row.wait;
    },
    useAssertion: async (clientId: string, jti: string, expiresAt: Date) => {
      const row = only(
        await sql<
          { fresh: boolean }[]
        >`select rowseal_private.use_assertion(${clientId}, ${jti}, ${expiresAt}) as fresh`,
      );
      return row.fresh;
    },
    inspectGrant: async (clientId: string, userId: string, sessionId: string, scope: string | undefined) => {
      const row = only(
        await sql<{ grant: Record<string, unknown> | null }[]>`
          select rowseal_private.inspect_grant(${clientId}, ${userId}, ${sessionId}, ${scope ?? null}) as grant`,
      );
      return row.grant;
    },
    inspectRefreshToken: async (clientId: string, token: string) => {
      const row = only(
        await sql<{ grant: Record<string, unknown> | null }[]>`
          select rowseal_private.inspect_refresh_token(${clientId}, ${rowOf(token)}) as grant`,
      );
      return row.grant;
    },
    revokeGrant: async (clientId: string, userId: string, sessionId: string, caller: Caller) => {
      await sql`select rowseal_private.revoke_grant(${clientId}, ${userId}, ${sessionId}, ${fromRequest(sql, caller)})`;
    },
    revokeByRefreshToken: async (clientId: string, token: string, caller: Caller) => {
      await sql`select rowseal_private.revoke_by_refresh_token(${clientId}, ${rowOf(token)}, ${fromRequest(sql, caller)})`;
    },
    registrationOpen: async () => {
      const row = only(await sql<{ open: boolean }[]>`select rowseal_private.client_registration_open() as open`);
      return row.open;
    },
    registerClient: async (given: ClientRegistration) =>
      only(
        await sql<
          { status: string; client_id: string; client_secret: string | null; granted_scope: string | null }[]
        >`select * from rowseal_private.register_client(
            ${given.name}, ${given.redirectUris}, ${given.authMethod}, ${given.scope ?? null}, ${fromRequest(sql, given)},
            ${given.jwks ? sql.json(given.jwks as postgres.JSONValue) : null}, ${given.idTokenAlgorithm ?? 'RS256'}, ${given.logoUri ?? null},
            ${given.postLogoutRedirectUris ?? []}, ${given.backchannelLogoutUri ?? null}
          )`,
      ),
    beginLogout: async ({ parameters, browserSecret, hint, ...caller }: LogoutAsked) =>
      only(
        await sql<LogoutBegun[]>`
          select status, request_id, ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.begin_logout(
              ${sql.json(parameters)}, ${digestOf(browserSecret)}, ${fromRequest(sql, caller)}, ${hint ? sql.json({ ...hint }) : null}
            )`,
      ),
    answerLogout: async ({ requestId, browserSecret, refreshToken, approved, ...caller }: LogoutAnswer) =>
      only(
        await sql<LogoutStep[]>`
          select * from rowseal_private.answer_logout(
            ${requestId}, ${digestOf(browserSecret)}, ${rowOf(refreshToken)}, ${approved ?? null}, ${fromRequest(sql, caller)}
          )`,
      ),
  };
}

/** The authorization server's half of the issuing door. */
export type OAuthFunctions = ReturnType<typeof oauthFunctions>;
