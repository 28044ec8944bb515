import type postgres from 'postgres';
import type { RefreshTokens } from '../credentials/refresh-tokens.ts';
import { digestOf, presentedToken } from '../credentials/token-format.ts';
import { addressAndRequest, type Caller, fromRequest } from './caller.ts';
import type { ClaimsEntry } from './entry.ts';
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
  Introspection,
  LogoutAnswer,
  LogoutAsked,
  LogoutBegun,
  LogoutStep,
  PresentedClient,
  Redemption,
} from './oauth-types.ts';
import { refreshTokenRow, tokenRow } from './presented-tokens.ts';
import { only } from './rows.ts';
import type { IssuedClaims, SealedClaims } from './sealed-claims.ts';
import { serviceFunctions } from './service-functions.ts';

export type * from './oauth-types.ts';

interface TokensRow extends IssuedClaims {
  status: string;
  granted: Granted;
}

interface RefreshedRow extends IssuedClaims, Pick<Granted, 'resource'> {
  status: string;
  granted_scope: string;
  auth_time: number;
  authentication: Granted['authentication'] | null;
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
    refreshGrant: async (given: GrantRefresh): Promise<({ status: string } & GrantTokens) | { status: string }> => {
      const { client, token, resource, scope, userAgent } = given;
      const { address, request } = addressAndRequest(given);
      const presented = refresh.presented(token);
      const {
        status,
        granted_scope,
        resource: target,
        auth_time,
        authentication,
        ...claims
      } = only(
        await sql<RefreshedRow[]>`
          select status, scope as granted_scope, resource, auth_time, authentication, (claims).*,
                 floor(extract(epoch from clock_timestamp()))::bigint as iat
            from rowseal_private.refresh_grant(
              ${client.id}, ${client.method}, ${client.secretDigest}, ${refreshTokenRow(presented)}, ${resource ?? null}, ${scope ?? null},
              ${address}, ${request}, ${userAgent ?? null}
            )`,
      );
      if (!presented || (status !== 'rotated' && status !== 'retried')) return { status };
      const granted = { scope: granted_scope, resource: target, authentication: { auth_time, ...authentication } };
      return { status, claims, refreshToken: presented.successor(), granted };
    },
    ...serviceFunctions(sql),
    findClient: async ({ id, method, secretDigest }: PresentedClient, caller: Caller) =>
      only(
        await sql<FoundClient[]>`
          select * from rowseal_private.find_client(
            ${id}, ${method}, ${secretDigest}, ${fromRequest(sql, caller)}
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
    /** What a grant allows that a client presents a token of: its refresh token, what its access token says, or neither. */
    introspect: async (
      client: PresentedClient,
      token: string | (Pick<SealedClaims, 'sub' | 'sid'> & { scope?: string | undefined }) | undefined,
      caller: Caller,
    ) => {
      const presented = typeof token === 'string' ? refresh.presented(token) : undefined;
      const claims = typeof token === 'string' ? undefined : token;
      const { address, request } = addressAndRequest(caller);
      return only(
        await sql<Introspection[]>`
          select * from rowseal_private.introspect(
            ${client.id}, ${client.method}, ${client.secretDigest}, ${presented?.userId ?? claims?.sub ?? null},
            ${presented?.sessionId ?? claims?.sid ?? null}, ${claims?.scope ?? null}, ${presented?.digest ?? null}, ${address}, ${request}
          )`,
      );
    },
    /** What rowseal.userinfo says of a grant that is bound to no workspace; null: entering says why not. */
    userinfo: async ({ sub, sid, scope, exp, seal_key, seal }: ClaimsEntry) => {
      const row = only(
        await sql<{ claims: { sub: string } | null }[]>`
          select rowseal_private.userinfo_by_claims(
            ${sub}, ${sid}, ${scope ?? null}, ${exp}, ${seal_key}, ${Buffer.from(seal, 'hex')}
          ) as claims`,
      );
      return row.claims;
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
